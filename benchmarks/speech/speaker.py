"""One who speaks commands, brought to the level of all; what was spoken once is kept on disk."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.speech.noise import levelled
from models import HEARING_RATE_HZ, Samples, Sound

Kind = Literal["neural", "espeak"]
_SILENCE_BELOW = 1e-3
RECORDINGS = Path(".codriver/benchmarks/speech/recordings")


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


def _write(path: Path, samples: Samples) -> None:
    """Whole or not at all: another run may look at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npy")
    np.save(part, samples)
    part.replace(path)


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends that a voice leaves."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE_BELOW)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples
