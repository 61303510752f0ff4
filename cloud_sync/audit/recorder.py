"""Records what happens, one after the other, each chained to the one before and signed.

A record is on the disk when ``record`` returns. Every ``CHECKPOINT_EVERY`` records, and at the end,
the root of a Merkle tree over all of them is recorded too, vouched for by the car's own certificate
if it has one: whoever holds a checkpoint can prove what was changed since.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cloud_sync.audit.chain import Chain, set_aside
from cloud_sync.audit.key import named, recorder_key
from cloud_sync.audit.record import Entry, Kind, Row, header
from cloud_sync.audit.sealing import sealed
from cloud_sync.audit.tree import Tree
from cloud_sync.clock import TrustedClock
from cloud_sync.errors import AuditDamagedError, UnknownRecordError
from cloud_sync.home import CloudHome

CHECKPOINT_EVERY = 256
_WORTH_A_CHECKPOINT = 32
"""Fewer records than this since the last one wait for the next start."""

Vouch = Callable[[Mapping[str, Any]], str | None]
"""A statement signed with the car's certificate; None: it has none that is good."""


class FlightRecorder:
    """Any thread may use it, and several programs at once."""

    def __init__(
        self,
        home: CloudHome,
        clock: TrustedClock,
        versions: Mapping[str, Any],
        vouch: Vouch = lambda _claims: None,
    ) -> None:
        """What is damaged is set aside and a new chain begun, which says so: ``damage``."""
        self._clock = clock
        self._vouch = vouch
        self._turn = threading.Lock()
        self.damage: str | None = None
        """The code of what was wrong with the records that were found; None: nothing."""
        self._key, self._chain = self._opened(home)
        self._tree = Tree(self._chain)
        self.start = self.record(
            Entry(
                Kind.START,
                {
                    "versions": dict(versions),
                    "key": named(self._key.public_key()),
                    "after_damage": self.damage,
                },
            )
        )
        """The sequence of the record that tells by which versions what follows is decided."""

    def record(self, entry: Entry) -> int:
        """Its sequence. AuditFullError: nothing was recorded."""
        with self._turn:
            row = self._append(entry)
            if row.sequence % CHECKPOINT_EVERY == 0:
                self._append(self._checkpoint())
            return row.sequence

    def last_of(self, subject: str, among: int) -> Row | None:
        """The last turn of a driver, if it is among so many records."""
        found = self._chain.latest(among)
        return next((row for row in found if row.subject == subject and row.content), None)

    def close(self) -> None:
        with self._turn:
            last = self._chain.last()
            if last is not None and last.sequence - self._tree.checked >= _WORTH_A_CHECKPOINT:
                self._append(self._checkpoint())
            self._chain.close()

    def _opened(self, home: CloudHome) -> tuple[Ed25519PrivateKey, Chain]:
        try:
            key, chain = recorder_key(home), Chain(home)
            _check_end(chain, key.public_key())
        except AuditDamagedError as error:
            self.damage = error.code
        else:
            return key, chain
        set_aside(home, f"damaged-{self._clock.now():%Y%m%dT%H%M%S}")
        return recorder_key(home), Chain(home)

    def _append(self, entry: Entry) -> Row:
        content = sealed(entry.key, entry.content, entry.subject) if entry.content else None
        at = self._clock.now()

        def make(sequence: int, previous: str) -> Row:
            text = header(entry, sequence, at, previous, content)
            return Row(sequence, text, self._key.sign(text), content)

        return self._chain.append(make, self._key.sign)

    def _checkpoint(self) -> Entry:
        size, root = self._tree.grown()
        claims = {"log": named(self._key.public_key()), "size": size, "root": root}
        return Entry(Kind.CHECKPOINT, {**claims, "vouched": self._vouch(claims)})


def _check_end(chain: Chain, key: Ed25519PublicKey) -> None:
    """Cheap: the whole is looked at by ``verify``."""
    head, last = chain.head, chain.last()
    if head is None and last is None:
        return
    if head is None or last is None or last.sequence < head.sequence:
        raise AuditDamagedError("Records were cut off.", "cut_off")
    try:
        marked = chain.row(head.sequence)
    except UnknownRecordError as error:
        raise AuditDamagedError("A record was removed.", "missing") from error
    if marked.digest != head.digest or not head.is_by(key):
        raise AuditDamagedError("A record was changed.", "changed")
