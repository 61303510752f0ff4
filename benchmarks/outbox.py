"""How fast events are kept, and whether any is lost when the car is killed.

python -m benchmarks.outbox --events 10000 --kills 50 --seed 1
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger, Released
from cloud_sync.event import Health, Purpose
from cloud_sync.home import CloudHome
from cloud_sync.outbox import Outbox
from models import DEFAULT_HOME

_BATCH = 100
_LONGEST_S = 0.5


@contextmanager
def opened(directory: Path) -> Iterator[tuple[Ledger, Outbox]]:
    home = CloudHome(directory)
    clock = TrustedClock(home)
    with closing(Ledger(home, clock)) as ledger, closing(Outbox(home, clock, ledger)) as outbox:
        yield ledger, outbox


def told(ledger: Ledger, number: int) -> Released:
    released = ledger.release(Health(odometer_km=number))
    if released is None:
        raise RuntimeError("nothing is allowed")
    return released


def rate(directory: Path, events: int, batch: int) -> float:
    """Events a second, releasing included, each call on the disk when it returns."""
    with opened(directory) as (ledger, outbox):
        ledger.give(Purpose.MAINTENANCE, through="command")
        began_s = time.perf_counter()
        for first in range(0, events, batch):
            outbox.put([told(ledger, n) for n in range(first, first + batch)])
        return events / (time.perf_counter() - began_s)


def write_for_ever(directory: Path, acknowledged: int) -> None:
    with opened(directory) as (ledger, outbox):
        number = 0
        while True:
            (kept,) = outbox.put([told(ledger, number)])
            os.write(acknowledged, f"{kept}\n".encode())
            number += 1


def killed(directory: Path, after_s: float) -> list[str]:
    """Ids that a writing process had been told are kept before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write_for_ever(directory, writing)
        os._exit(1)
    os.close(writing)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return [line.strip() for line in pipe if line.endswith("\n")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311
    with tempfile.TemporaryDirectory(dir=DEFAULT_HOME) as directory:
        for batch in (1, _BATCH):
            found = rate(Path(directory) / f"rate-{batch}", options.events, batch)
            print(f"{batch:3} events a call: {found:8,.0f} events/s")
        place, acknowledged = Path(directory) / "kills", []
        with opened(place) as (ledger, _):
            ledger.give(Purpose.MAINTENANCE, through="command")
        for _ in range(options.kills):
            acknowledged += killed(place, dice.uniform(0.05, _LONGEST_S))
        with opened(place) as (_, outbox):
            kept = outbox.waiting("vehicle", "health", 0, 10**9)
        ids = [event.id for event in kept]
        lost = len(set(acknowledged) - set(ids))
        print(
            f"{options.kills} kills: {len(acknowledged):,} acknowledged, {lost} lost,"
            f" {len(ids) - len(set(ids))} twice"
        )


if __name__ == "__main__":
    main()
