"""Kill -9 an update at random moments: does the car always start with a whole release?

    python -m benchmarks.ota_kills --kills 300 --seed 1

A car is led through updates without end: look, download, stage, try, switch, probation, keep or
roll back. It is killed again and again, anywhere. After each kill the car has to start with a
release that is whole, every byte of it, and one that it was ordered to have; and what is told of
the update in the history happened once. The files are small, so that the steps are near together.
"""

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ota_fleet import Fleet, fleet
from cloud_sync.ota import Installation, Journey, TurnSeen
from cloud_sync.ota.journey import USED, WAITING
from cloud_sync.ota.trial import Answered, Examined, Of
from models import DEFAULT_HOME, Slot, Slots, verified

_LONGEST_S = 0.4
_TURNS = 40
_RELEASE_BYTES = 40_000
_ONCE = frozenset({"available", "downloaded", "tried", "in use", "confirmed", "rolled back"})


@dataclass
class Always:
    """A trial that is passed, after a moment."""

    def examine(self, slot: Slot | None) -> Examined:
        time.sleep(0.02)
        return Examined(tuple(Answered(f"r{n}", Of.EVERYDAY, True, False, 50.0) for n in range(9)))


def live(served: Fleet, dice: random.Random) -> None:
    """The life of a car, until somebody ends it."""
    while True:
        journey, orders = served.open()
        installation = Installation(journey)
        state = orders.download()
        if state.phase in WAITING:
            installation.agree()
            installation.install(lambda: True, Always())
        for _ in range(_TURNS):
            installation.observe(TurnSeen(troubled=False, failed=False, ms=80))
        if journey.state.phase in USED and dice.random() < 0.3:
            installation.roll_back()


def killed(work: Callable[[], None], after_s: float) -> None:
    """Do it in a process of its own, and kill that."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            sys.stderr.flush()
            os._exit(1)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the car ended by itself")


def boot(home: Path, known: set[str]) -> str:
    """What the car starts with, after looking at every byte; the name of its release."""
    slots = Slots(home)
    slot = next(iter(slots.order()))
    _, adapter, _ = verified(slot, home)
    if adapter is None or hashlib.sha256(adapter.read_bytes()).hexdigest() not in known:
        raise RuntimeError("that was never ordered")
    contents = slots.contents(slot)
    return contents.release if contents else "delivered"


def told_twice(journey: Journey) -> list[str]:
    """What the history tells more than once of one release."""
    told = Counter((e.release, e.what) for e in journey.history() if e.what in _ONCE)
    return [f"{release}: {what}" for (release, what), times in told.items() if times > 1]


def run(directory: Path, kills: int, seed: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """Releases started with, phases killed in, and what was told twice."""
    dice = random.Random(seed)  # noqa: S311
    started: Counter[str] = Counter()
    phases: Counter[str] = Counter()
    with fleet(directory) as served:
        for number in range(kills):
            if number % 2 == 0:
                file = directory / "adapter.gguf"
                file.write_bytes(dice.randbytes(_RELEASE_BYTES))
                served.release(file)
            killed(lambda: live(served, dice), dice.uniform(0.0, _LONGEST_S))
            started[boot(served.car, served.digests)] += 1
            phases[served.open()[0].state.phase] += 1
        journey, orders = served.open()
        Installation(journey)
        orders.download()
        return started, phases, told_twice(journey)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=DEFAULT_HOME) as directory:
        started, phases, twice = run(Path(directory), options.kills, options.seed)
    print(f"{options.kills} kills; the car started with a whole release every time")
    print(f"killed while: {dict(phases.most_common())}")
    print(f"{len(started)} different releases; told twice: {twice or 'nothing'}")


if __name__ == "__main__":
    main()
