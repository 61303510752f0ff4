"""How fast the language model in use is on this machine.

    python -m benchmarks.language_model [--repeats 5]

For one thread and for two: time to load, tokens a second while reading a prompt and while
answering, milliseconds a wish (median and 95th percentile) and the memory of the process. Then
the floor: every token of an answer reads all weights once, so it cannot take less than their
bytes over the memory's bandwidth, which is measured here too. Each column is measured in a
process of its own. Nothing else should run on the machine meanwhile.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from models import DEFAULT_HOME, Catalogue, LanguageModel, ModelStore, active_language_model
from models.loader import select
from models.slots import STORE_DIRECTORY

WISHES = (
    "turn the temperature up a little",
    "i am freezing and play some miles davis",
    "navigate to the nearest charging station and avoid tolls",
    "close the window on the passenger side",
    "set the seat heating to level 2 for the rear left",
    "last temp up | a bit more",
    "call mom",
    "it is stuffy in here open the roof a crack",
)
LONG = " ".join(WISHES * 2)
_READ_BYTES = 256 << 20


class Answers:
    """Answers of a fixed number of words: speed does not depend on what was learnt."""

    start = 0

    def __init__(self, length: int) -> None:
        self._length = length

    def words(self, state: int, /) -> Mapping[str, int]:
        words = ("temp", "window", "play", "driver", "up", "down")
        return dict.fromkeys(words, state + 1) if state < self._length else {}

    def may_end(self, state: int, /) -> bool:
        return state == self._length

    def is_static(self, _state: int, /) -> bool:
        return False


def measure(threads: int, repeats: int) -> dict[str, float]:
    started_s = time.perf_counter()
    model = active_language_model(threads)
    load_ms = (time.perf_counter() - started_s) * 1000
    try:
        figures = {"load_ms": load_ms, **_speeds(model, repeats), "memory_mb": _memory_mb()}
    finally:
        model.close()
    return figures | _floor(threads, 1000 / figures["answer_tokens_per_s"])


def _speeds(model: LanguageModel, repeats: int) -> dict[str, float]:
    one, long = Answers(1), Answers(5)
    model.propose("warm up", long)
    reading = [model.propose(f"{turn} {LONG}", one) for turn in range(repeats)]
    wishes = [model.propose(wish, long) for _ in range(repeats) for wish in WISHES]
    short = [model.propose(wish, one) for _ in range(repeats) for wish in WISHES]
    read_ms = statistics.median(proposal.ms / proposal.prompt_tokens for proposal in reading)
    more_tokens = sum(wish.tokens - less.tokens for wish, less in zip(wishes, short, strict=True))
    more_ms = sum(wish.ms - less.ms for wish, less in zip(wishes, short, strict=True))
    times_ms = sorted(proposal.ms for proposal in wishes)
    return {
        "prompt_tokens_per_s": 1000 / read_ms,
        "answer_tokens_per_s": 1000 * more_tokens / more_ms,
        "wish_median_ms": statistics.median(times_ms),
        "wish_p95_ms": times_ms[int(len(times_ms) * 0.95)],
    }


def _floor(threads: int, token_ms: float) -> dict[str, float]:
    chosen = select(Catalogue.read(DEFAULT_HOME), ModelStore(DEFAULT_HOME / STORE_DIRECTORY))
    weights_mb = sum(card.size_bytes for card in (chosen.base, chosen.adapter) if card) / 1e6
    mb_per_ms = _read_mb_per_ms(threads)
    return {
        "weights_mb": weights_mb,
        "memory_gb_per_s": mb_per_ms,
        "floor_ms_per_token": weights_mb / mb_per_ms,
        "times_the_floor": token_ms / (weights_mb / mb_per_ms),
    }


def _read_mb_per_ms(threads: int) -> float:
    """The best of a few passes of so many threads, each over memory of its own."""
    blocks = [np.zeros(_READ_BYTES, dtype=np.bool_) for _ in range(threads)]
    for block in blocks:
        block[:] = False
    with ThreadPoolExecutor(threads) as pool:
        times_ms = []
        for _ in range(5):
            started_s = time.perf_counter()
            list(pool.map(np.count_nonzero, blocks))
            times_ms.append((time.perf_counter() - started_s) * 1000)
    return threads * _READ_BYTES / 1e6 / min(times_ms)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_own_process(threads: int, repeats: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.language_model", "--threads", str(threads)]
    done = subprocess.run(  # noqa: S603
        [*command, "--repeats", str(repeats)], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, help="measure this alone and print JSON")
    arguments = parser.parse_args()
    if arguments.threads is not None:
        sys.stdout.write(json.dumps(measure(arguments.threads, arguments.repeats)))
        return
    columns = [_in_own_process(threads, arguments.repeats) for threads in (1, 2)]
    sys.stdout.write(f"{'':22}{'1 thread':>12}{'2 threads':>12}\n")
    for name in columns[0]:
        figures = "".join(f"{column[name]:12.4g}" for column in columns)
        sys.stdout.write(f"{name:22}{figures}\n")


if __name__ == "__main__":
    main()
