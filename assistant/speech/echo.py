"""Whether it is the driver who speaks while the car does, or only the car's own echo.

What the loudspeaker gave is known. How much of it comes back, band by band, is learned while the
car speaks, as an upper bound; sound that exceeds the bound in several bands for a tenth of a
second is somebody else. Nothing is taken out of the sound: once the driver speaks the car is
silent, and its echo with it. Of the first reply after a start only the beginning is used to learn,
so nobody can interrupt its first ``_LEARNING_FRAMES``.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Samples

_Bands = NDArray[np.float64]
_FRAME = 512
_HOP = 256
_BAND_EDGES_HZ = (200, 300, 400, 500, 620, 760, 920, 1100, 1300, 1530, 1800, 2100, 2450, 2850,
                  3300, 3800, 4400, 5100, 5900, 6800)  # fmt: skip
_EXCESS = 4.0
"""In power: 6 dB above all that the echo can be."""
_EXCESS_BANDS = 4
_WINDOW_FRAMES = 6
_EXCESS_FRAMES = 4
_ECHO_FRAMES = 16
"""Delay and reverberation of a cabin together: 0.26 s."""
_DECAY = 0.75
"""Of an echo, from frame to frame, in power."""
_LEARNING_FRAMES = 30
_IS_PLAYED = 1e-6
_RISE = 0.25
_FALL = 0.999
_NOISE_CHANGE = 0.05


class EchoGate:
    """``take`` every block, in order; ``driver_speaks`` is about the last of them."""

    def __init__(self) -> None:
        bins_hz = np.fft.rfftfreq(_FRAME, 1 / HEARING_RATE_HZ)
        self._edges = np.searchsorted(bins_hz, _BAND_EDGES_HZ)
        self._window = np.hanning(_FRAME)
        self._heard_before: Samples = np.zeros(_FRAME - _HOP, np.float32)
        self._played_before: Samples = np.zeros(_FRAME - _HOP, np.float32)
        bands = len(_BAND_EDGES_HZ) - 1
        self._played: deque[_Bands] = deque([np.zeros(bands)] * _ECHO_FRAMES, _ECHO_FRAMES)
        self._gain: _Bands = np.zeros(bands)
        self._noise: _Bands = np.full(bands, 1e-9)
        self._learned_frames = 0
        self._exceeded: deque[bool] = deque(maxlen=_WINDOW_FRAMES)

    @property
    def driver_speaks(self) -> bool:
        return sum(self._exceeded) >= _EXCESS_FRAMES

    def take(self, block: Samples, played: Samples) -> None:
        """One block of the microphone and what was played meanwhile, each of shape (512,)."""
        heard = np.concatenate((self._heard_before, block))
        given = np.concatenate((self._played_before, played))
        for start in range(0, DETECTOR_CHUNK, _HOP):
            self._frame(heard[start : start + _FRAME], given[start : start + _FRAME])
        self._heard_before, self._played_before = heard[-_HOP:], given[-_HOP:]

    def _frame(self, heard: Samples, given: Samples) -> None:
        power = self._bands(heard)
        self._played.appendleft(self._bands(given))
        fading = _DECAY ** np.arange(_ECHO_FRAMES)[:, np.newaxis]
        echo = (np.stack(self._played) * np.maximum(fading, _DECAY**4)).max(0)
        if echo.sum() < _IS_PLAYED:
            self._noise += _NOISE_CHANGE * (power - self._noise)
            self._exceeded.clear()
            return
        bound = _EXCESS * (self._gain * echo + self._noise)
        is_known = self._learned_frames >= _LEARNING_FRAMES
        is_over = int((power > bound).sum()) >= _EXCESS_BANDS
        self._exceeded.append(is_known and is_over)
        if not self.driver_speaks:
            self._learn(power, echo, is_known)

    def _learn(self, power: _Bands, echo: _Bands, is_known: bool) -> None:
        is_told = echo > 0.01 * echo.max()
        ratio = np.where(is_told, power / np.maximum(echo, 1e-12), 0.0)
        if is_known:
            ratio = np.minimum(ratio, 4 * self._gain + 1e-9)
        higher = self._gain + (_RISE if is_known else 1.0) * (ratio - self._gain)
        self._gain = np.where(ratio > self._gain, higher, self._gain * _FALL)
        self._learned_frames += 1

    def _bands(self, frame: Samples) -> _Bands:
        spectrum = np.abs(np.fft.rfft(frame * self._window)) ** 2 / _FRAME
        return np.asarray(np.add.reduceat(spectrum, self._edges)[: len(_BAND_EDGES_HZ) - 1])
