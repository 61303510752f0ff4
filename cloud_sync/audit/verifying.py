"""Is everything there that was recorded, as it was recorded? Needs no key of any driver.

Found is whatever was changed, removed, put elsewhere, added or cut off. Who can write to the disk
*and* has the recorder's key could write another history; a checkpoint somebody else holds, or one
vouched for by the car's certificate, shows that too.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cloud_sync.audit.head import Head
from cloud_sync.audit.key import named
from cloud_sync.audit.record import BEFORE_ALL, FIRST, Row
from cloud_sync.audit.tree import Leaves, is_checkpoint

Vouched = Callable[[str, datetime], dict[str, object] | None]
"""The claims of a statement if the car's certificate was good for it then; None: it was not."""


@dataclass(frozen=True, slots=True)
class Problem:
    sequence: int
    """Of the first record that is not as it should be."""
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    records: int
    problems: tuple[Problem, ...]
    vouched_until: int
    """The car's certificate stands for all records up to this one; 0: for none."""
    digest: str
    """Of the last record: stands for all of them."""

    @property
    def is_whole(self) -> bool:
        return not self.problems

    def plain(self) -> dict[str, object]:
        return asdict(self) | {"is_whole": self.is_whole}


def verify(
    rows: Iterable[Row],
    head: Head | None,
    key: Ed25519PublicKey,
    vouched: Vouched | None = None,
    held: tuple[int, str] | None = None,
) -> Verified:
    """``vouched``: None leaves the car's certificate out of it.

    ``held``: the size and root of a checkpoint that somebody else has kept.
    """
    walk = _Walk(key, vouched, held)
    for row in rows:
        walk.step(row)
    walk.end(head)
    return Verified(walk.leaves.size, tuple(walk.problems), walk.vouched_until, walk.previous)


class _Walk:
    def __init__(
        self, key: Ed25519PublicKey, vouched: Vouched | None, held: tuple[int, str] | None
    ) -> None:
        self.leaves = Leaves()
        self.problems: list[Problem] = []
        self.previous = BEFORE_ALL
        self.vouched_until = 0
        self._key = key
        self._vouched = vouched
        self._held = held
        self._digests: dict[int, str] = {}
        self._last: Row | None = None
        """Its signature is checked at the end; the chain binds all before it."""

    def step(self, row: Row) -> None:
        try:
            self._check(row, row.facts)
        except ValueError:
            self._note(row.sequence, "changed", "Its header cannot be read.")
        self._last = row
        self.leaves.add(bytes.fromhex(row.digest))
        self.previous = row.digest
        self._digests[row.sequence] = row.digest
        if self._held is not None and self.leaves.size == self._held[0]:
            self._check_held(self._held[1])

    def end(self, head: Head | None) -> None:
        if self._last is not None:
            self._is_signed(self._last)
        last = self.leaves.size
        if head is None:
            if last:
                self._note(last, "head", "Which record was the last is missing.")
        elif head.sequence > last:
            self._note(head.sequence, "cut_off", f"{head.sequence - last} records were cut off.")
        elif self._digests.get(head.sequence) != head.digest or not head.is_by(self._key):
            self._note(head.sequence, "head", "Another record than this was the last one.")
        if self._held is not None and last < self._held[0]:
            self._note(self._held[0], "cut_off", "The checkpoint held elsewhere stands for more.")

    def _check(self, row: Row, facts: Mapping[str, object]) -> None:
        expected = self.leaves.size + FIRST
        if row.sequence != expected:
            self._note(row.sequence, "missing", f"Record {expected} should stand here.")
        if facts.get("sequence") != row.sequence:
            self._note(row.sequence, "moved", f"It was record {facts.get('sequence')}.")
        if facts.get("previous") != self.previous:
            self._note(row.sequence, "chain", "The record before it is another one, or changed.")
        if facts.get("content") != _digest(row.content):
            self._note(row.sequence, "content", "Its sealed content was changed or removed.")
        if is_checkpoint(row) and self._is_signed(row):
            self._check_checkpoint(row, facts)

    def _check_checkpoint(self, row: Row, facts: Mapping[str, object]) -> None:
        size, root = self.leaves.size, self.leaves.root()
        if facts.get("size") != size or facts.get("root") != root:
            self._note(row.sequence, "root", "The checkpoint stands for other records.")
            return
        statement = facts.get("vouched")
        if statement is None or self._vouched is None:
            return
        claims = {"log": named(self._key), "size": size, "root": root}
        at = datetime.fromisoformat(str(facts["at"]))
        if self._vouched(str(statement), at) == claims:
            self.vouched_until = size
        else:
            self._note(row.sequence, "vouched", "The car's certificate stands for another.")

    def _is_signed(self, row: Row) -> bool:
        try:
            self._key.verify(row.signature, row.header)
        except InvalidSignature:
            self._note(row.sequence, "signature", "It was not signed by this recorder.")
            return False
        return True

    def _check_held(self, root: str) -> None:
        if self.leaves.root() != root:
            self._note(self.leaves.size, "held", "The checkpoint held elsewhere is another.")

    def _note(self, sequence: int, code: str, what: str) -> None:
        self.problems.append(Problem(sequence, code, what))


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
