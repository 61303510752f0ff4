"""Throws random plans, values, texts and raw frames in random states at codec and gate, no policy.

    python -m benchmarks.fuzz_gate --cases 1000000 --seed 7

Every frame that reaches the wire is judged by ``gate_oracle``; one that should not have is
unsafe, is printed, and makes the exit status 1. The same seed and number of cases give the same
frames.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from e2e import p02, p05

from benchmarks.gate_oracle import Facts, Oracle, forbidden_names, joined, text_harm
from vehicle_bus import (
    BlockedFrameError,
    BusCommand,
    DbcCodec,
    EncodingError,
    Frame,
    Gate,
    Kind,
    Query,
    Signal,
    Value,
    VehicleState,
)
from vehicle_bus.catalogue import BY_SERVICE, MESSAGES, SIGNALS
from vehicle_bus.gate import TEXT
from vehicle_bus.request import Request, encode_request
from vehicle_bus.segmentation import FLOW_CONTROL, segmented

T = TypeVar("T")
CHUNKS = 16
ODDITIES: tuple[Value, ...] = (float("nan"), float("inf"), -1, 10**9, 0.3, True, "", "ON", ())
WORDS = (
    "miles davis",
    "home",
    "anna",
    "",
    "\x00",
    "a" * 241,
    "ü" * 100,
    "\ud800",
    "line\nbreak",
    "x",
)
SPEEDS = (0.0, 0.3, 0.5, 5.0, 29.9, 30.0, 50.0, 130.0)
ACTUATORS = tuple(s for s in SIGNALS.values() if s.command is not None)
NAMES = tuple(SIGNALS)
COMMANDS = tuple(m for m in MESSAGES.values() if m.is_command)
RISKY = tuple(s for s in ACTUATORS if s.interlocks)


class Wire:
    """A bus that keeps what was written since it was last emptied."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def send(self, frame: Frame) -> None:
        self.frames.append(frame)

    def receive(self, timeout_s: float) -> Frame | None:
        return None

    def close(self) -> None:
        self.frames.clear()


@dataclass
class Tally:
    passed: int = 0
    blocked: Counter[str] = field(default_factory=Counter)
    unsafe: list[str] = field(default_factory=list)


