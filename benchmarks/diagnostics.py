"""How long the car takes to say how it is, over the virtual bus and through the gate.

    python -m benchmarks.diagnostics [--rounds N]

Reads the identification number, all trouble codes of all control units (none, and one in each), a
freeze frame, and asks questions end to end. Before each reading there is a pause, so that the
gate's rate is not what is measured. Prints medians and 95th percentiles in milliseconds.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

from assistant import Cabin, Mode, Transcript, open_cabin
from assistant.config import Config, DriverSection
from assistant.request import Context
from vehicle_bus import VirtualVehicle, parameter

ONE_EACH = ("P0301", "P0700", "C0035", "B1325", "C0750", "B0001")
QUESTIONS = (
    "is it safe to drive on",
    "what does this light mean",
    "what is wrong with my car",
    "how are my tyres",
    "how are my brakes",
    "how is my oil",
)
_PAUSE_S = 0.5
"""The gate gives back 25 questions meanwhile."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        config = Config(driver=DriverSection(home=Path(home)))
        with open_cabin(config, Mode.PHRASES) as cabin:
            cabin.arrange(Context())
            for line in _lines(cabin, rounds):
                print(line)
    return 0


def _lines(cabin: Cabin, rounds: int) -> Iterator[str]:
    diagnosis, virtual = cabin.vehicle.diagnosis, cabin.virtual
    if diagnosis is None or virtual is None:
        raise SystemExit("this needs the virtual car")
    yield _line("VIN by UDS", diagnosis.vin, rounds)
    yield _line("VIN, codes and light by OBD-II", diagnosis.emissions, rounds)
    yield _line("one value by OBD-II", lambda: diagnosis.live(parameter.COOLANT), rounds)
    yield _line("all codes, none there", diagnosis.troubles, rounds)
    _break_down(virtual)
    yield _line("all codes, one in each of 6 units", diagnosis.troubles, rounds)
    first = diagnosis.troubles().codes[0]
    yield _line("a freeze frame", lambda: diagnosis.frozen(first), rounds)
    cabin.vehicle.catch_up()
    for question in QUESTIONS:
        yield _line(question, lambda: cabin.dialogue.take_turn(Transcript(question)), rounds)  # noqa: B023 - called at once
    virtual.lose_ecu("BRAKES")
    rounds = max(1, rounds // 10)
    yield _line("all codes, the brakes silent", diagnosis.troubles, rounds)


def _break_down(virtual: VirtualVehicle) -> None:
    for code in ONE_EACH:
        virtual.break_down(code)


def _line(name: str, read: Callable[[], object], rounds: int) -> str:
    read()
    took_ms = []
    for _ in range(rounds):
        time.sleep(_PAUSE_S)
        began = time.perf_counter()
        read()
        took_ms.append((time.perf_counter() - began) * 1e3)
    worst = quantiles(took_ms, n=20)[-1] if len(took_ms) > 1 else took_ms[0]
    return f"{name:36} n={rounds} p50={median(took_ms):6.1f} ms p95={worst:6.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
