"""Whether it is the driver who speaks while the car does, or only the car's own echo.

The echo that is known is taken out (``echo_path``); what is left is compared, band by band, with
the road's noise and with the echo that may still be in it. Somebody speaks when it is clearly more
over all bands for three frames of 16 ms. How much echo is left for what is known of it is learned
from the car's own voice, so in the first seconds of it after a start one has to speak up.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from assistant.speech.echo_path import HOP, EchoPath
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Samples

_Bands = NDArray[np.float64]
_FRAME = 2 * HOP
_BAND_EDGES_HZ = (200, 300, 400, 500, 620, 760, 920, 1100, 1300, 1530, 1800, 2100, 2450, 2850,
                  3300, 3800, 4400, 5100, 5900, 6800)  # fmt: skip
_BANDS = len(_BAND_EDGES_HZ) - 1
_EXCESS_DB = 4.5
"""Mean over bands and frames. The car alone stayed below 4 in 288 replies of made cabins."""
_EXCESS_AT_FIRST_DB = 8.0
_EXCESS_FRAMES = 3
_BAND_EXCESS_DB = 30.0
"""One band counts no more than this, and never less than nothing."""
_COMMON_SHARE = 0.5
"""Of what three quarters of the bands exceed: a lorry is loud in all of them."""
_HANN_POWER = 0.75
"""Of two neighbouring hops of an FFT without a window, to compare with a frame that has one."""

_IS_PLAYED = 1e-6
_ECHO_HOPS = 16
"""Our voice is over when nothing was played for 0.26 s."""
_LEARNING_HOPS = 60
_FIRST_HOPS = 150
"""2.4 s of our voice."""
_LEAK_SHARE = 0.02
"""Of the known echo, in power, is what a loudspeaker adds that no linear filter knows."""
_LEAK_AT_FIRST = 4.0
_LEAK_RISE, _LEAK_FALL = 0.15, 0.02
_LEAK_STEP = 8.0
_LEAK_RANGE = (0.05, 1e3)
_LEARN_BELOW_DB = 3.0
"""What exceeds more may be somebody, and teaches nothing about our echo."""
_ECHO_DECAY = 0.3

_SILENCE = 1e-10
_NOISE_AT_FIRST_DB = -60.0
_NOISE_FIRST_HOPS = 12
_NOISE_RATE_AT_FIRST, _NOISE_RATE = 0.4, 0.25
_NOISE_RISE_DB, _NOISE_FALL_DB = 0.5, 1.0
"""A hop: a syllable does not lift the road."""
_NOISE_MEMORY = 0.01
_NOISE_DROP_DB = 3.0
"""A lull of so much under the usual noise is not believed."""


class EchoGate:
    """``take`` every block, in order; ``driver_speaks`` is about the last of them."""

    def __init__(self) -> None:
        bins_hz = np.fft.rfftfreq(_FRAME, 1 / HEARING_RATE_HZ)
        self._edges = np.searchsorted(bins_hz, _BAND_EDGES_HZ)
        self._window = np.hanning(_FRAME)
        self._path = EchoPath()
        self._rest: Samples = np.zeros(HOP, np.float32)
        self._echo: Samples = np.zeros(HOP, np.float32)
        self._unsure: _Bands = np.zeros(_BANDS)
        self._lately: _Bands = np.zeros(_BANDS)
        self._leak: _Bands = np.full(_BANDS, _LEAK_AT_FIRST)
        self._noise = _Noise()
        self._silent_hops = _ECHO_HOPS
        self._our_hops = 0
        self._excess_db: deque[float] = deque([0.0] * _EXCESS_FRAMES, _EXCESS_FRAMES)
        self.driver_speaks = False

    def take(self, block: Samples, played: Samples) -> None:
        """One block of the microphone and what was played meanwhile, each of shape (512,)."""
        self.driver_speaks = False
        for hop in (slice(start, start + HOP) for start in range(0, DETECTOR_CHUNK, HOP)):
            self.driver_speaks |= self._exceeds(block[hop], played[hop])

    def _exceeds(self, heard: Samples, played: Samples) -> bool:
        split = self._path.take(heard, played)
        unsure = self._by_band(split.unsure) * _HANN_POWER
        rest, echo = self._power(self._rest, split.rest), self._power(self._echo, split.echo)
        left = _LEAK_SHARE * np.maximum(echo, _ECHO_DECAY * self._lately)
        left = left + (unsure + self._unsure) / 2
        self._lately = np.maximum(echo, _ECHO_DECAY * self._lately)
        self._rest, self._echo, self._unsure = split.rest, split.echo, unsure
        self._silent_hops = 0 if np.square(played).sum() > _IS_PLAYED else self._silent_hops + 1
        is_ours = self._silent_hops < _ECHO_HOPS
        self._our_hops += is_ours
        excess_db = self._excess(rest, left)
        self._noise.learn(rest, self._leak * left)
        if is_ours and (excess_db < _LEARN_BELOW_DB or self._our_hops < _LEARNING_HOPS):
            self._learn(rest, left)
        self._excess_db.append(excess_db)
        is_known = self._our_hops > _FIRST_HOPS
        least_db = _EXCESS_DB if is_known else _EXCESS_AT_FIRST_DB
        may_be = is_ours and self._our_hops > _LEARNING_HOPS
        return may_be and sum(self._excess_db) / _EXCESS_FRAMES > least_db

    def _excess(self, rest: _Bands, left: _Bands) -> float:
        """dB over what echo and noise explain, over all bands."""
        over_db = _db(rest) - _db(self._leak * left + self._noise.power)
        over_db -= _COMMON_SHARE * max(0.0, float(np.quantile(over_db, 0.25)))
        return float(np.clip(over_db, 0.0, _BAND_EXCESS_DB).mean())

    def _learn(self, rest: _Bands, left: _Bands) -> None:
        """How much of what may be left of the echo is left."""
        noise = self._noise.power
        from_us = np.maximum(rest - noise, 0.0) / np.maximum(left, _SILENCE**2)
        step = np.log(np.clip(from_us / self._leak, 1 / _LEAK_STEP, _LEAK_STEP))
        step *= np.where(step > 0, _LEAK_RISE, _LEAK_FALL)
        is_heard = self._leak * left > 0.3 * noise
        self._leak = np.clip(self._leak * np.exp(np.where(is_heard, step, 0.0)), *_LEAK_RANGE)

    def _power(self, before: Samples, hop: Samples) -> _Bands:
        frame = np.concatenate((before, hop)) * self._window
        return self._by_band(np.abs(np.fft.rfft(frame)) ** 2)

    def _by_band(self, power: NDArray[np.float64]) -> _Bands:
        return np.asarray(np.add.reduceat(power, self._edges)[:_BANDS] / _FRAME)


class _Noise:
    """What is heard besides any voice, in dB by band; it may change only slowly."""

    def __init__(self) -> None:
        self._now_db: _Bands = np.full(_BANDS, _NOISE_AT_FIRST_DB)
        self._usual_db = self._now_db
        self._hops = 0

    @property
    def power(self) -> _Bands:
        lull_db = self._usual_db - _NOISE_DROP_DB
        return np.asarray(10 ** (np.maximum(self._now_db, lull_db) / 10))

    def learn(self, rest: _Bands, echo: _Bands) -> None:
        """Bands in which echo hides the noise follow the mean of the others."""
        is_seen = echo < 0.5 * self.power
        is_first = self._hops < _NOISE_FIRST_HOPS
        self._hops += 1
        rate = _NOISE_RATE_AT_FIRST if is_first else _NOISE_RATE
        highest_db = -_NOISE_AT_FIRST_DB if is_first else _NOISE_RISE_DB
        step_db = np.clip(rate * (_db(rest) - self._now_db), -_NOISE_FALL_DB, highest_db)
        common_db = step_db[is_seen].sum() / max(int(is_seen.sum()), 4)
        self._now_db = self._now_db + np.where(is_seen, step_db, common_db)
        usual_db = self._usual_db + _NOISE_MEMORY * (self._now_db - self._usual_db)
        self._usual_db = self._now_db if is_first else usual_db


def _db(power: _Bands) -> _Bands:
    return np.asarray(10 * np.log10(np.maximum(power, _SILENCE)))
