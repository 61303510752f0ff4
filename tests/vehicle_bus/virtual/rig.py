"""Somebody with a plug in the bus of a virtual car: no gate, any bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from vehicle_bus import (
    BusCommand,
    DbcCodec,
    Frame,
    PythonCanBus,
    StatusFrame,
    Value,
    VirtualVehicle,
)
from vehicle_bus.layout import COUNTERS

CODEC = DbcCodec()


@dataclass
class HandClock:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Rig:
    car: VirtualVehicle
    bus: PythonCanBus
    clock: HandClock
    counters: dict[str, int] = field(default_factory=dict)

    def frame(self, wanted: Mapping[str, Value]) -> Frame:
        """A proper command frame with the next counter."""
        commands = [BusCommand(name, value) for name, value in wanted.items()]
        message = CODEC.wiring.commanding(commands[0].signal).name
        self.counters[message] = (self.counters.get(message, -1) + 1) % COUNTERS
        return CODEC.encode_command(commands, self.counters[message])

    def ask(self, wanted: Mapping[str, Value]) -> StatusFrame:
        """Send a command frame and return the status that answers it."""
        return self.send(self.frame(wanted))

    def send(self, frame: Frame) -> StatusFrame:
        """Send any frame and return the next status of the ECU it is for."""
        answer = CODEC.wiring.answering(CODEC.name_of(frame))
        assert answer is not None
        self.drain()
        self.bus.send(frame)
        return self.status(answer.name)

    def status(self, message: str, within_s: float = 1.5) -> StatusFrame:
        """The next status of this name."""
        end_s = monotonic() + within_s
        while (left_s := end_s - monotonic()) > 0:
            frame = self.bus.receive(left_s)
            if frame is not None and CODEC.name_of(frame) == message:
                return CODEC.decode_status(frame)
        raise AssertionError(f"{message} did not come")

    def drain(self) -> list[Frame]:
        """Everything that has arrived by now."""
        frames = []
        while (frame := self.bus.receive(0)) is not None:
            frames.append(frame)
        return frames
