"""How long a report over a whole fleet takes on each engine, how much memory, and if they agree.

python -m benchmarks.fleet --events 10000000 --seed 7 --spark

2,000 made-up vehicles, 90 days; the report is run as people run it, start of the program included.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from cloud_sync.fleet.generated import Size, generate

_LAST = date(2026, 11, 22)
_VEHICLES, _DAYS = 2_000, 90
_OTHERS_A_DAY = 4.63
"""Events of a vehicle in a day that are not about its condition."""


@dataclass(frozen=True)
class Run:
    seconds: float
    cpu_s: float
    peak_mib: float
    """Of Python and what runs in it; Spark's Java is a process of its own and not in it."""
    answers: dict[str, Any]


def land(directory: Path, events: int, seed: int) -> int:
    health = max(1, round(events / (_VEHICLES * _DAYS) - _OTHERS_A_DAY))
    return generate(directory, Size(_VEHICLES, _DAYS, health, seed), _LAST)


def report(directory: Path, engine: str) -> Run:
    period = ("--until", _LAST.isoformat(), "--days", str(_DAYS))
    command = [sys.executable, "-m", "cloud_sync", "fleet", "report", "--json", *period]
    with tempfile.TemporaryFile() as told:
        began_s = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603
            [*command, "--from", str(directory), "--engine", engine],
            stdout=told,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began_s
        told.seek(0)
        answers = json.loads(told.read())
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, answers)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--spark", action="store_true", help="run it on Spark too, and compare")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made) / "fleet"
        began_s = time.perf_counter()
        events = land(directory, options.events, options.seed)
        print(f"{events:,} events landed in {time.perf_counter() - began_s:.0f} s")
        runs = [report(directory, "duckdb") for _ in range(options.runs)]
        _tell("duckdb", runs)
        if options.spark:
            spark = report(directory, "spark")
            _tell("spark", [spark])
            print(f"all answers the same: {spark.answers == runs[0].answers}")


def _tell(engine: str, runs: list[Run]) -> None:
    print(
        f"{engine}: {median(run.seconds for run in runs):.1f} s"
        f" ({min(run.seconds for run in runs):.1f} to {max(run.seconds for run in runs):.1f}),"
        f" {median(run.cpu_s for run in runs):.1f} s of CPU,"
        f" at most {max(run.peak_mib for run in runs):.0f} MiB,"
        f" {sum(len(one['rows']) for one in runs[0].answers['answers'])} rows"
        f" in {len(runs[0].answers['answers'])} answers"
    )


if __name__ == "__main__":
    main()
