"""All frames of one car, made by the virtual car itself in simulated time, with what goes wrong.

Every frame is one that an ECU of the virtual car sent: same codec, cycles, counters, changes at
once. Nothing is thinned. What a wire and a busy computer do to them is put on top: late, lost and
doubled frames, outages, ECUs that restart, sleep, late starts, a reader held up.
"""

import random
from collections.abc import Callable

from benchmarks.intrusion.happened import Happened, Judged, Seen
from benchmarks.intrusion.remembering import RememberingCodec
from benchmarks.intrusion.weather import Trouble, on_the_wire
from vehicle_bus import BusCommand, BusLostError, Frame, Query
from vehicle_bus.catalogue import MESSAGES, READ_REPORT, SIGNALS
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.request import Outcome, Request, Response, encode_request, encode_response
from vehicle_bus.segmentation import FLOW_CONTROL, segmented
from vehicle_bus.signal import Kind, Signal
from vehicle_bus.virtual.arrange import arrange
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.wire import ECUS, Wire

_FINEST_TICK_S = 0.01
_ENGINE, _ENGINE_ANSWERS, _ALL_ECUS = 0x7E0, 0x7E8, 0x7DF
_WISHES = tuple(
    signal
    for signal in SIGNALS.values()
    if signal.command and signal.kind in {Kind.INT, Kind.BOOL, Kind.ENUM} and not signal.service
)


