"""What an attack works on: the frames of a car, and when it begins."""

import random
from bisect import bisect_right
from collections.abc import Sequence

from benchmarks.intrusion.happened import Happened, Seen
from benchmarks.intrusion.traffic import STATUS_IDS
from vehicle_bus import DbcCodec, Frame
from vehicle_bus.wiring import Wire

CODEC = DbcCodec()


class Scene:
    def __init__(self, tape: Sequence[Happened], begin_s: float, rng: random.Random) -> None:
        self.tape = list(tape)
        self.begin_s = begin_s
        self.rng = rng
        self._heard: dict[int, list[Seen]] = {}
        for one in tape:
            if isinstance(one, Seen) and not one.is_ours:
                self._heard.setdefault(one.frame.can_id, []).append(one)

    def last(self, can_id: int, at_s: float) -> Seen:
        """The genuine frame that the attacker heard last."""
        heard = self._heard[can_id]
        return heard[max(0, bisect_right(heard, at_s, key=lambda one: one.at_s) - 1)]

    def add(self, at_s: float, frame: Frame) -> None:
        moving = self.last(STATUS_IDS[0], at_s).is_moving
        self.tape.append(Seen(at_s, frame, False, moving))

    def times(self, count: int, per_s: float) -> list[float]:
        return [self.begin_s + n / per_s for n in range(count)]

    def about(self, count: int, per_s: float) -> list[float]:
        """The same, each somewhat later."""
        return [at_s + self.rng.uniform(0, 0.9 / per_s) for at_s in self.times(count, per_s)]

    def victim(self) -> Wire:
        return CODEC.wiring.of_id(self.rng.choice([i for i in STATUS_IDS if i in self._heard]))
