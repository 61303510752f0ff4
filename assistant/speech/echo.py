"""Whether it is the driver who speaks while the car does, or only the car's own echo.

What the loudspeaker gave is known. While the car speaks it is learned how late and, band by band,
how much of it comes back at most; sound that exceeds that bound in several bands for three frames
is somebody else, and nothing is learned from it. Nothing is taken out of the sound: once the
driver speaks the car is silent, and its echo with it. Until ``_LEARNING_FRAMES`` of the car's own
voice were heard, 1.2 s after a start, nobody can interrupt it.
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
_EXCESS = 6.0
"""In power: 8 dB above all that the echo was so far."""
_NOISE_EXCESS = 12.0
"""The road is no steady noise: 11 dB above its mean."""
_EXCESS_BANDS = 6
_WINDOW_FRAMES = 6
_EXCESS_FRAMES = 3
_ECHO_FRAMES = 16
"""Delay and reverberation of a cabin together: 0.26 s."""
_DECAY = 0.75
"""Of an echo, from frame to frame of 16 ms, in power."""
_BEFORE = 0.3
"""The same of what is played but not yet due: frames overlap, and delays are seldom whole."""
_DELAY_FRAMES = 25
"""Of our voice, until the delay of the cabin is known."""
_LEARNING_FRAMES = 75
_IS_PLAYED = 1e-6
_RISE = 0.25
_FALL = 0.999
_NOISE_CHANGE = 0.1


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
        self._alike = np.zeros(_ECHO_FRAMES)
        self._fading = np.ones((_ECHO_FRAMES, 1))
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
        given_lately = np.stack(self._played)
        echo = (given_lately * self._fading).max(0)
        if echo.sum() < _IS_PLAYED:
            self._noise += _NOISE_CHANGE * (power - self._noise)
            self._exceeded.clear()
            return
        bound = _EXCESS * self._gain * echo + _NOISE_EXCESS * self._noise
        is_known = self._learned_frames >= _LEARNING_FRAMES
        is_over = int((power > bound).sum()) >= _EXCESS_BANDS
        self._exceeded.append(is_known and is_over)
        if self._learned_frames <= _DELAY_FRAMES:
            self._find_delay(power, given_lately)
        if not (is_known and is_over):
            self._learn(power, echo, is_known)

    def _find_delay(self, power: _Bands, given_lately: _Bands) -> None:
        """Which frame of ours the microphone hears now: the one whose loudness goes along."""
        self._alike += np.sqrt(given_lately).sum(axis=1) * np.sqrt(power).sum()
        if self._learned_frames == _DELAY_FRAMES:
            after = np.arange(_ECHO_FRAMES) - int(np.argmax(self._alike))
            fading = np.where(after < 0, _BEFORE**-after, _DECAY ** np.maximum(after, 0))
            self._fading = fading[:, np.newaxis]
            self._gain = np.zeros_like(self._gain)

    def _learn(self, power: _Bands, echo: _Bands, is_known: bool) -> None:
        is_told = echo > 0.01 * echo.max()
        from_us = np.maximum(power - _EXCESS * self._noise, 0.0)
        ratio = np.where(is_told, from_us / np.maximum(echo, 1e-12), 0.0)
        if is_known:
            ratio = np.minimum(ratio, 4 * self._gain + 1e-9)
        higher = self._gain + (_RISE if is_known else 1.0) * (ratio - self._gain)
        self._gain = np.where(ratio > self._gain, higher, self._gain * _FALL)
        self._learned_frames += 1

    def _bands(self, frame: Samples) -> _Bands:
        spectrum = np.abs(np.fft.rfft(frame * self._window)) ** 2 / _FRAME
        return np.asarray(np.add.reduceat(spectrum, self._edges)[: len(_BAND_EDGES_HZ) - 1])
