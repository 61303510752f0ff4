"""Which seat somebody spoke from, where the car has a microphone for each.

Channels stand for seats in the order of ``SEATS``. A seat is only named when its microphone is
clearly louder than every other; otherwise whoever asks keeps what was said to be the speaker.
"""

import numpy as np

from models import Samples
from vehicle_bus import Zone

SEATS = (Zone.DRIVER, Zone.PASSENGER, Zone.REAR_LEFT, Zone.REAR_RIGHT)
_CLEARLY_LOUDER = 4.0
"""In power: 6 dB."""


class SeatMeter:
    """Adds up what each microphone heard of one utterance."""

    def __init__(self) -> None:
        self._power = np.zeros(len(SEATS))

    def add(self, channels: Samples) -> None:
        """``channels``: shape (n, microphones)."""
        heard = np.square(channels[:, : len(SEATS)], dtype=np.float64).sum(axis=0)
        self._power[: len(heard)] += heard

    def seat(self) -> Zone | None:
        loudest, other = np.sort(self._power)[[-1, -2]]
        is_clear = other > 0 and loudest > _CLEARLY_LOUDER * other
        return SEATS[int(np.argmax(self._power))] if is_clear else None

    def reset(self) -> None:
        self._power[:] = 0.0


def mixed(channels: Samples) -> Samples:
    """All microphones as one: shape (n,)."""
    mono: Samples = channels.mean(axis=1, dtype=np.float32)
    return mono
