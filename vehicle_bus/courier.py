"""Commands out, read-back in: what was really done, and why not the rest.

Commands for one ECU share a frame. A command counts as done when the car reports the wanted
value, or the target it accepted, or (for what leaves no value behind) acknowledges it. Nothing
waits longer than ``READ_BACK_S``.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from vehicle_bus import parcels
from vehicle_bus.asking import Asker
from vehicle_bus.catalogue import find
from vehicle_bus.codec import DbcCodec
from vehicle_bus.errors import (
    BlockedFrameError,
    BusLostError,
    TransferError,
    UnknownSignalError,
    VehicleBusError,
)
from vehicle_bus.frame import Frame
from vehicle_bus.gate import Gate
from vehicle_bus.intake import Intake
from vehicle_bus.request import Outcome, Response
from vehicle_bus.result import Result
from vehicle_bus.state import VehicleState
from vehicle_bus.value import BusCommand, Query, Value

READ_BACK_S = 0.3
TIMEOUT = "bus.timeout"

_REFUSALS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NOT_FOUND: "ecu.not_found",
        Outcome.AMBIGUOUS: "ecu.ambiguous",
        Outcome.REJECTED: "ecu.rejected",
        Outcome.NOT_AVAILABLE: "ecu.not_available",
    }
)


@dataclass(frozen=True, slots=True)
class Actuation:
    frames: tuple[Frame, ...] = ()
    """Command frames and text requests that left, in order."""
    reported: tuple[tuple[str, Value], ...] = ()
    """Signals that the car reports as wished, with the value it reports."""
    failures: tuple[tuple[str, str], ...] = ()
    """Signals that did not come out as wished, with a stable code."""
    found: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Texts the head unit listed: results of a search, or what an ambiguous wish could mean."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A command frame that left and waits for its acknowledgement."""

    commands: tuple[BusCommand, ...]
    counter: int
    answer: str | None
    """Status message that acknowledges it; None where none does."""
    seen: int
    """How many of those had come when it left."""