class Fuzz:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - chance, not secrets
        self.codec = DbcCodec()
        self.wire = Wire()
        self.now_s = 0.0
        self.gate = Gate(self.codec, self.wire, clock=lambda: self.now_s)
        self.oracle = Oracle()
        self.tally = Tally()
        self.facts, self.state = self._situation()
        self.last = Frame(0, b"")
        self.kinds: tuple[Callable[[], None], ...] = (
            *[self._plan] * 8,
            *[self._mutated] * 5,
            *[self._sealed_noise] * 3,
            self._noise,
            self._replayed,
            *[self._text] * 2,
            self._stray_text,
        )

    def run(self, cases: int) -> Tally:
        for case in range(cases):
            hurry = case % 5000 < 1000  # now and then more than any message may send
            self.now_s += self.random.random() * (0.0002 if hurry else 0.05)
            self.facts, self.state = self._situation()
            self.wire.frames.clear()
            try:
                self.random.choice(self.kinds)()
            except BlockedFrameError as error:
                self.tally.blocked[error.reason] += 1
            except EncodingError:
                self.tally.blocked["bad_value"] += 1
            else:
                self.tally.passed += 1
            self._judge()
        return self.tally

    def _judge(self) -> None:
        texts = [frame for frame in self.wire.frames if frame.name == TEXT]
        for frame in self.wire.frames:
            if frame.name == TEXT:
                continue
            harm = self.oracle.harm(frame.can_id, frame.data, self.facts, self.now_s)
            if harm is not None:
                self.tally.unsafe.append(f"{harm}: {frame} in {self.facts}")
            self.last = frame
        if texts and (harm := self._text_harm(texts)) is not None:
            self.tally.unsafe.append(f"{harm}: {texts}")

    def _text_harm(self, frames: list[Frame]) -> str | None:
        payload = joined([frame.data for frame in frames if frame.data not in FLOW_CONTROL])
        return text_harm(payload) if payload is not None else None

    def _situation(self) -> tuple[Facts, VehicleState]:
        chance = self.random
        missing = frozenset(chance.sample(NAMES, 8) if chance.random() < 0.2 else ())

        def some(name: str, *options: T) -> T | None:
            return None if name in missing else chance.choice((None, *options))

        facts = Facts(
            speed_kmh=some("Vehicle.Speed", *SPEEDS),
            light_percent=some("Vehicle.Exterior.LightIntensity", 0, 19, 20, 80),
            rain_percent=some("Vehicle.Rain.Intensity", 0, 1, 60),
            low_beam=some("Light.LowBeam", False, True),
            fog_front=some("Light.Fog.Front", False, False, True),
            fog_rear=some("Light.Fog.Rear", False, False, True),
            unfitted=frozenset(name.replace(".", "_") for name in missing),
        )
        reported: dict[str, Value | None] = {
            "Vehicle.Speed": facts.speed_kmh,
            "Vehicle.Exterior.LightIntensity": facts.light_percent,
            "Vehicle.Rain.Intensity": facts.rain_percent,
            "Light.LowBeam": facts.low_beam,
            "Light.Fog.Front": facts.fog_front,
            "Light.Fog.Rear": facts.fog_rear,
        }
        known = {name: value for name, value in reported.items() if value is not None}
        return facts, VehicleState(values=known, unfitted=missing)

    def _plan(self) -> None:
        """A frame the codec makes of random wishes for one ECU."""
        self.gate.send(self._legal_looking(), self.state)

    def _legal_looking(self) -> Frame:
        chance = self.random
        first = chance.choice(RISKY if chance.random() < 0.4 else ACTUATORS)
        peers = [s for s in ACTUATORS if s.command == first.command and s is not first]
        others = chance.sample(peers, min(len(peers), chance.choice((0, 0, 0, 1, 2, 4))))
        commands = [BusCommand(s.name, self._value(s)) for s in (first, *others)]
        message = self.codec.wiring.commanding(first.name).name
        return self.codec.encode_command(commands, self.gate.next_counter(message))

    def _value(self, signal: Signal) -> Value:
        chance = self.random
        if chance.random() < 0.03:
            return chance.choice(ODDITIES)
        if signal.kind in {Kind.INT, Kind.FLOAT}:
            span = signal.high - signal.low
            return signal.snapped(signal.low + span * chance.random())
        if signal.kind is Kind.ENUM:
            return chance.choice(signal.choices)
        if signal.kind is Kind.SET:
            return tuple(name for name in signal.choices if chance.random() < 0.5)
        return signal.kind is Kind.MOMENTARY or chance.random() < 0.5

    def _mutated(self) -> None:
        """A legal-looking frame with bits turned, its CRC mended more often than not."""
        frame = self._legal_looking()
        data = bytearray(frame.data)
        for _ in range(self.random.choice((1, 1, 2, 5))):
            bit = self.random.randrange(len(data) * 8)
            data[bit // 8] ^= 1 << bit % 8
        if self.random.random() < 0.1:
            data += b"\x00"
        self._send(frame.can_id, data, mend=self.random.random() < 0.8)

    def _sealed_noise(self) -> None:
        """Random bytes under a command's identifier, with the right counter and CRC."""
        message = self.random.choice(COMMANDS)
        size = self.codec.wiring.wires[message.name].dbc.length
        data = bytearray(self.random.randbytes(size))
        data[1] = self.gate.next_counter(message.name)
        if self.random.random() < 0.7:
            keep = self.random.randrange(2, size)
            blank = self.codec.wiring.wires[message.name].dbc.encode(
                dict(self.codec.wiring.wires[message.name].blank()), scaling=False, strict=False
            )
            data[2:] = blank[2:keep] + data[keep : keep + 1] + blank[keep + 1 :]
        self._send(message.can_id, data, mend=True)

    def _send(self, can_id: int, data: bytearray, mend: bool) -> None:
        data_ids = self.codec.wiring.of_id(can_id).data_ids
        if mend and data_ids is not None:
            p02.e2e_p02_protect(data, data_ids, increment_counter=False)
        self.gate.send(Frame(can_id, bytes(data)), self.state)

    def _noise(self) -> None:
        can_id = self.random.choice((self.random.randrange(0x800), *(m.can_id for m in COMMANDS)))
        self.gate.send(Frame(can_id, self.random.randbytes(self.random.randrange(65))), self.state)

    def _replayed(self) -> None:
        self.gate.send(self.last, self.state)

    def _text(self) -> None:
        """A text request, now and then spoilt, and then its frames, now and then wrong."""
        payload = self._payload()
        self.gate.open_passage(payload, self.state)
        frames = list(segmented(payload))
        if self.random.random() < 0.2:
            self.random.shuffle(frames)
        if self.random.random() < 0.2:
            frames.insert(0, self.random.randbytes(8))
        try:
            for data in frames:
                self.gate.send_text(data)
        finally:
            self.gate.close_passage()

    def _payload(self) -> bytes:
        chance = self.random
        service = chance.choice((*BY_SERVICE, 0x01, chance.randrange(256)))
        names = BY_SERVICE[service].choices if service in BY_SERVICE else ("report", "query")
        fields = {name: chance.choice(WORDS) for name in names if chance.random() < 0.7}
        if chance.random() < 0.1:
            fields["other"] = "x"
        request = Request(service, Query.of(**fields), self.gate.next_counter(TEXT))
        payload = bytearray(encode_request(request))
        if chance.random() < 0.3:
            payload[chance.randrange(len(payload))] ^= 1 << chance.randrange(8)
            if chance.random() < 0.7:
                p05.e2e_p05_protect(payload, 0xC0D1, increment_counter=False)
        return bytes(payload)

    def _stray_text(self) -> None:
        self.gate.send_text(self.random.choice((*FLOW_CONTROL, *segmented(b"hello"))))


def _chunk(work: tuple[int, int]) -> Tally:
    seed, cases = work
    return Fuzz(seed).run(cases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun_s = time.perf_counter()
    sizes = [options.cases // CHUNKS + (i < options.cases % CHUNKS) for i in range(CHUNKS)]
    work = [(options.seed * CHUNKS + i, size) for i, size in enumerate(sizes)]
    with multiprocessing.Pool() as pool:
        tallies = pool.map(_chunk, work, chunksize=1)
    unsafe = [f"the database commands {name}" for name in forbidden_names()]
    unsafe += [line for tally in tallies for line in tally.unsafe]
    blocked = sum((tally.blocked for tally in tallies), Counter[str]())
    lines = [
        f"cases   {options.cases:>9}   seed {options.seed}",
        f"passed  {sum(tally.passed for tally in tallies):>9}",
        f"blocked {blocked.total():>9}",
        *(f"  {reason:<22}{count:>9}" for reason, count in blocked.most_common()),
        f"unsafe  {len(unsafe):>9}   in {time.perf_counter() - begun_s:.0f} s",
        *unsafe[:20],
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if unsafe else 0


if __name__ == "__main__":
    sys.exit(main())