class _Tape:
    """The other end of the wire; keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def send(self, frame: Frame) -> None:
        self.frames.append(frame)

    def receive(self, timeout_s: float) -> Frame | None:
        raise BusLostError("nobody reads here")

    def close(self) -> None:
        """Nothing is open."""


class Traffic:
    """One car from the moment it is unlocked; its time only goes on in ``run``."""

    def __init__(self, seed: int, trouble: Trouble | None = None) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.now_s = 1000.0
        self._trouble = trouble or Trouble()
        self._car, self._tape = Car(), _Tape()
        arrange(self._car, {"speed_kmh": 0})
        self._codec = RememberingCodec()
        self._wire = Wire(self._car, self._tape, lambda: self.now_s, self._codec)
        self._counters: dict[str, int] = {}
        self._text_counter = 0
        self._speed_kmh = self._aim_kmh = 0.0
        self._keeps_pace = False
        self._ticked_s = self.now_s
        self._happened: list[Happened] = []
        self._due: list[tuple[float, Callable[[], None]]] = []

    def trip(self, driving_s: float) -> list[Happened]:
        """Wake up, drive, park, fall asleep, and sleep for up to two hours."""
        rng = self.rng
        for ecu in ECUS:
            self._wire.lose(ecu)
        self._stagger(self._wire.restart, 0.0 if rng.random() < 0.5 else 8.0)
        self._run(rng.uniform(10, 60), driving=False)
        dongle = rng.random() < 0.2
        self._run(driving_s, driving=True, dongle=dongle)
        self._drive(0.0)
        self._run(rng.uniform(10, 120), driving=False)
        self._stagger(self._wire.lose, 8.0)
        self._run(9.0, driving=False, calm=True)
        found = on_the_wire(self._happened, self._trouble, rng)
        self.now_s += rng.uniform(60, 7200)
        self._ticked_s = self.now_s
        self._happened.clear()
        return found

    def stretch(self, seconds: float, speed_kmh: float) -> list[Happened]:
        """A piece of a drive, or of standing still."""
        self._aim_kmh, self._keeps_pace = speed_kmh, True
        self._drive(speed_kmh)
        self._run(seconds, driving=speed_kmh > 0)
        found = on_the_wire(self._happened, self._trouble, self.rng)
        self._happened = []
        return found

    def _run(
        self, seconds: float, *, driving: bool, dongle: bool = False, calm: bool = False
    ) -> None:
        end_s = self.now_s + seconds
        if not calm:
            self._plan(end_s, driving, dongle)
        self._due.sort(key=lambda one: one[0])
        while self.now_s < end_s:
            next_s = self.now_s + max(self._wire.patience_s(), 1e-4)
            if self._due and self._due[0][0] <= next_s:
                at_s, happen = self._due.pop(0)
                self.now_s = max(self.now_s, at_s)
                happen()
            else:
                self.now_s = next_s
            self._tick()
            self._wire.report_due()
            self._collect()

    def _tick(self) -> None:
        passed_s = self.now_s - self._ticked_s
        if passed_s >= _FINEST_TICK_S:
            self._ticked_s = self.now_s
            self._car.tick(passed_s)
        self._wire.report_changes()

    def _collect(self) -> None:
        moving = self._speed_kmh > 0.5
        self._happened += (Seen(self.now_s, frame, False, moving) for frame in self._tape.frames)
        self._tape.frames.clear()

    def _plan(self, end_s: float, driving: bool, dongle: bool) -> None:
        trouble = self._trouble
        self._often(end_s, 3600 / max(trouble.restarts, 1e-9), self._restart)
        self._often(end_s, 40, self._wish)
        self._often(end_s, 300, self._turn_knob)
        self._often(end_s, 60, self._read_text)
        self._often(end_s, 120, self._diagnose)
        self._often(end_s, 1200, self._asked_in_vain)
        if driving:
            self._often(end_s, 1.0, self._accelerate)
            self._often(end_s, 300, lambda: self._car.surroundings.rain(self.rng.random() < 0.3))
        if dongle:
            self._often(end_s, 0.2, self._dongle_asks)

    def _often(self, end_s: float, every_s: float, happen: Callable[[], None]) -> None:
        at_s = self.now_s + self.rng.expovariate(1 / every_s)
        while at_s < end_s:
            self._due.append((at_s, happen))
            at_s += self.rng.expovariate(1 / every_s)

    def _stagger(self, act: Callable[[str], None], within_s: float) -> None:
        for ecu in sorted(ECUS):
            at_s = self.now_s + self.rng.uniform(0, within_s)
            self._due.append((at_s, lambda ecu=ecu: act(ecu)))  # type: ignore[misc]

    def _restart(self) -> None:
        ecu = self.rng.choice(sorted(ECUS))
        self._wire.lose(ecu)
        self._due.append((self.now_s + self.rng.uniform(0.2, 8), lambda: self._wire.restart(ecu)))
        self._due.sort(key=lambda one: one[0])

    def _drive(self, speed_kmh: float) -> None:
        self._speed_kmh = speed_kmh
        self._car.drive.go(speed_kmh)

    def _accelerate(self) -> None:
        if self.rng.random() < 0.05 and not self._keeps_pace:
            self._aim_kmh = self.rng.choice((0.0, 30.0, 50.0, 100.0, 130.0))
        step = min(max(self._aim_kmh - self._speed_kmh, -9), 6) + self.rng.uniform(-0.4, 0.4)
        self._drive(max(0.0, self._speed_kmh + step))

    def _wish(self) -> None:
        """What a driver wants, mostly alone, sometimes several things at once."""
        for _ in range(self.rng.choice((1, 1, 1, 2, 5))):
            self._command(self.rng.choice(_WISHES))

    def _turn_knob(self) -> None:
        """Warmer, warmer, warmer: the same thing several times a second."""
        signal = self.rng.choice(_WISHES)
        for number in range(self.rng.randint(5, 20)):
            at_s = self.now_s + number * self.rng.uniform(0.15, 0.4)
            self._due.append((at_s, lambda: self._command(signal)))
        self._due.sort(key=lambda one: one[0])

    def _command(self, signal: Signal) -> None:
        assert signal.command is not None  # noqa: S101 - chosen so
        counter = (self._counters.get(signal.command, -1) + 1) % 16
        self._counters[signal.command] = counter
        command = BusCommand(signal.name, _any_value(signal.name, self.rng))
        frame = self._codec.encode_command([command], counter)
        self._send(frame)
        self._wire.take(frame)

    def _read_text(self) -> None:
        """A report of the head unit, as long as it happens to be."""
        self._text_counter = (self._text_counter + 1) % 256
        asked = Request(READ_REPORT, Query.of(report="library"), self._text_counter)
        for data in segmented(encode_request(asked)):
            self._send(Frame(TEXT_REQUEST_ID, data))
        count = self.rng.randint(0, 60)
        fields = tuple(("artist", "a name that is not short" * 2) for _ in range(count))
        answer = Response(READ_REPORT, self._text_counter, Outcome.OK, fields)
        frames = segmented(encode_response(answer))
        for number, data in enumerate(frames):
            self._tape.send(Frame(TEXT_RESPONSE_ID, data))
            if number == 0 and len(frames) > 1:
                self._collect()
                self._send(Frame(TEXT_REQUEST_ID, FLOW_CONTROL[0]))

    def _diagnose(self) -> None:
        """Our own reading of a control unit."""
        self._send(Frame(_ENGINE, bytes.fromhex("0319020F00000000")))
        self._tape.send(Frame(_ENGINE_ANSWERS, bytes.fromhex("035902FF00000000")))

    def _dongle_asks(self) -> None:
        """Somebody's OBD dongle reads the engine's speed."""
        self._tape.send(Frame(_ALL_ECUS, bytes.fromhex("02010C0000000000")))
        self._tape.send(Frame(_ENGINE_ANSWERS, bytes.fromhex("04410C1AF8000000")))

    def _asked_in_vain(self) -> None:
        """A child asks for the same forbidden thing again and again."""
        by_gate = self.rng.random() < 0.3
        for number in range(self.rng.randint(1, 3 if by_gate else 7)):
            at_s = self.now_s + number * 4.0
            self._happened.append(Judged(at_s, "interlock.not_while_moving", by_gate))

    def _send(self, frame: Frame) -> None:
        self._happened.append(Seen(self.now_s, frame, True, self._speed_kmh > 0.5))


def _any_value(name: str, rng: random.Random) -> int | bool | str:
    signal = SIGNALS[name]
    if signal.kind is Kind.BOOL:
        return rng.random() < 0.5
    if signal.kind is Kind.ENUM:
        return rng.choice(signal.choices)
    steps = round((signal.high - signal.low) / signal.step)
    return round(signal.low + rng.randint(0, steps) * signal.step)


STATUS_IDS = tuple(m.can_id for m in MESSAGES.values() if not m.is_command)
