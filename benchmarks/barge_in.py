"""Does the car interrupt itself, and how soon does it notice the driver speaking over it?

    python -m benchmarks.barge_in [--replies N]

Cabins are made from random numbers: 5 to 120 ms of delay, 50 to 150 ms of reverberation, a
loudspeaker that clips softly, its clock 50 ppm off, road at 10 to 20 dB. Each has five replies
without the driver, the first after a start among them, and four with; a reply's delay counts from
the driver's first loud sound (a tenth of the loudest).
"""

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.speech.echo import EchoGate
from benchmarks.speech.noise import levelled, road
from benchmarks.speech.voices import speakers
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Samples

_LEVELS_DB = (-30, -12, 0, 6)
_A_CABIN = 4
_REPLIES = (
    "Driver's side at twenty two degrees.",
    "I found three charging stations. Which one would you like?",
    "The boot? Not while we are moving.",
    "Route to the airport, forty minutes.",
)
_WORDS = ("No, the passenger side please.", "Wait, play something else.", "Cancel that.", "Stop.")
_BEFORE = HEARING_RATE_HZ // 2
_AFTER = HEARING_RATE_HZ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=112)
    cabins = max(1, parser.parse_args().replies // (_A_CABIN * len(_LEVELS_DB)))
    voices = [voice for voice in speakers() if voice.name in ("joe", "heart", "scottish-male")]
    said = [[levelled(v.say(t).at(HEARING_RATE_HZ).samples) for t in _REPLIES] for v in voices]
    words = [[levelled(v.say(t).at(HEARING_RATE_HZ).samples) for t in _WORDS] for v in voices]
    print("echo dB | self | early | missed | p50 ms | p95 ms | within 150 ms")
    for level_db in _LEVELS_DB:
        found: list[float | None] = []
        own = early = 0
        for number in range(cabins):
            rng = np.random.default_rng((number, level_db + 100))
            mine, theirs = said[number % 2], words[number % len(words)]
            own += sum(t is not None for t in _drive(rng, level_db, mine, None))
            over = _drive(rng, level_db, mine, theirs)[1:]
            early += sum(t is not None and t < 0 for t in over)
            found += [t for t in over if t is None or t >= 0]
        delays = [t for t in found if t is not None] or [float("nan")]
        within = sum(t <= 150 for t in delays) / max(1, len(found) + early)
        middle, late = np.percentile(delays, (50, 95))
        replies = cabins * _A_CABIN
        print(
            f"{level_db} | {own}/{replies + cabins} | {early}/{replies} | {found.count(None)} | "
            f"{middle:.0f} | {late:.0f} | {within:.0%}",
            flush=True,
        )


def _drive(
    rng: np.random.Generator,
    level_db: float,
    said: Sequence[Samples],
    words: Sequence[Samples] | None,
) -> list[float | None]:
    """For each reply, ms from the driver's onset (or from its start) to the first alarm; the
    first is what the gate learns by."""
    gate, echo_path = EchoGate(), _path(rng)
    found: list[float | None] = []
    for number, reply in enumerate((said[-1], *said), start=-1):
        played = np.concatenate([np.zeros(_BEFORE), reply, np.zeros(_AFTER)])
        heard = _echo(played, echo_path) * 10 ** (level_db / 20)
        onset = 0
        if words is not None and number >= 0:
            word = words[number]
            start = _BEFORE + int(rng.uniform(0.15, 0.6) * len(reply))
            word = word[: len(played) - start]
            heard[start : start + len(word)] += word
            onset = start + int(np.argmax(np.abs(word) > 0.1 * np.abs(word).max()))
        noise = road(len(played) / HEARING_RATE_HZ + 1, int(rng.integers(1 << 30)))[: len(played)]
        heard += noise * 0.05 * 10 ** (-float(rng.choice([10, 15, 20])) / 20)
        at = _first_alarm(gate, heard.astype(np.float32), played.astype(np.float32))
        found.append(None if at is None else (at - onset) / HEARING_RATE_HZ * 1000)
    return found


def _first_alarm(gate: EchoGate, heard: Samples, played: Samples) -> int | None:
    first = None
    for start in range(0, len(heard) - DETECTOR_CHUNK + 1, DETECTOR_CHUNK):
        end = start + DETECTOR_CHUNK
        gate.take(heard[start:end], played[start:end])
        if gate.driver_speaks and first is None:
            first = end
    return first


def _path(rng: np.random.Generator) -> NDArray[np.float64]:
    delay, length = int(rng.uniform(80, 1920)), int(rng.uniform(800, 2400))
    response = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    response[0] = 4
    return np.concatenate([np.zeros(delay), response / np.linalg.norm(response)])


def _echo(played: NDArray[np.float64], path: NDArray[np.float64]) -> NDArray[np.float64]:
    late = np.interp(np.arange(len(played)) * (1 + 5e-5), np.arange(len(played)), played)
    echo = np.convolve(np.tanh(late * 4) / 4, path)[: len(played)]
    return np.asarray(levelled(echo.astype(np.float32)), dtype=np.float64)


if __name__ == "__main__":
    main()
