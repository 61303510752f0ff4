"""Who may be speaking: an optional hint that proposes a profile, and never a key to anything.

One rule: whoever sounds like a person is not therefore that person. What comes from here may
preselect a seat position or a playlist; it must not unlock, pay, permit or show what is private.
Nothing is computed until somebody was enrolled with their consent, and no sound is kept: of each
person one mean vector, encrypted, in a file of its own that ``forget`` overwrites and removes.
The key lies beside the files with mode 0600: it guards copies of single files, not a stolen disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from assistant.speech.sealed import SealedFolder
from models import EngineError, Samples, Sound, SpeakerEncoder

ENOUGH_UTTERANCES = 3
LEAST_S = 1.0
"""A shorter utterance tells too little: nobody is enrolled by it and nobody proposed."""
THRESHOLD = 0.90
"""Least likeness (cosine) to be proposed. Measured on ten synthetic voices, three enrolled at a
time: 92 % of clean sentences named rightly, none wrongly, 11 % of strangers taken for a person;
at 10 dB of road noise nobody is proposed. Likeness in noise is lower, so noise stays unnamed."""
MARGIN = 0.05
"""How much likelier than the second the first must be."""
_ONE_VOICE = 0.75
"""Least likeness of each utterance of an enrolment to the mean of all."""


class Enrolment(StrEnum):
    DONE = "done"
    TOO_FEW = "too few utterances"
    TOO_SHORT = "an utterance is too short or too quiet"
    NOT_ONE_VOICE = "the utterances are not of one voice"


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    voice: Samples


class KnownVoices:
    """The voices enrolled on this machine; belongs to one thread.

    ``SpeechError`` if what is stored cannot be read or written; ``forget_all`` works even then.
    """

    def __init__(self, encoder: SpeakerEncoder, directory: Path) -> None:
        self._encoder = encoder
        self._folder = SealedFolder(directory)
        self._known = {name: _Known(name, _vector(kept)) for name, kept in self._folder.read()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._known))

    def propose(self, sound: Sound) -> str | None:
        """The name of the profile this may be; None if it is nobody's voice for sure."""
        if not self._known or sound.duration_s < LEAST_S:
            return None
        try:
            voice = self._encoder.embed(sound)
        except EngineError:
            return None
        return self._closest(voice)

    def enrol(self, name: str, sounds: Sequence[Sound]) -> Enrolment:
        """Keep the voice under a profile's name, in place of what was kept under it before."""
        if len(sounds) < ENOUGH_UTTERANCES:
            return Enrolment.TOO_FEW
        if any(sound.duration_s < LEAST_S for sound in sounds):
            return Enrolment.TOO_SHORT
        try:
            voices = np.stack([self._encoder.embed(sound) for sound in sounds])
        except EngineError:
            return Enrolment.TOO_SHORT
        mean = _unit(voices.mean(axis=0))
        if float((voices @ mean).min()) < _ONE_VOICE:
            return Enrolment.NOT_ONE_VOICE
        self._folder.write(name, mean.astype("<f4").tobytes())
        self._known[name] = _Known(name, mean)
        return Enrolment.DONE

    def forget(self, name: str) -> bool:
        """Whether there was such a voice; afterwards there is none, in memory or on disk."""
        self._known.pop(name, None)
        return self._folder.erase(name)

    def forget_all(self) -> None:
        """Erase every voice and the key that could have opened a copy of one."""
        self._known.clear()
        self._folder.erase_all()

    def _closest(self, voice: Samples) -> str | None:
        likeness = sorted(
            ((float(known.voice @ voice), known.name) for known in self._known.values()),
            reverse=True,
        )
        best, name = likeness[0]
        second = likeness[1][0] if len(likeness) > 1 else -1.0
        return name if best >= THRESHOLD and best - second >= MARGIN else None


def erase_voices(directory: Path) -> None:
    """``forget_all`` without an encoder, and when what is stored cannot be read."""
    SealedFolder(directory).erase_all()


def _vector(kept: bytes) -> Samples:
    return np.frombuffer(kept, dtype="<f4")


def _unit(vector: Samples) -> Samples:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