@dataclass(slots=True)
class _Ledger:
    """An actuation while it happens."""

    frames: list[Frame] = field(default_factory=list)
    reported: list[tuple[str, Value]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    found: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def fail(self, commands: Sequence[BusCommand], code: str) -> None:
        self.failures += ((command.signal, code) for command in commands)

    def closed(self) -> Actuation:
        return Actuation(
            tuple(self.frames), tuple(self.reported), tuple(self.failures), tuple(self.found)
        )


class Courier:
    """Used by one thread at a time; ``arrival`` guards the intake and tells of every status."""

    def __init__(
        self,
        codec: DbcCodec,
        gate: Gate,
        intake: Intake,
        arrival: threading.Condition,
        asker: Asker | None,
    ) -> None:
        self._codec = codec
        self._gate = gate
        self._intake = intake
        self._arrival = arrival
        self._asker = asker

    def carry_out(self, commands: Sequence[BusCommand]) -> Actuation:
        ledger = _Ledger()
        for round_ in parcels.rounds(commands):
            self._carry_out(round_, ledger)
        return ledger.closed()

    def _carry_out(self, commands: Sequence[BusCommand], ledger: _Ledger) -> None:
        allowed, against = parcels.permitted(commands, self._state())
        for command, reason in against:
            ledger.fail([command], BlockedFrameError(reason).code)
        queries = [command for command in allowed if parcels.is_asked(command)]
        sent = self._send([c for c in allowed if c not in queries], ledger)
        deadline_s = time.monotonic() + READ_BACK_S
        for query in queries:
            self._ask(query, ledger)
        self._await(sent, deadline_s)
        for frame in sent:
            self._read_back(frame, ledger)

    def _state(self) -> VehicleState:
        with self._arrival:
            return self._intake.state()

    def _send(self, commands: Sequence[BusCommand], ledger: _Ledger) -> list[_Sent]:
        sent: list[_Sent] = []
        groups, unknown = parcels.by_message(commands, self._codec.wiring)
        ledger.fail(unknown, UnknownSignalError.code)
        for group in groups:
            try:
                sent.append(self._send_one(group, ledger))
            except VehicleBusError as error:
                ledger.fail(group, error.code)
        return sent

    def _send_one(self, commands: Sequence[BusCommand], ledger: _Ledger) -> _Sent:
        message = self._codec.wiring.commanding(commands[0].signal).name
        answer = self._codec.wiring.answering(message)
        time.sleep(self._gate.pause_s(message))
        with self._arrival:
            status, seen = self._intake.last(answer.name) if answer else (None, 0)
            state = self._intake.state()
        ack = status.ack if status and status.result is not Result.NONE else None
        counter = self._gate.next_counter(message, ack)
        frame = self._codec.encode_command(commands, counter)
        self._gate.send(frame, state)
        ledger.frames.append(frame)
        return _Sent(tuple(commands), counter, answer.name if answer else None, seen)

    def _ask(self, command: BusCommand, ledger: _Ledger) -> None:
        service = find(command.signal).service
        if self._asker is None or service is None or not isinstance(command.value, Query):
            ledger.fail([command], UnknownSignalError.code)
            return
        question = self._asker.prepare(service, command.value)
        try:
            response = self._asker.ask(question)
        except TransferError as error:
            ledger.frames += question.frames
            ledger.fail([command], error.code)
        except VehicleBusError as error:
            ledger.fail([command], error.code)
        else:
            ledger.frames += question.frames
            _note_answer(command.signal, command.value, response, ledger)

    def _await(self, sent: Sequence[_Sent], deadline_s: float) -> None:
        with self._arrival:
            while not all(self._is_settled(frame) for frame in sent):
                left_s = deadline_s - time.monotonic()
                if left_s <= 0 or not self._arrival.wait(left_s):
                    return

    def _result(self, sent: _Sent) -> Result | None:
        """What the ECU says to this frame; None before it says anything."""
        if sent.answer is None:
            return None
        status, seen = self._intake.last(sent.answer)
        if status is None or seen == sent.seen or status.ack != sent.counter:
            return None
        return None if status.result is Result.NONE else status.result

    def _is_settled(self, sent: _Sent) -> bool:
        result = self._result(sent)
        if sent.answer is not None and result is not Result.OK:
            return result is not None
        state = self._intake.state()
        return all(_reached(command, state) is not None for command in sent.commands)

    def _read_back(self, sent: _Sent, ledger: _Ledger) -> None:
        with self._arrival:
            state, result = self._intake.state(), self._result(sent)
            is_lost = self._intake.is_silent
        for command in sent.commands:
            is_event = find(command.signal).is_event
            value = _reached(command, state)
            if value is not None and (not is_event or result is Result.OK):
                ledger.reported.append((command.signal, value))
            else:
                ledger.fail([command], BusLostError.code if is_lost else _failure(result))


def _reached(command: BusCommand, state: VehicleState) -> Value | None:
    """The value the car reports, if it is the wished one; the wish itself for an event."""
    signal = find(command.signal)
    if signal.is_event:
        return command.value
    reported = state.target(command.signal)
    return reported if signal.same(reported, command.value) else None


def _failure(result: Result | None) -> str:
    if result is None:
        return TIMEOUT
    if result is Result.OK:
        return "ecu.not_obeyed"
    if result is Result.NOT_FITTED:
        return "ecu.not_fitted"
    return f"ecu.rejected.{result}"


def _note_answer(signal: str, wish: Query, response: Response, ledger: _Ledger) -> None:
    for listed in ("result", "candidate"):
        if texts := response.all(listed):
            ledger.found.append((signal, texts))
    if response.outcome is not Outcome.OK:
        ledger.failures.append((signal, _REFUSALS[response.outcome]))
        return
    told = {name: text for name, text in response.fields if name != "result"}
    ledger.reported.append((signal, wish.merged(told)))
