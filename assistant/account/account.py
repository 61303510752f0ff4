"""Has every turn recorded when it is over: whose it was, what decided it, what came of it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from assistant.account.content import packed, unpacked
from assistant.account.facts import facts
from assistant.account.keys import Keys
from assistant.messages import Turn
from cloud_sync import (
    CloudError,
    CloudHome,
    FlightRecorder,
    RecordEntry,
    RecordKind,
    TrustedClock,
    vouched,
)

_LOG = logging.getLogger(__name__)
_LOOKED_AT = 20
"""So many records back the last turn of a driver is looked for."""

Notice = Callable[[str], None]


class Account:
    """Any thread may use it. Without a recorder nothing is recorded."""

    def __init__(self, recorder: FlightRecorder | None, keys: Keys | None, notice: Notice) -> None:
        self._recorder = recorder
        self._keys = keys
        self._notice = notice
        self._is_failing = False

    def took(self, turn: Turn) -> int | None:
        """The number of its record; None, here as below: it was not recorded."""
        return self._record(RecordKind.TURN, turn)

    def offered(self, turn: Turn) -> int | None:
        """The car began this turn by itself."""
        return self._record(RecordKind.OFFER, turn)

    def announced(self, turn: Turn) -> int | None:
        """The car told something and asked nothing."""
        return self._record(RecordKind.NOTICE, turn)

    def broke(self, code: str) -> None:
        """A turn ended in an error of ours."""
        if self._recorder is not None:
            by = {"by": self._recorder.start, "problem": code}
            self._guarded(partial(self._recorder.record, RecordEntry(RecordKind.BROKEN, by)))

    @property
    def why(self) -> str:
        """Why the last recorded turn of whoever drives was done; empty if that cannot be read."""
        if self._recorder is None or self._keys is None:
            return ""
        try:
            subject, key = self._keys.mine()
            row = self._recorder.last_of(subject, _LOOKED_AT)
            return unpacked(row.opened(key)).why if row is not None else ""
        except CloudError as error:
            _LOG.info("account.unread", extra={"code": error.code})
            return ""

    def _record(self, kind: RecordKind, turn: Turn) -> int | None:
        if self._recorder is None or self._keys is None:
            return None
        return self._guarded(partial(self._write, self._recorder, self._keys, kind, turn))

    def _write(self, recorder: FlightRecorder, keys: Keys, kind: RecordKind, turn: Turn) -> int:
        subject, key = keys.mine()
        entry = RecordEntry(kind, facts(turn, recorder.start), subject, packed(turn), key)
        return recorder.record(entry)

    def _guarded(self, record: Callable[[], int]) -> int | None:
        """What fails is told once, until it works again."""
        try:
            sequence = record()
        except CloudError as error:
            if not self._is_failing:
                self._notice(_unrecorded(error))
            self._is_failing = True
            return None
        self._is_failing = False
        return sequence


def _unrecorded(error: CloudError) -> str:
    return f"What I do is not recorded: {error} ({error.code})"


UNRECORDED = Account(None, None, lambda _notice: None)
"""Of a conversation that leaves no trace."""


@contextmanager
def accounted(
    home: Path, by_what: Mapping[str, Any], keys: Keys, notice: Notice
) -> Iterator[Account]:
    """A recorder that cannot be opened costs the records, not the conversation."""
    place = CloudHome(home)
    try:
        clock = TrustedClock(place)
        recorder = FlightRecorder(place, clock, by_what, partial(vouched, place, clock))
    except CloudError as error:
        notice(_unrecorded(error))
        yield Account(None, None, notice)
        return
    if recorder.damage is not None:
        notice(f"The flight recorder was damaged and begins anew ({recorder.damage}).")
    try:
        yield Account(recorder, keys, notice)
    finally:
        try:
            recorder.close()
        except CloudError as error:
            notice(f"What I did was recorded, but not closed: {error} ({error.code})")
