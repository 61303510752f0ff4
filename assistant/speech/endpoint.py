"""Where an utterance begins and ends, judged block by block.

Speech begins after ``_TO_BEGIN`` blocks above the upper threshold, so that a click or a cough does
not, and goes on while the probability stays above the lower one. A pause of ``_TO_PAUSE`` blocks is
told at once, for recognising may begin; silence of ``patience_s`` ends the utterance. What was
said is kept only until ``reset``, and never more than ``LONGEST_S`` of it.
"""

from collections import deque
from enum import StrEnum

import numpy as np

from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Samples, Sound, SpeechDetector

LONGEST_S = 15.0
PATIENCE_S = 0.5
_BLOCK_S = DETECTOR_CHUNK / HEARING_RATE_HZ
_BEGINS_ABOVE = 0.5
_GOES_ON_ABOVE = 0.35
_TO_BEGIN = 3
_TO_PAUSE = 5
_LEAD_IN_BLOCKS = 10
"""0.32 s before the first sure speech: soft beginnings lie there."""
_LEAD_OUT_BLOCKS = 6
"""0.2 s after the last speech; of a longer pause no more is handed on."""


class Change(StrEnum):
    BEGAN = "began"
    PAUSED = "paused"
    """Long enough to begin recognising; it may still go on."""
    RESUMED = "resumed"
    ENDED = "ended"


class Endpointer:
    """``patience_s`` may be set at any time: what was said so far may tell how long to wait."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = detector
        self._lead_in: deque[Samples] = deque(maxlen=_LEAD_IN_BLOCKS + _TO_BEGIN)
        self._said: list[Samples] = []
        self._above = 0
        self._quiet = 0
        self.patience_s = PATIENCE_S

    @property
    def is_open(self) -> bool:
        """An utterance has begun and has not ended."""
        return bool(self._said)

    @property
    def quiet_s(self) -> float:
        """How long the pause is by now."""
        return self._quiet * _BLOCK_S

    def take(self, block: Samples) -> Change | None:
        """The next 512 samples; what changed with them, if anything did."""
        probability = self._detector.probability(block)
        if not self._said:
            return self._before(block, probability)
        self._said.append(block)
        if probability >= _GOES_ON_ABOVE:
            was_paused, self._quiet = self._quiet >= _TO_PAUSE, 0
            if len(self._said) * _BLOCK_S >= LONGEST_S:
                return Change.ENDED
            return Change.RESUMED if was_paused else None
        self._quiet += 1
        if self.quiet_s >= max(self.patience_s, _TO_PAUSE * _BLOCK_S):
            return Change.ENDED
        return Change.PAUSED if self._quiet == _TO_PAUSE else None

    def utterance(self) -> Sound:
        """What was said so far, from a little before it to a little after."""
        surplus = max(0, self._quiet - _LEAD_OUT_BLOCKS)
        blocks = self._said[: len(self._said) - surplus]
        whole = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
        return Sound(whole, HEARING_RATE_HZ)

    def reset(self) -> None:
        """Forget all sound and begin anew."""
        self._detector.reset()
        self._lead_in.clear()
        self._said = []
        self._above = self._quiet = 0

    def _before(self, block: Samples, probability: float) -> Change | None:
        self._lead_in.append(block)
        self._above = self._above + 1 if probability >= _BEGINS_ABOVE else 0
        if self._above < _TO_BEGIN:
            return None
        self._said = list(self._lead_in)
        self._lead_in.clear()
        self._above = self._quiet = 0
        return Change.BEGAN
