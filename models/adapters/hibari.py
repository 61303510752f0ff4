"""The Hibari voice: a small vocoder that says a short sentence in a few milliseconds.

Its noise is seeded, so the same text always gives the same samples. One rule: a request is
taken back between sentences. Spelling to sound comes from files inside the ``hibari`` package;
only the weights are the model given here.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import hibari
import numpy as np

from models.engine import Cancel
from models.errors import CancelledError, EngineClosedError, EngineError, EngineLoadError
from models.sound import Sound

_SEED = 0
_THREADS = 1


class HibariVoice:
    """A ``Voice``; gives one piece of sound for each sentence."""

    def __init__(self, model: Path) -> None:
        try:
            weights = hashlib.sha256(model.read_bytes()).hexdigest()
            self._engine: hibari.Hibari | None = hibari.Hibari(model=str(model), threads=_THREADS)
            self._engine("Ready.", seed=_SEED)
        except Exception as error:
            raise EngineLoadError("Hibari did not load this voice") from error
        settings = f"hibari {version('hibari-tts')} {_SEED} {weights}"
        self._digest = hashlib.sha256(settings.encode()).hexdigest()

    @property
    def digest(self) -> str:
        return self._digest

    @property
    def rate_hz(self) -> int:
        return int(hibari.SAMPLE_RATE)

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        if self._engine is None:
            raise EngineClosedError("the voice was closed")
        pieces = self._engine.stream(text.encode("utf-8", "replace").decode(), pace, _SEED)
        while True:
            if cancel is not None and cancel.is_cancelled:
                raise CancelledError("the request was taken back")
            try:
                piece = next(pieces, None)
            except Exception as error:
                raise EngineError("Hibari could not say this") from error
            if piece is None:
                return
            if len(piece):
                yield Sound(np.clip(piece, -1.0, 1.0).astype(np.float32), self.rate_hz)

    def close(self) -> None:
        self._engine = None
