"""Who speaks the commands: neural voices and accents, all brought to one level.

A spoken sentence is kept on disk by the digest of voice and words, so a voice speaks it once.
The neural voices are those of the catalogue (``python -m models setup`` brings them).
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.speech.espeak import library
from benchmarks.speech.noise import levelled
from models import HEARING_RATE_HZ, Samples, Sound, Voice, loading

Kind = Literal["neural", "espeak"]
RECORDINGS = Path(".codriver/benchmarks/speech/recordings")

_ACCENTS = (
    ("us-male", "en-us+m3", 160),
    ("us-female", "en-us+f3", 150),
    ("british-female", "en-gb+f2", 155),
    ("received-male", "en-gb-x-rp+m7", 175),
    ("scottish-male", "en-gb-scotland+m1", 150),
    ("caribbean-female", "en-029+f4", 150),
)


@dataclass(frozen=True, slots=True)
class Speaker:
    number: int
    """Its place among all, which decides the noises it meets."""
    name: str
    kind: Kind
    digest: str
    """Changes when the same words would sound different."""
    say: Callable[[str], Sound]

    def sound(self, text: str) -> Samples:
        """The sentence at ``HEARING_RATE_HZ`` and the level of all; spoken only the first time."""
        key = hashlib.sha256(f"{self.digest}\n{text}".encode()).hexdigest()[:24]
        kept = RECORDINGS / self.name / f"{key}.npy"
        if kept.exists():
            return np.asarray(np.load(kept), dtype=np.float32)
        said = levelled(self.say(text).at(HEARING_RATE_HZ).samples)
        _write(kept, said)
        return said


def speakers() -> tuple[Speaker, ...]:
    """The voices of the benchmark, neural ones first."""
    joe, heart = loading.voice("piper-joe"), loading.voice("hibari-heart")
    neural = (
        ("joe", joe, 1.0),
        ("joe-fast", joe, 1.25),
        ("heart", heart, 1.0),
        ("heart-fast", heart, 1.2),
    )
    accents = enumerate(_ACCENTS, len(neural))
    return (
        *(_neural(number, *one) for number, one in enumerate(neural)),
        *(_accent(number, *one) for number, one in accents),
    )


def _neural(number: int, name: str, voice: Voice, pace: float) -> Speaker:
    def say(text: str) -> Sound:
        parts = [sound.samples for sound in voice.speak(_sentence(text), pace)]
        return Sound(np.concatenate(parts), voice.rate_hz)

    return Speaker(number, name, "neural", f"{voice.digest}-{pace}", say)


def _accent(number: int, name: str, voice: str, words_per_minute: int) -> Speaker:
    def say(text: str) -> Sound:
        return library().say(text, voice, words_per_minute)

    digest = f"{library().version}-{voice}-{words_per_minute}"
    return Speaker(number, name, "espeak", digest, say)


def _sentence(text: str) -> str:
    """Voices end a sentence only at its full stop."""
    return text if text.endswith((".", "?")) else text + "."


def _write(path: Path, samples: Samples) -> None:
    """Whole or not at all: another run may look at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npy")
    np.save(part, samples)
    part.replace(path)
