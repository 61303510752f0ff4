"""The way from our loudspeaker to our microphone, learned while the car speaks.

A partitioned frequency-domain Kalman filter (Enzner and Vary, Signal Processing 86, 2006; in
partitions Kuech, Mabande and Enzner, ICASSP 2014) of 17 partitions of 16 ms each: delay and
reverberation of a cabin together, 0.27 s. It knows how unsure it is of each partition, and learns
the slower the more it hears that is not the echo, so nobody has to tell it when the driver speaks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import Samples

HOP = 256
_PARTITIONS = 17
_BINS = HOP + 1
_KEPT = 0.995
"""How much of the way is the same a hop later."""
_MOVING = 0.01
"""Share of the whole way that may turn up in any part of it: a seat moves, a window opens."""
_UNSURE_AT_FIRST = 0.1
_OTHER_AT_FIRST = 1e-4
_OTHER_KEPT = 0.9
"""Smoothing of the power of what is not the echo."""
_TINY = 1e-10

_Spectrum = NDArray[np.complex128]
_Power = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Split:
    """One hop of the microphone, taken apart."""

    echo: Samples
    """What came from us, as far as it is known; shape (256,)."""
    rest: Samples
    """All else; shape (256,)."""
    unsure: _Power
    """Power of the echo that may still be in ``rest``, by bin of an FFT of 512; shape (257,)."""


class EchoPath:
    def __init__(self) -> None:
        self._way: _Spectrum = np.zeros((_PARTITIONS, _BINS), np.complex128)
        self._played: _Spectrum = np.zeros((_PARTITIONS, _BINS), np.complex128)
        self._unsure: _Power = np.full((_PARTITIONS, _BINS), _UNSURE_AT_FIRST)
        self._other: _Power = np.full(_BINS, _OTHER_AT_FIRST)
        self._before: Samples = np.zeros(HOP, np.float32)

    def take(self, heard: Samples, played: Samples) -> Split:
        """One hop of the microphone and what was played meanwhile, each of shape (256,)."""
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate((self._before, played)))
        self._before = played
        power = np.abs(self._played) ** 2
        echo = self._echo()
        rest = heard - echo
        unsure = (power * self._unsure).sum(axis=0)
        gain = self._unsure / (unsure + 2 * self._other + _TINY)
        step = np.fft.irfft(gain * self._played.conj() * _spectrum(rest))
        step[:, HOP:] = 0.0
        self._way += np.fft.rfft(step)
        other = np.abs(_spectrum(heard - self._echo())) ** 2
        self._other = _OTHER_KEPT * self._other + (1 - _OTHER_KEPT) * other
        learned = (1 - 0.5 * gain * power) * self._unsure
        strength = np.abs(self._way) ** 2
        drift = (1 - _KEPT**2) * (strength + _MOVING * strength.sum(axis=0))
        self._unsure = _KEPT**2 * learned + drift
        return Split(echo, rest, 0.5 * unsure)

    def _echo(self) -> Samples:
        whole = np.fft.irfft((self._played * self._way).sum(axis=0))
        return np.asarray(whole[HOP:], dtype=np.float32)


def _spectrum(hop: Samples) -> _Spectrum:
    return np.asarray(np.fft.rfft(np.concatenate((np.zeros(HOP), hop))))
