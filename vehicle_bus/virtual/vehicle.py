"""The virtual car as one drives it: a thread on a bus, and everything a person can do to a car.

Whoever changes the car from outside (a hand on a switch, the weather, a check) does so under the
lock of the thread, and what changed has left for the bus when the call returns.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from vehicle_bus.bus import Bus
from vehicle_bus.catalogue import find
from vehicle_bus.errors import BadArrangementError, BusLostError, VehicleBusError
from vehicle_bus.result import Result
from vehicle_bus.state import SEAT_OF_ZONE, Zone
from vehicle_bus.value import Value
from vehicle_bus.virtual.arrange import adjust, arrange
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.fault_memory import Fault
from vehicle_bus.virtual.wire import Wire

_REOPEN_EVERY_S = 0.2
_LEAP_S = 5.0
_REAR_SWITCHES = ("Window.RearLeft.Position", "Window.RearRight.Position")


class VirtualVehicle:
    """Begins in the default state of a check: on the road at 50 km/h, in daylight."""

    def __init__(self, bus: Bus, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` moves the car; what the bus needs of time is always real."""
        self._car = Car()
        arrange(self._car, {})
        self._bus = bus
        self._wire = Wire(self._car, bus)
        self._clock = clock
        self._then_s = clock()
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="virtual-vehicle", daemon=True)
        self._failure: VehicleBusError | None = None

    def start(self) -> Self:
        with self._changing():
            self._wire.wake()
            self._thread.start()
        return self

    def close(self) -> None:
        """End the thread. The bus stays open: it belongs to whoever opened it."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def failure(self) -> VehicleBusError | None:
        """Why the thread ended though nobody told it to; None while all is well."""
        return self._failure

    def arrange(self, **context: Any) -> None:
        """The default state plus a context (``CONTEXT_KEYS``)."""
        with self._changing():
            arrange(self._car, context)

    def adjust(self, **context: Any) -> None:
        """Only what the context says; every status has been sent when this returns."""
        with self._changing():
            adjust(self._car, context)

    def press(self, name: str, value: Value) -> Result:
        """A hand on a switch: the car obeys it as it would a command."""
        if find(name).command is None:
            raise BadArrangementError(f"there is no switch for {name}")
        with self._changing():
            if name in _REAR_SWITCHES and self._car.board.is_on("Window.ChildLock"):
                return Result.INTERLOCK
            return self._car.request({name: value})

    def drive(self, speed_kmh: float) -> None:
        with self._changing():
            self._car.drive.go(speed_kmh)

    def night(self, on: bool) -> None:
        with self._changing():
            self._car.surroundings.night(on)

    def rain(self, on: bool) -> None:
        with self._changing():
            self._car.surroundings.rain(on)

    def occupy(self, zones: Iterable[Zone]) -> None:
        """These seats are taken, the others empty."""
        taken = set(zones)
        with self._changing():
            for zone, seat in SEAT_OF_ZONE.items():
                self._car.board.put(seat, zone in taken)

    def unlock_with(self, key: int) -> None:
        """This key, or telephone, has opened the car; BadArrangementError: it has no such key."""
        if not find("Vehicle.Driver.Key").accepts(key):
            raise BadArrangementError(f"there is no key {key}")
        with self._changing():
            self._car.board.put("Vehicle.Driver.Key", key)

    def ring(self, caller: str) -> None:
        with self._changing():
            self._car.phone.ring(caller)

    def receive_message(self, sender: str, text: str) -> None:
        with self._changing():
            self._car.phone.receive(sender, text)

    def break_down(self, code: str) -> Fault:
        """A fault comes up; BadArrangementError if it is no trouble code."""
        with self._changing():
            return self._car.break_down(code)

    def heal(self, code: str | None = None) -> None:
        """The workshop mends this fault, or all."""
        with self._changing():
            self._car.heal(code)

    @property
    def faults(self) -> tuple[Fault, ...]:
        with self._lock:
            return self._car.faults.faults

    def lose_ecu(self, name: str) -> None:
        """This ECU neither reports nor obeys from now on."""
        with self._changing():
            self._wire.lose(name)

    def restore_ecu(self, name: str) -> None:
        with self._changing():
            self._wire.restore(name)

    def fast_forward(self, seconds: float) -> None:
        """Let time pass in the car; nobody has to wait for it."""
        left_s = seconds
        with self._changing():
            while left_s > 0:
                self._car.tick(min(left_s, _LEAP_S))
                left_s -= _LEAP_S

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            self._pass_time()
            yield
            self._car.tick(0.0)
            self._wire.report_changes()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._turn()
        except VehicleBusError as error:
            self._failure = error

    def _turn(self) -> None:
        """Wait for one frame, but no longer than until something is due."""
        with self._lock:
            patience_s = self._wire.patience_s()
        try:
            frame = self._bus.receive(patience_s)
        except BusLostError:
            self._stopped.wait(_REOPEN_EVERY_S)
            return
        with self._lock:
            if frame is not None:
                self._wire.take(frame)
                self._wire.report_changes()
            self._pass_time()
            self._wire.report_changes()
            self._wire.report_due()

    def _pass_time(self) -> None:
        now_s = self._clock()
        passed_s, self._then_s = now_s - self._then_s, now_s
        if passed_s > 0:
            self._car.tick(passed_s)
