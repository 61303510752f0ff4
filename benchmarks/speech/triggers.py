"""What the car does when nobody speaks to it: hours of noise, music, babble and talk.

The same stream goes two ways. *Waiting*: only the wake word listens, and each time it fires is a
false wake. *Open*: the microphone stays open all the time, as if every moment came right after a
wake, so everything the endpointer cuts out is recognised, believed or not, and done. The second
is far harder than what happens on the road and finds what would. A kind of sound that was measured
with the same code is not measured again.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Cabin
from assistant.request import Context
from assistant.speech.endpoint import Change, Endpointer
from benchmarks.speech import hearing
from benchmarks.speech.conditions import makers
from benchmarks.speech.corpus import Command
from benchmarks.speech.noise import SPEECH_RMS
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Samples, WakeWord

KEPT = Path(".codriver/benchmarks/speech/triggers")
_PIECE_S = 60.0
_FIRST_SEED = 1_000
"""Not a seed that ``conditions`` uses."""
_AS_HEARD = Command(0, "", "false trigger", Context())


@dataclass(slots=True)
class Count:
    """What happened in the hours of one kind of sound."""

    hours: float = 0.0
    wakes: int = 0
    utterances: int = 0
    """Cut out by the endpointer while the microphone was open."""
    heard: list[str] = field(default_factory=list)
    """Of those, what was taken for clear words."""
    did: list[str] = field(default_factory=list)
    """Of those, what moved something."""

    @property
    def wakes_per_hour(self) -> float:
        return self.wakes / max(self.hours, 1e-9)


def measure(cabin: Cabin, talk: Sequence[Samples], hours: float) -> dict[str, Any]:
    """Hours in all, shared evenly between the kinds; prints a line for each."""
    counts: dict[str, Count] = {}
    kinds = (*makers(talk), "talk")
    wake_word = cabin.senses.wake_word
    print(f"\n{'':10}{'hours':>7}{'wakes/h':>9}{'utterances':>12}{'words':>7}{'actions':>9}")
    for kind in kinds:
        counts[kind] = _kept(cabin, wake_word, kind, talk, hours / len(kinds))
        one = counts[kind]
        print(
            f"{kind:10}{one.hours:7.2f}{one.wakes_per_hour:9.2f}{one.utterances:12}"
            f"{len(one.heard):7}{len(one.did):9}"
        )
    for kind, one in counts.items():
        print("\n".join(f"{kind}: {did}" for did in one.did), end="\n" if one.did else "")
    return {kind: asdict(one) for kind, one in counts.items()}


def _kept(
    cabin: Cabin, wake_word: WakeWord, kind: str, talk: Sequence[Samples], hours: float
) -> Count:
    digests = f"{hearing.hearing_digest()}-{hearing.doing_digest()}"
    file = KEPT / f"{kind}-{hours:.3f}-{digests}.json"
    if file.exists():
        return Count(**json.loads(file.read_text(encoding="utf-8")))
    count = _count(cabin, wake_word, kind, talk, hours)
    KEPT.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(count)), encoding="utf-8")
    part.replace(file)
    return count


def _count(
    cabin: Cabin, wake_word: WakeWord, kind: str, talk: Sequence[Samples], hours: float
) -> Count:
    count = Count()
    endpointer = Endpointer(cabin.senses.detector)
    wake_word.reset()
    began_s = time.monotonic()
    for samples in _pieces(kind, talk, hours):
        for start in range(0, len(samples), DETECTOR_CHUNK):
            block = samples[start : start + DETECTOR_CHUNK]
            count.wakes += wake_word.heard(block)
            if endpointer.take(block) is Change.ENDED:
                _judge(cabin, endpointer.utterance().samples, count)
                endpointer.reset()
        count.hours += len(samples) / HEARING_RATE_HZ / 3600
    print(f"{kind} took {time.monotonic() - began_s:.0f} s", file=sys.stderr)
    return count


def _judge(cabin: Cabin, samples: Samples, count: Count) -> None:
    count.utterances += 1
    heard = hearing.hear(cabin, _AS_HEARD, samples)
    if heard is None or heard.is_unclear or not heard.text:
        return
    count.heard.append(heard.text)
    deed = hearing.do(cabin, _AS_HEARD, heard)
    if deed.acted:
        count.did.append(f"{heard.text} -> {', '.join(deed.actions)}")


def _pieces(kind: str, talk: Sequence[Samples], hours: float) -> Iterator[Samples]:
    """A minute at a time, each of its own seed, as loud as speech and quieter in turn."""
    for number in range(max(1, round(hours * 3600 / _PIECE_S))):
        seed = _FIRST_SEED + number
        made = _one_talks(talk, seed) if kind == "talk" else makers(talk)[kind](_PIECE_S, seed)
        loud = np.float32(SPEECH_RMS * (1.0, 0.5, 0.25)[number % 3])
        whole = len(made) // DETECTOR_CHUNK * DETECTOR_CHUNK
        yield np.clip(made[:whole] * loud, -1, 1).astype(np.float32)


def _one_talks(talk: Sequence[Samples], seed: int) -> Samples:
    """One sentence after another with a pause between, as passengers or a radio do."""
    rng = np.random.default_rng(seed)
    parts: list[Samples] = []
    while sum(map(len, parts)) < _PIECE_S * HEARING_RATE_HZ:
        pause = np.zeros(int(rng.uniform(0.3, 1.5) * HEARING_RATE_HZ), dtype=np.float32)
        parts += [talk[int(rng.integers(len(talk)))] / np.float32(SPEECH_RMS), pause]
    return np.concatenate(parts)
