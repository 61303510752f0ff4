"""The car as the rest of the program sees it: read a snapshot, carry out commands.

One reader thread takes in everything the bus brings and is the only one that reads. When the bus
is lost the state becomes unknown, wishes fail with ``bus.lost``, and the reader opens the bus
anew until it is back. Nothing is written but through the gate.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from vehicle_bus.asking import Asker
from vehicle_bus.bus import Bus, ReopeningBus
from vehicle_bus.catalogue import READ_REPORT, REPORTS
from vehicle_bus.codec import DbcCodec
from vehicle_bus.courier import Actuation, Courier
from vehicle_bus.diagnostic_line import DiagnosticLine
from vehicle_bus.errors import BlockedFrameError, BusLostError, VehicleBusError
from vehicle_bus.frame import Frame
from vehicle_bus.gate import Gate
from vehicle_bus.intake import Dropped, Intake
from vehicle_bus.reading import Reading
from vehicle_bus.state import VehicleState
from vehicle_bus.tap import SeenFrame, TappedBus
from vehicle_bus.value import BusCommand, Query
from vehicle_bus.watch import Alarm, Watch

if TYPE_CHECKING:
    from vehicle_bus.diagnosis import Diagnosis

_LISTEN_S = 0.1
_REOPEN_AFTER_S = 0.2
_LATE_PATIENCE_S = 0.25


class Vehicle:
    def __init__(
        self,
        open_bus: Callable[[], Bus],
        codec: DbcCodec | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``open_bus`` is called for the first bus and again whenever one was lost."""
        self._codec = codec or DbcCodec()
        self._watch = Watch(self._codec.wiring, lambda: not self._known().is_standstill)
        self._bus = TappedBus(ReopeningBus(open_bus), self._watch)
        self._gate = Gate(self._codec, self._bus)
        self._intake = Intake(self._codec, clock)
        self._arrival = threading.Condition()
        self._acting = threading.RLock()
        ids = self._codec.wiring.text_ids
        self._asker = Asker(self._gate, ids, self._known) if ids else None
        self._courier = Courier(self._codec, self._gate, self._intake, self._arrival, self._asker)
        self._reading = Reading(self._asker.answer) if self._asker else None
        units = self._codec.wiring.units
        self._line = DiagnosticLine(self._gate, units) if units else None
        self._line_ids = frozenset(unit.response_id for unit in units)
        self._fault: str | None = None
        self._stopped = threading.Event()
        self._reader = threading.Thread(target=self._read, name="bus-reader", daemon=True)
        self._reader.start()

    def refresh(self) -> VehicleState:
        """The car as it reports itself now."""
        self._await_late()
        state = self._known()
        if self._reading is None:
            return state
        with self._acting:
            return self._reading.completed(state)

    def actuate(self, commands: Sequence[BusCommand]) -> Actuation:
        """Carry commands out and wait, 0.3 s at most, for what the car reports back."""
        self._await_late()
        with self._acting:
            actuation = self._courier.carry_out(commands)
        for reason in _blocked(actuation):
            self._watch.blocked(reason, time.monotonic())
        return actuation

    def await_reports(self, timeout_s: float) -> bool:
        """Wait until every ECU has reported; False if one did not in time."""
        with self._arrival:
            return self._arrival.wait_for(lambda: self._intake.is_complete, timeout_s)

    def catch_up(self) -> None:
        """Return once everything the bus brought before this call is part of the state.

        The answer to a question queues up behind it, so waiting for one is enough.
        """
        if self._asker is not None:
            with self._acting:
                self._asker.answer(READ_REPORT, Query.of(report=REPORTS[0].name))

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        """How the car says it is; None where no control units are known."""
        if self._line is None:
            return None
        from vehicle_bus.diagnosis import Diagnosis  # noqa: PLC0415 - its library is not for all

        return Diagnosis(self._line)

    @property
    def fault(self) -> str | None:
        """Stable code of what is wrong with the bus; None while it works."""
        return self._fault

    @property
    def dropped(self) -> Dropped:
        """How many received frames were not believed."""
        return self._intake.dropped

    def note_refusal(self, rule: str) -> None:
        """Policy did not permit a wish; many of one kind in a short time are an alarm."""
        self._watch.refused(rule, time.monotonic())

    def alarms(self) -> tuple[Alarm, ...]:
        """What the intrusion watch noticed since the last call, by ``time.monotonic``."""
        return self._watch.alarms()

    def frames(self) -> tuple[SeenFrame, ...]:
        """The last frames sent and received, oldest first."""
        return self._bus.seen()

    def close(self) -> None:
        self._stopped.set()
        self._bus.close()
        self._reader.join()

    def __enter__(self) -> Vehicle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _await_late(self) -> None:
        """Give a status that is only just late the time to come; a lost ECU is not waited for."""
        with self._arrival:
            self._arrival.wait_for(lambda: not self._intake.is_overdue, _LATE_PATIENCE_S)

    def _known(self) -> VehicleState:
        with self._arrival:
            return self._intake.state()

    def _read(self) -> None:
        """The reader thread; should it ever die, the state becomes unknown."""
        try:
            while not self._stopped.is_set():
                self._read_one()
        finally:
            self._lose(VehicleBusError.code)

    def _read_one(self) -> None:
        try:
            frame = self._bus.receive(_LISTEN_S)
        except BusLostError as error:
            self._lose(error.code)
            self._stopped.wait(_REOPEN_AFTER_S)
        else:
            self._fault = None
            if frame is not None:
                self._take(frame)

    def _take(self, frame: Frame) -> None:
        if self._asker is not None and frame.can_id == self._asker.channel.response_id:
            self._asker.channel.feed(frame.data)
            return
        if self._line is not None and frame.can_id in self._line_ids:
            self._line.feed(frame.can_id, frame.data)
            return
        with self._arrival:
            if self._intake.take(frame):
                self._arrival.notify_all()

    def _lose(self, code: str) -> None:
        self._fault = code
        with self._arrival:
            self._intake.forget_all()
            self._arrival.notify_all()


def _blocked(actuation: Actuation) -> frozenset[str]:
    """Why the gate, or what asks before it, let something not pass; each reason once."""
    beginning = BlockedFrameError("").code
    codes = (code for _, code in actuation.failures)
    return frozenset(code.removeprefix(beginning) for code in codes if code.startswith(beginning))
