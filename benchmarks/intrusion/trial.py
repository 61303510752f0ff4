"""Shows the frames of one car to the watch, and notes what it says and when."""

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.intrusion.catalogue import Attack
from benchmarks.intrusion.happened import Happened, Judged
from benchmarks.intrusion.scene import CODEC, Scene
from benchmarks.intrusion.traffic import Traffic
from benchmarks.intrusion.weather import Trouble
from vehicle_bus import Alarm
from vehicle_bus.watch import Watch

BEFORE_S, AFTER_S = 45.0, 75.0
"""An attack begins in the midst of a ride, which has been watched for a while."""
HARD = Trouble(restarts=6.0, outages=6.0, stalls=6.0, lost=0.003, late=0.01)
"""Attacks are tried in worse weather than false alarms are counted in."""


@dataclass(frozen=True, slots=True)
class Noticed:
    after_s: float | None
    """None: it passed unnoticed."""


class Watched:
    """The watch of one car, fed in simulated time."""

    def __init__(self) -> None:
        self.is_moving = False
        self.watch = Watch(CODEC.wiring, lambda: self.is_moving)
        self.frames = 0
        self.seconds = 0.0
        """Of the processor, for the watch and what hands it the frames."""

    def show(self, happened: Iterable[Happened]) -> tuple[Alarm, ...]:
        began_s = time.thread_time()
        for one in happened:
            if isinstance(one, Judged):
                judged = self.watch.blocked if one.by_gate else self.watch.refused
                judged(one.kind, one.at_s)
            elif one.is_ours:
                self.watch.sent(one.frame, one.at_s)
            else:
                self.is_moving = one.is_moving
                self.watch.received(one.frame, one.at_s)
                self.frames += 1
        self.seconds += time.thread_time() - began_s
        return self.watch.alarms()


def ride(seed: int, speed_kmh: float) -> Sequence[Happened]:
    """A piece of a ride without an attack; the same for every attack of this seed."""
    return Traffic(seed, HARD).stretch(BEFORE_S + AFTER_S, speed_kmh)


def attacked(attack: Attack, tape: Sequence[Happened], seed: int) -> Noticed:
    """An alarm from before does not count, nor one of a rule that says something else."""
    rng = random.Random(f"{seed} {attack.kind} {attack.how}")  # noqa: S311 - repeatable on purpose
    begin_s = tape[0].at_s + BEFORE_S + rng.uniform(0, 5)
    scene = Scene(tape, begin_s, rng)
    attack.make(scene, attack.count, attack.per_s)
    ordered = sorted(scene.tape, key=lambda one: one.at_s)
    watched = Watched()
    watched.show(one for one in ordered if one.at_s < begin_s)
    found = watched.show(one for one in ordered if one.at_s >= begin_s)
    hits = [alarm.first_s - begin_s for alarm in found if alarm.rule in attack.rules]
    return Noticed(min(hits, default=None))
