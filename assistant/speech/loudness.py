"""How loud a voice is: the same for every voice, louder the faster the car, never clipped.

One rule: ``loud`` gives back samples within -1 and 1, whatever comes in. The volume of the
loudspeaker itself is not touched.
"""

import numpy as np

from models import Samples, Sound

_LEVEL_DB = -23.0
"""Mean level of a voice in a standing car, against full scale."""
_QUIET_KMH = 30.0
_DB_PER_KMH = 0.07
_MOST_DB = 8.0
_UNKNOWN_KMH = 50.0
_KNEE = 0.7
_SILENCE = 1e-4
_MOST_FACTOR = 8.0


def gain_db(speed_kmh: float | None) -> float:
    """Decibels against a standing car; an unknown speed is taken for a town's."""
    speed = _UNKNOWN_KMH if speed_kmh is None or not np.isfinite(speed_kmh) else speed_kmh
    return min(max(0.0, (speed - _QUIET_KMH) * _DB_PER_KMH), _MOST_DB)


def loud(sound: Sound, gain: float) -> Sound:
    """The sound at the voice's level plus ``gain`` decibels; peaks bend instead of breaking."""
    level = float(np.sqrt(np.mean(np.square(sound.samples)))) if len(sound.samples) else 0.0
    if level < _SILENCE:
        return sound
    factor = min(10 ** ((_LEVEL_DB + gain) / 20) / level, _MOST_FACTOR)
    return Sound(_bent(sound.samples * np.float32(factor)), sound.rate_hz)


def _bent(samples: Samples) -> Samples:
    size = np.abs(samples)
    room = 1.0 - _KNEE
    over = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size <= _KNEE, samples, np.sign(samples) * over).astype(np.float32)
