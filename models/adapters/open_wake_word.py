"""Wake words by pyopen-wakeword, whose wheel brings TensorFlow Lite and the feature models.

One rule: one utterance wakes once. A score must stay above ``THRESHOLD`` for two steps of 80 ms,
and after it nothing is heard for ``REFRACTORY_S``. Which phrase it is follows from the name of
the model's file, unless it is told.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pyopen_wakeword import OpenWakeWord as Scorer
from pyopen_wakeword import OpenWakeWordFeatures as Features

from models.errors import EngineLoadError
from models.sound import HEARING_RATE_HZ, Samples

THRESHOLD = 0.5
"""Measured for "hey jarvis" on ten synthetic voices: 97 % heard clean, of neural voices at 10 and
5 dB 94 %; in 1.3 h of talk, road, babble and music nothing woke. One step alone woke twice."""
STEPS_ABOVE = 2
REFRACTORY_S = 1.6
_STEP = 1280
"""Samples of one step, 80 ms."""
_REFRACTORY_STEPS = round(REFRACTORY_S * HEARING_RATE_HZ / _STEP)
_FEATURE_BYTES = 96 * 4
_MARK = b"TFL3"
"""Bytes 4 to 8 of every TensorFlow Lite file; the library does not look and would crash."""
_FULL_SCALE = 32767


class OpenWakeWord:
    """A ``WakeWord``; ``EngineLoadError`` if the file is no wake word of this kind."""

    def __init__(self, model: Path, phrase: str | None = None) -> None:
        self.phrase = phrase or model.stem.replace("_", " ").replace("-", " ")
        self._features, self._scorer = _load(model)
        self._waiting: Samples = np.zeros(0, dtype=np.float32)
        self._above = 0
        self._deaf = 0
        self._score(np.zeros(_STEP, dtype=np.float32))
        self._quiet = self._remembered()

    def heard(self, samples: Samples) -> bool:
        waiting = np.concatenate((self._waiting, samples))
        whole = len(waiting) // _STEP * _STEP
        self._waiting = waiting[whole:]
        wakes = False
        for step in waiting[:whole].reshape(-1, _STEP):
            wakes |= self._wakes(self._score(step))
        return wakes

    def reset(self) -> None:
        """Forget what was heard; as quick as a step, because the silence before is kept."""
        audio, mels, embeddings = self._quiet
        self._features.audio[:], self._features.mels[:] = audio, mels
        self._scorer.embeddings[:] = embeddings
        self._waiting = self._waiting[:0]
        self._above = self._deaf = 0

    def _wakes(self, score: float) -> bool:
        self._deaf = max(0, self._deaf - 1)
        self._above = self._above + 1 if score >= THRESHOLD else 0
        if self._deaf or self._above < STEPS_ABOVE:
            return False
        self._deaf = _REFRACTORY_STEPS
        return True

    def _score(self, step: Samples) -> float:
        pcm = (np.clip(step, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()
        return max(self._scores(pcm), default=0.0)

    def _scores(self, pcm: bytes) -> Iterator[float]:
        for embeddings in self._features.process_streaming(pcm):
            yield from self._scorer.process_streaming(embeddings)

    def _remembered(self) -> tuple[Samples, Samples, Samples]:
        features, scorer = self._features, self._scorer
        return features.audio.copy(), features.mels.copy(), scorer.embeddings.copy()


def _load(model: Path) -> tuple[Features, Scorer]:
    try:
        _check_mark(model)
        features, scorer = Features.from_builtin(), Scorer.from_model(model)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineLoadError(f"{model.name} cannot be loaded") from error
    takes = scorer.lib.TfLiteTensorByteSize(scorer.input_tensor)
    if takes != scorer.input_windows * _FEATURE_BYTES:
        raise EngineLoadError(f"{model.name} is not an openWakeWord model")
    return features, scorer


def _check_mark(model: Path) -> None:
    with model.open("rb") as file:
        if file.read(8)[4:] != _MARK:
            raise EngineLoadError(f"{model.name} is not a TensorFlow Lite file")
