"""How the ECUs hang on the bus: command frames in, status frames out.

Every ECU checks protection and counter of what it is sent before anything else, acknowledges what
it understood, and reports a change at once, otherwise in its cycle. No thread and no lock in here:
``vehicle`` owns both.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from vehicle_bus.bus import Bus
from vehicle_bus.catalogue import MESSAGES, SIGNALS, STATUS_OF
from vehicle_bus.codec import DbcCodec, StatusFrame
from vehicle_bus.errors import (
    BadArrangementError,
    BusLostError,
    DecodingError,
    ProtectionError,
    UnknownFrameError,
)
from vehicle_bus.frame import Frame
from vehicle_bus.layout import COUNTERS
from vehicle_bus.result import Result
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.diagnostics import DIAGNOSTIC_ECUS, Diagnostics
from vehicle_bus.virtual.words import WordServer

ECUS = frozenset(message.ecu for message in MESSAGES.values()) | DIAGNOSTIC_ECUS
_NEWER_WITHIN = 8
"""A counter this far ahead of the last one is new; any other was seen before."""
_HALF_DONE_POLL_S = 0.05
_WAKING_S = 1.0
_WAKING_CYCLE_S = 0.05
"""ECUs that just woke up report more often, so that nobody has to wait for the slow ones."""
_HEADUNIT = "HEADUNIT"
_STATUSES = {name: message for name, message in MESSAGES.items() if not message.is_command}
_CONTENTS = {
    status: tuple(name for name, signal in SIGNALS.items() if signal.message == status)
    for status in _STATUSES
}


@dataclass(slots=True)
class _Sender:
    """What the sender of one status message remembers."""

    due_s: float
    counter: int = 0
    heard: int | None = None
    """Counter of the last command that was believed."""
    result: Result = Result.NONE


class Wire:
    def __init__(
        self,
        car: Car,
        bus: Bus,
        clock: Callable[[], float] = time.monotonic,
        codec: DbcCodec | None = None,
    ) -> None:
        self._car = car
        self._bus = bus
        self._clock = clock
        self._codec = codec or DbcCodec()
        self._lost: set[str] = set()
        self._awake_s = 0.0
        """When the ECUs will have been awake for a while."""
        self._senders = {name: _Sender(clock()) for name in _STATUSES}
        self._ids = self._codec.wiring.text_ids
        self._words = WordServer(car, self._ids, self._say) if self._ids else None
        self._diagnostics = Diagnostics(car, self._put)

    def wake(self) -> None:
        self._awake_s = self._clock() + _WAKING_S

    def patience_s(self) -> float:
        """How long there is nothing to send unless something comes."""
        next_s = min(sender.due_s for sender in self._senders.values())
        patience_s = max(next_s - self._clock(), 0.0)
        is_busy = self._words is not None and self._words.is_busy
        is_busy = is_busy or self._diagnostics.is_busy
        return min(patience_s, _HALF_DONE_POLL_S) if is_busy else patience_s

    def take(self, frame: Frame) -> None:
        if self._ids and frame.can_id == self._ids[0]:
            if self._words and _HEADUNIT not in self._lost:
                self._words.feed(frame.data)
            return
        if self._diagnostics.take(frame, self._lost):
            return
        try:
            wire = self._codec.wiring.of_id(frame.can_id)
        except UnknownFrameError:
            return
        if wire.is_command and MESSAGES[wire.name].ecu not in self._lost:
            status = STATUS_OF[wire.name].name
            self._senders[status].result = self._obeyed(frame, status, wire.dbc.length)
            self._send(status)

    def report_changes(self) -> None:
        self._car.publish()
        changed = {SIGNALS[name].message for name in self._car.board.take_changes()}
        for status in _STATUSES:
            if status in changed:
                self._send(status)

    def report_due(self) -> None:
        if self._words and self._words.is_busy:
            self._words.poll()
        if self._diagnostics.is_busy:
            self._diagnostics.poll()
        now_s = self._clock()
        for status, sender in self._senders.items():
            if sender.due_s <= now_s:
                self._send(status)

    def lose(self, ecu: str) -> None:
        self._lost.add(_known(ecu))
        self._diagnostics.lose(ecu)
        if ecu == _HEADUNIT and self._words:
            self._words.reset()

    def restore(self, ecu: str) -> None:
        self._lost.discard(_known(ecu))
        self._car.board.mark(
            name
            for status, names in _CONTENTS.items()
            if _STATUSES[status].ecu == ecu
            for name in names
        )

    def restart(self, ecu: str) -> None:
        """As after a fault in its power: it is back, and counts from the beginning."""
        for name, sender in self._senders.items():
            if _STATUSES[name].ecu == ecu:
                sender.counter, sender.heard, sender.result = 0, None, Result.NONE
        self.restore(ecu)

    def _obeyed(self, frame: Frame, status: str, length: int) -> Result:
        """What came of a command frame, whoever sent it."""
        if len(frame.data) != length:
            return Result.BAD_PROTECTION
        try:
            commands = self._codec.decode_command(frame).commands
        except ProtectionError:
            return Result.BAD_PROTECTION
        except DecodingError:
            return Result.OUT_OF_RANGE if self._is_new(frame, status) else Result.BAD_PROTECTION
        if not self._is_new(frame, status):
            return Result.BAD_PROTECTION
        return self._car.request({command.signal: command.value for command in commands})

    def _is_new(self, frame: Frame, status: str) -> bool:
        """Does the counter of this sound frame move on?"""
        sender, counter = self._senders[status], frame.data[1] % COUNTERS
        if sender.heard is not None:
            ahead = (counter - sender.heard) % COUNTERS
            if not 0 < ahead <= _NEWER_WITHIN:
                return False
        sender.heard = counter
        return True

    def _send(self, status: str) -> None:
        sender, message = self._senders[status], _STATUSES[status]
        now_s, cycle_s = self._clock(), message.cycle_ms / 1000
        sender.due_s = now_s + (cycle_s if now_s > self._awake_s else _WAKING_CYCLE_S)
        if message.ecu not in self._lost:
            sender.counter = (sender.counter + 1) % COUNTERS
            self._put(self._codec.encode_status(self._status(status, sender)))

    def _status(self, status: str, sender: _Sender) -> StatusFrame:
        board, names = self._car.board, _CONTENTS[status]
        goals = ((name, board.goal(name)) for name in names if SIGNALS[name].is_slow)
        return StatusFrame(
            status,
            sender.counter,
            values={name: value for name in names if (value := board.get(name)) is not None},
            targets={name: goal for name, goal in goals if goal is not None},
            unfitted=board.unfitted.intersection(names),
            ack=sender.heard or 0,
            result=sender.result,
        )

    def _say(self, data: bytes) -> None:
        if self._ids:
            self._put(Frame(self._ids[1], data))

    def _put(self, frame: Frame) -> None:
        """A frame for which there is no bus is lost; the next cycle brings another."""
        try:
            self._bus.send(frame)
        except BusLostError:
            return


def _known(ecu: str) -> str:
    if ecu not in ECUS:
        raise BadArrangementError(f"there is no ECU {ecu}, only {', '.join(sorted(ECUS))}")
    return ecu
