"""Somebody with a plug in the bus of a virtual car: no gate, any bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic

from vehicle_bus import (
    BusCommand,
    DbcCodec,
    Frame,
    PythonCanBus,
    Query,
    StatusFrame,
    Value,
    VirtualVehicle,
)
from vehicle_bus.catalogue import READ_REPORT
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.layout import COUNTERS
from vehicle_bus.request import COUNTERS as QUESTIONS
from vehicle_bus.request import Request, encode_request
from vehicle_bus.segmentation import segmented

CODEC = DbcCodec()
_ANSWER_WITHIN_S = 5.0


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
    questions: int = 0

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
        """Send any frame and return the status of the ECU it is for as it was after that."""
        answer = CODEC.wiring.answering(CODEC.name_of(frame))
        assert answer is not None
        self.drain()
        self.bus.send(frame)
        statuses = [seen for seen in self._until_answered() if CODEC.name_of(seen) == answer.name]
        return CODEC.decode_status(statuses[-1])

    def latest(self, message: str) -> StatusFrame:
        """The last status of this name that has left the car."""
        return CODEC.decode_status([f for f in self.drain() if CODEC.name_of(f) == message][-1])

    def _until_answered(self) -> Iterator[Frame]:
        """What the car sends until it has taken everything sent to it: a question queues behind."""
        self.questions += 1
        question = Request(READ_REPORT, Query.of(report="calls"), self.questions % QUESTIONS)
        self.bus.send(Frame(TEXT_REQUEST_ID, segmented(encode_request(question))[0]))
        while (frame := self.bus.receive(_ANSWER_WITHIN_S)) is not None:
            if frame.can_id == TEXT_RESPONSE_ID:
                return
            yield frame
        raise AssertionError("the car did not answer")

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
