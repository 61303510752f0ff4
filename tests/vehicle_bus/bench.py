"""A test bench: ECUs that obey at once, on the other end of a real virtual bus.

It is no car (that is ``VirtualVehicle``): it does what a test tells it, wrong things included.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import isotp

from vehicle_bus import (
    BusCommand,
    DbcCodec,
    Frame,
    PythonCanBus,
    StatusFrame,
    Value,
    Vehicle,
    VehicleState,
)
from vehicle_bus.catalogue import MESSAGES, SIGNALS
from vehicle_bus.catalogue.message import STATUS_OF, TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.request import (
    Fields,
    Outcome,
    Request,
    Response,
    decode_request,
    encode_response,
)
from vehicle_bus.result import Result
from vehicle_bus.signal import Kind
from vehicle_bus.transport import ISOTP_PARAMETERS

CODEC = DbcCodec()
_HEARD_AFTER_S = 0.03
"""Long enough for a status to be taken in before the next one."""


def defaults() -> dict[str, Value]:
    """What a car just started reports."""
    return {
        signal.name: signal.default
        for signal in SIGNALS.values()
        if signal.message and signal.default is not None and signal.kind is not Kind.TEXT
    }


@dataclass
class Bench:
    bus: PythonCanBus
    values: dict[str, Value] = field(default_factory=defaults)
    unfitted: set[str] = field(default_factory=set)
    result: Result = Result.OK
    """What commands are answered with."""
    obeys: bool = True
    is_silent: bool = False
    """Answers nothing at all."""
    reports_before: bool = False
    """A cyclic status goes out between a command and its acknowledgement."""
    reports: dict[str, Fields] = field(default_factory=dict)
    answer: Callable[[Request], Response] | None = None
    """Answers text requests other than reports."""
    text_replies: list[bytes] = field(default_factory=list)
    """Frames thrown back at the first text frame that comes, in place of any answer."""
    received: list[Frame] = field(default_factory=list)
    _counters: dict[str, int] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def report(self, message: str, ack: int = 0, result: Result = Result.NONE) -> Frame:
        """Send one status message as things are."""
        counter = self._counters[message] = (self._counters.get(message, -1) + 1) % 16
        mine = [s for s in SIGNALS.values() if s.message == message]
        known = {s.name: self.values[s.name] for s in mine if s.name in self.values}
        frame = CODEC.encode_status(
            StatusFrame(
                message,
                counter,
                values=known,
                targets={name: v for name, v in known.items() if SIGNALS[name].is_slow},
                unfitted=frozenset(s.name for s in mine if s.name in self.unfitted),
                ack=ack,
                result=result,
            )
        )
        self.bus.send(frame)
        return frame

    def report_all(self) -> None:
        for message in MESSAGES.values():
            if not message.is_command:
                self.report(message.name)

    def set(self, **values: Value) -> None:
        """Change values (dots written as two underscores) and report them."""
        named = {name.replace("__", "."): value for name, value in values.items()}
        self.values |= named
        for message in {SIGNALS[name].message for name in named}:
            assert message is not None
            self.report(message)

    def serve(self) -> None:
        layer = isotp.TransportLayerLogic(
            rxfn=self._next_text,
            txfn=lambda message: self.bus.send(Frame(TEXT_RESPONSE_ID, bytes(message.data))),
            address=isotp.Address(txid=TEXT_RESPONSE_ID, rxid=TEXT_REQUEST_ID),
            params=dict(ISOTP_PARAMETERS),
        )
        while not self._stopped.is_set():
            layer.process(rx_timeout=0.01)
            if (payload := layer.recv()) is not None and not self.is_silent:
                layer.send(encode_response(self._respond(decode_request(bytes(payload)))))

    def stop(self) -> None:
        self._stopped.set()

    def _next_text(self, timeout_s: float) -> isotp.CanMessage | None:
        frame = self.bus.receive(timeout_s)
        if frame is None:
            return None
        if frame.can_id == TEXT_REQUEST_ID and self.text_replies:
            for data in self.text_replies:
                self.bus.send(Frame(TEXT_RESPONSE_ID, data))
            self.text_replies.clear()
            return None
        if frame.can_id == TEXT_REQUEST_ID:
            return isotp.CanMessage(arbitration_id=frame.can_id, data=frame.data, is_fd=True)
        self._obey(frame)
        return None

    def _obey(self, frame: Frame) -> None:
        self.received.append(frame)
        if self.is_silent:
            return
        command = CODEC.decode_command(frame)
        if self.reports_before:
            self.report(STATUS_OF[command.message].name)
            self._stopped.wait(_HEARD_AFTER_S)
        if self.obeys and self.result is Result.OK:
            self._apply(command.commands)
        self.report(STATUS_OF[command.message].name, command.counter, self.result)

    def _apply(self, commands: tuple[BusCommand, ...]) -> None:
        self.values |= {c.signal: c.value for c in commands if not SIGNALS[c.signal].is_event}

    def _respond(self, request: Request) -> Response:
        name = request.query.get("report")
        if name is not None:
            fields = self.reports.get(name, ())
            return Response(request.service, request.counter, Outcome.OK, fields)
        assert self.answer is not None
        return self.answer(request)


@contextmanager
def car(clock: Callable[[], float] | None = None) -> Iterator[tuple[Bench, Vehicle]]:
    """A vehicle and the bench it talks to, every ECU having reported once."""
    channel = uuid4().hex
    bench = Bench(PythonCanBus("virtual", channel))
    served = threading.Thread(target=bench.serve)
    served.start()
    options = {} if clock is None else {"clock": clock}
    vehicle = Vehicle(lambda: PythonCanBus("virtual", channel), CODEC, **options)
    try:
        await_bus(vehicle, bench)
        yield bench, vehicle
    finally:
        vehicle.close()
        bench.stop()
        served.join()
        bench.bus.close()


def await_bus(vehicle: Vehicle, bench: Bench) -> None:
    """Report until the reader thread has opened its bus and heard everybody."""
    for _ in range(50):
        bench.report_all()
        if vehicle.await_reports(0.1):
            return
    raise AssertionError("the vehicle hears nothing")


def until(vehicle: Vehicle, holds: Callable[[VehicleState], bool]) -> VehicleState:
    """The state as soon as it is so; fails when it never is."""
    for _ in range(400):
        state = vehicle.refresh()
        if holds(state):
            return state
        time.sleep(0.005)
    raise AssertionError(state)
