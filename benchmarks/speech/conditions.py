"""What a command is heard in: silence, or one of five noises at one of four ratios.

Every command meets another noise with every voice and ratio, so that at each ratio all noises
weigh the same. The noise is the same on every machine.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.speech import noise
from models import HEARING_RATE_HZ, Samples

NOISES = ("road", "engine", "babble", "music", "rain")
RATIOS_DB: tuple[int | None, ...] = (None, 20, 10, 5, 0)
"""None is clean."""
_MADE_S = 60.0
_SEEDS = range(100, 105)
_MARGIN = HEARING_RATE_HZ * 3 // 10
"""Before and after the words, as the endpointer leaves it."""


def name(ratio_db: int | None) -> str:
    return "clean" if ratio_db is None else f"{ratio_db} dB"


def noise_of(command: int, voice: int, ratio_db: int | None) -> str:
    """Which noise this command meets; none when clean."""
    if ratio_db is None:
        return ""
    return NOISES[(command + voice + RATIOS_DB.index(ratio_db)) % len(NOISES)]


class Surroundings:
    """Every noise of the benchmark, each made when it is first met."""

    def __init__(self, talk: Sequence[Samples]) -> None:
        self._makers = makers(talk)
        self._made: dict[str, Samples] = {}

    def around(self, samples: Samples, kind: str, ratio_db: int | None, seed: int) -> Samples:
        """The words with a margin around them and the noise over all of it."""
        framed = np.pad(samples, _MARGIN)
        if ratio_db is None:
            return framed
        if kind not in self._made:
            self._made[kind] = self._makers[kind](_MADE_S, _SEEDS[NOISES.index(kind)])
        return noise.mix(framed, self._made[kind], ratio_db, seed)


def makers(talk: Sequence[Samples]) -> Mapping[str, Callable[[float, int], Samples]]:
    """Every noise by its name, from seconds and a seed."""

    def crowd(duration_s: float, seed: int) -> Samples:
        return noise.babble(duration_s, talk, seed)

    return {
        "road": noise.road,
        "engine": noise.engine,
        "babble": crowd,
        "music": noise.music,
        "rain": noise.rain,
    }
