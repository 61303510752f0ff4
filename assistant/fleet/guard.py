"""Brings what the bus and the line noticed to the record of security events, and tells of it.

One thread, so no attack ever delays a turn. Everything is kept in the car, for its owner; the fleet
is told as far as the owner allows it; the driver hears one calm sentence a drive, and only of what
may be changing the car now.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue

from assistant.fleet import answers
from assistant.fleet.incidents import of_attack, of_turn, of_update
from assistant.fleet.noticed import noticed
from assistant.messages import Refusal, Turn
from cloud_sync import (
    CarEvent,
    CloudError,
    Finding,
    Incident,
    Incidents,
    LoggedAttack,
    Security,
    SecurityRecord,
    Severity,
    rule_of,
)
from vehicle_bus import Alarm, Vehicle

_LOG = logging.getLogger(__name__)
_TICK_S = 0.5
_LOOK_EVERY_S = 5.0

Refused = Callable[[], Mapping[str, int]]
"""How often the line refused what it was sent or could not be had, by code."""


@dataclass(frozen=True, slots=True)
class Book:
    """Where it is written down."""

    attacks: SecurityRecord
    incidents: Incidents
    now: Callable[[], datetime]
    release: str | None = None
    """In use; None: the program as delivered."""


class Guard:
    def __init__(self, book: Book, vehicle: Vehicle, notice: Callable[[str], None]) -> None:
        self._book = book
        self._turns: SimpleQueue[Turn] = SimpleQueue()
        self._vehicle = vehicle
        self._notice = notice
        self._tell: Callable[[CarEvent], None] = lambda _event: None
        self._refused: Refused = dict
        self._known: Counter[str] = Counter()
        self._look_at_s = time.monotonic()
        self._was_parked: bool | None = None
        """As far as it matters since the driver was told; None: they were not."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def join(self, tell: Callable[[CarEvent], None], refused: Refused) -> None:
        """There is a fleet to tell, and a line to watch; before ``start``."""
        self._tell, self._refused = tell, refused

    def failed(self, code: str) -> None:
        """Something of the line or of an update failed. Any thread."""
        self._find(code, 1)

    def took(self, turn: Turn) -> None:
        """A turn is over. Any thread."""
        self._turns.put(turn)

    def gave_up(self, phase: str, problem: str, release: str | None) -> None:
        """A release was refused or rolled back. Any thread."""
        self._note(of_update(phase, problem, self._book.now(), release))

    def noticed(self) -> Iterator[str]:
        """What it wrote down, in plain words, newest first. Any thread."""
        return noticed(self._book.attacks.kept, is_watched=self._thread.is_alive())

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """What was held back is written first."""
        self._ended.set()
        self._thread.join()
        self._take_turns()
        self._look()
        self._write(self._book.attacks.write_rest)
        self._book.incidents.close()

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not die unseen
            _LOG.error("guard.died", extra={"kind": type(error).__name__})
            self._notice("From now on I keep no record of attacks on the car. (guard.died)")

    def _watch(self) -> None:
        while not self._ended.wait(_TICK_S):
            self._take_turns()
            self._look()
            self._write(self._book.attacks.write_due)
            self._note_drive()

    def _take_turns(self) -> None:
        while not self._turns.empty():
            turn = self._turns.get()
            for verdict in turn.verdicts:
                if isinstance(verdict, Refusal):
                    self._vehicle.note_refusal(verdict.rule)
            for found in of_turn(turn, self._book.now(), self._book.release):
                self._note(found)
                self._tell(Security(kind=found.kind, detail=found.code, count=found.count))

    def _note(self, incident: Incident) -> None:
        try:
            self._book.incidents.note(incident)
        except CloudError as error:
            _LOG.warning("guard.not_noted", extra={"code": error.code})

    def _look(self) -> None:
        for alarm in self._vehicle.alarms():
            self._book.attacks.find(self._finding(alarm))
        if time.monotonic() >= self._look_at_s:
            self._look_at_s = time.monotonic() + _LOOK_EVERY_S
            self._look_at_line()

    def _look_at_line(self) -> None:
        try:
            refused = Counter(self._refused())
        except CloudError as error:
            _LOG.info("guard.line", extra={"code": error.code})
            return
        for code, count in (refused - self._known).items():
            self._find(code, count)
        self._known = refused

    def _find(self, code: str, count: int) -> None:
        rule = rule_of(code)
        if rule is not None:
            now = self._book.now()
            self._book.attacks.find(Finding(rule, code, now, now, count))

    def _finding(self, alarm: Alarm) -> Finding:
        now, now_s = self._book.now(), time.monotonic()
        first, last = (
            now - timedelta(seconds=now_s - at_s) for at_s in (alarm.first_s, alarm.last_s)
        )
        return Finding(alarm.rule, alarm.subject, first, last, alarm.count)

    def _write(self, write: Callable[[], list[LoggedAttack]]) -> None:
        try:
            written = write()
        except CloudError as error:
            _LOG.warning("guard.not_written", extra={"code": error.code})
            return
        for logged in written:
            _LOG.warning("guard.event", extra={"rule": logged.event.rule})
            self._note(of_attack(logged.event, self._book.release))
            self._tell(_told(logged))
            if logged.event.severity is Severity.CRITICAL and self._was_parked is None:
                self._was_parked = False
                self._notice(answers.attacked(logged.event.rule))

    def _note_drive(self) -> None:
        """A drive begins when a parked car is not parked any more."""
        if self._was_parked is None:
            return
        is_parked = self._vehicle.refresh().is_parked
        self._was_parked = None if self._was_parked and not is_parked else is_parked


def _told(logged: LoggedAttack) -> Security:
    event = logged.event
    return Security(
        kind=event.rule,
        detail=event.subject,
        count=event.count,
        severity=event.severity.value,
        first_at=event.first_at.isoformat(),
        last_at=event.last_at.isoformat(),
        statement=logged.statement or None,
    )


@contextmanager
def guarded(guard: Guard) -> Iterator[None]:
    guard.start()
    try:
        yield
    finally:
        guard.close()
