"""Short soft tones in place of words. Each is told from the others by number, pitch and direction.

One rule: none lasts 200 ms, all fade in and out. They are computed, not recorded; when which one is
played is not decided here.
"""

from enum import StrEnum
from functools import cache

import numpy as np

from models import HEARING_RATE_HZ, Samples, Sound

_PEAK = 0.2
_FADE_S = 0.012
_GAP_S = 0.02
_OVERTONE = 0.25


class Tone(StrEnum):
    WAKE = "wake"
    DONE = "done"
    MUTED = "muted"


_NOTES: dict[Tone, tuple[tuple[float, float], ...]] = {
    Tone.WAKE: ((660.0, 0.07), (990.0, 0.09)),
    Tone.DONE: ((784.0, 0.11),),
    Tone.MUTED: ((220.0, 0.15),),
}
"""Hertz and seconds: rising, one, one deep."""


@cache
def tone(kind: Tone) -> Sound:
    gap = np.zeros(round(_GAP_S * HEARING_RATE_HZ), np.float32)
    parts: list[Samples] = []
    for hertz, seconds in _NOTES[kind]:
        parts += [gap, _note(hertz, seconds)]
    samples = np.concatenate(parts[1:])
    samples.flags.writeable = False
    return Sound(samples, HEARING_RATE_HZ)


def _note(hertz: float, seconds: float) -> Samples:
    phase = 2 * np.pi * hertz * np.arange(round(seconds * HEARING_RATE_HZ)) / HEARING_RATE_HZ
    wave = (np.sin(phase) + _OVERTONE * np.sin(2 * phase)) / (1 + _OVERTONE)
    edge = round(_FADE_S * HEARING_RATE_HZ)
    ramp = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    wave[:edge] *= ramp
    wave[-edge:] *= ramp[::-1]
    return (_PEAK * wave).astype(np.float32)
