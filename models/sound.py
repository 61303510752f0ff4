"""Sound as every engine of this package takes and gives it: one channel of floats and its rate.

Reading files and devices is not done here; ``assistant.speech`` does that.
"""

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

HEARING_RATE_HZ = 16_000
"""What recogniser, speech detector, wake word and speaker encoder listen at."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    samples: Samples
    """Shape (n,), -1 to 1."""
    rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate_hz

    def at(self, rate_hz: int) -> "Sound":
        """The same sound at another rate."""
        if rate_hz == self.rate_hz:
            return self
        return Sound(soxr.resample(self.samples, self.rate_hz, rate_hz), rate_hz)
