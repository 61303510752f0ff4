"""The sounds of a car that nobody should mistake for words, made from random numbers.

All makers give samples of unit power at ``HEARING_RATE_HZ``, the same for the same seed. ``mix``
is the one place where a ratio of speech to noise gets its meaning: power of the speech *while
somebody speaks* against power of the noise. Needs numpy alone.
"""

from collections.abc import Sequence

import numpy as np

from models import HEARING_RATE_HZ, Samples

SPEECH_RMS = 0.05
"""The level that every voice is brought to, -26 dB of full scale."""

_FRAME = 320
_ACTIVE_BELOW_PEAK = 1e-3
"""Frames of 20 ms within 30 dB of the loudest count as speech."""
_PEAK = 0.99


def active_rms(samples: Samples) -> float:
    """The level of the speech in these samples, its pauses left out; 0 for silence."""
    whole = samples[: len(samples) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    power = (whole**2).mean(axis=1)
    if not len(power) or not power.max():
        return 0.0
    return float(np.sqrt(power[power > power.max() * _ACTIVE_BELOW_PEAK].mean()))


def levelled(samples: Samples, rms: float = SPEECH_RMS) -> Samples:
    """The same speech at a given active level, quieter where it would clip."""
    gain = rms / max(active_rms(samples), 1e-9)
    return _within(samples.astype(np.float64) * gain)


def mix(speech: Samples, noise: Samples, snr_db: float, seed: int = 0) -> Samples:
    """Speech with noise from a place in ``noise`` drawn by the seed; noise must be as long."""
    spare = len(noise) - len(speech)
    if spare < 0:
        raise ValueError("the noise is shorter than the speech")
    start = int(np.random.default_rng(seed).integers(0, spare + 1))
    part = noise[start : start + len(speech)].astype(np.float64)
    power = float(np.sqrt((part**2).mean()))
    gain = active_rms(speech) / (max(power, 1e-9) * 10 ** (snr_db / 20))
    return _within(speech + gain * part)


def road(duration_s: float, seed: int = 0) -> Samples:
    """Tyres and air: low rumble and hiss that swell and fall with the surface."""
    rng = np.random.default_rng(seed)
    count = _count(duration_s)
    rumble, hiss = _coloured(count, 2.0, rng), _coloured(count, 1.0, rng)
    swell = 1 + 0.25 * _drifting(count, 0.5, rng)
    return _unit((0.6 * rumble + 0.8 * hiss) * swell)


def engine(duration_s: float, seed: int = 0) -> Samples:
    """Firing harmonics that climb and drop through the gears, over a little road."""
    rng = np.random.default_rng(seed)
    count = _count(duration_s)
    at_s = np.arange(count) / HEARING_RATE_HZ
    climb = (at_s / rng.uniform(5, 9)) % 1.0
    pitch_hz = 38 + 45 * climb + 2 * _drifting(count, 0.7, rng)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / HEARING_RATE_HZ
    orders = (0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16)
    tones = sum(np.sin(order * phase + rng.uniform(0, 2 * np.pi)) / order**0.8 for order in orders)
    return _unit(_unit(np.asarray(tones)) + 0.35 * road(duration_s, seed + 1))


def rain(duration_s: float, seed: int = 0) -> Samples:
    """Wind in gusts, steady hiss and drops on the roof."""
    rng = np.random.default_rng(seed)
    count = _count(duration_s)
    gusts = np.maximum(0.2, 1 + 0.7 * _drifting(count, 1.3, rng))
    wind = _coloured(count, 1.6, rng) * gusts
    hiss = _unit(np.diff(rng.standard_normal(count + 1)))
    hits = np.where(rng.random(count) < 60 / HEARING_RATE_HZ, rng.exponential(1.0, count), 0.0)
    ring = np.exp(-np.arange(400) / 60) * np.sin(2 * np.pi * np.arange(400) * 900 / HEARING_RATE_HZ)
    return _unit(wind + 0.35 * hiss + 0.5 * _unit(_convolved(hits, ring)))


def babble(duration_s: float, talk: Sequence[Samples], seed: int = 0, people: int = 6) -> Samples:
    """Many talking at once, each going from one of the sentences in ``talk`` to another."""
    rng = np.random.default_rng(seed)
    count = _count(duration_s)
    crowd = np.zeros(count)
    for _ in range(people):
        loudness, at = rng.uniform(0.5, 1.0), -int(rng.integers(0, 2 * HEARING_RATE_HZ))
        while at < count:
            said = talk[int(rng.integers(len(talk)))]
            begin = max(0, at)
            end = max(begin, min(count, at + len(said)))
            crowd[begin:end] += loudness * said[begin - at : end - at]
            at += len(said) + int(rng.integers(0, HEARING_RATE_HZ // 2))
    return _unit(crowd)


def music(duration_s: float, seed: int = 0) -> Samples:
    """A band that makes it up: chords, bass, a tune, drums, another tempo and key each 16 bars."""
    rng = np.random.default_rng(seed)
    count = _count(duration_s)
    parts: list[Samples] = []
    while sum(map(len, parts)) < count:
        parts.append(_song(rng))
    return _unit(np.concatenate(parts)[:count])


_PROGRESSIONS = ((0, 7, 9, 5), (9, 5, 0, 7), (0, 9, 5, 7), (0, 5, 7, 5))
_MINOR_ON = frozenset({2, 4, 9})
_SCALE = (0, 2, 4, 7, 9, 12)


def _song(rng: np.random.Generator) -> Samples:
    beat = int(60 / rng.uniform(75, 140) * HEARING_RATE_HZ)
    root = int(rng.integers(40, 52))
    chords = _PROGRESSIONS[int(rng.integers(len(_PROGRESSIONS)))]
    bright = rng.uniform(0.4, 1.0)
    song = np.zeros(16 * 4 * beat)
    for bar in range(16):
        degree = chords[bar % 4]
        third = 3 if degree in _MINOR_ON else 4
        start = bar * 4 * beat
        for step in (0, third, 7):
            _add(song, start, 0.25 * _note(root + 12 + degree + step, 4 * beat, bright))
        for quarter in range(4):
            at = start + quarter * beat
            _add(song, at, 0.6 * _note(root - 12 + degree, beat, 0.3))
            _add(song, at, _hit(rng, low=quarter % 2 == 0))
            _add(song, at + beat // 2, 0.3 * _hit(rng, low=False))
            if rng.random() < 0.7:
                step = degree + _SCALE[int(rng.integers(len(_SCALE)))]
                _add(song, at, 0.4 * _note(root + 24 + step, beat, bright))
    return song.astype(np.float32)


def _note(key: int, length: int, bright: float) -> Samples:
    at_s = np.arange(length) / HEARING_RATE_HZ
    pitch_hz = 440.0 * 2 ** ((key - 69) / 12)
    shape = np.minimum(1, at_s / 0.01) * np.exp(-2.5 * at_s)
    tone = sum(
        bright ** (order - 1) / order * np.sin(2 * np.pi * order * pitch_hz * at_s)
        for order in range(1, 7)
    )
    return np.asarray(shape * tone, dtype=np.float32)


def _hit(rng: np.random.Generator, *, low: bool) -> Samples:
    at_s = np.arange(HEARING_RATE_HZ // 8) / HEARING_RATE_HZ
    if low:
        drum = np.sin(2 * np.pi * (50 * at_s - 8 * np.exp(-at_s / 0.03))) * np.exp(-at_s / 0.05)
    else:
        drum = 0.5 * rng.standard_normal(len(at_s)) * np.exp(-at_s / 0.02)
    return np.asarray(drum, dtype=np.float32)


def _add(song: np.ndarray[tuple[int], np.dtype[np.float64]], at: int, part: Samples) -> None:
    room = song[at : at + len(part)]
    room += part[: len(room)]


def _count(duration_s: float) -> int:
    return round(duration_s * HEARING_RATE_HZ)


def _coloured(count: int, slope: float, rng: np.random.Generator) -> Samples:
    """Noise whose power falls with frequency to the ``slope``, nothing below 20 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    pitch_hz = np.maximum(np.fft.rfftfreq(count, 1 / HEARING_RATE_HZ), 1e-3)
    spectrum *= np.where(pitch_hz < 20, 0.0, pitch_hz ** (-slope / 2))
    return _unit(np.fft.irfft(spectrum, count))


def _drifting(count: int, period_s: float, rng: np.random.Generator) -> Samples:
    """A slow random course, new about every ``period_s``."""
    knots = np.arange(0, count + 2 * period_s * HEARING_RATE_HZ, period_s * HEARING_RATE_HZ)
    course = np.interp(np.arange(count), knots, rng.standard_normal(len(knots)))
    return course.astype(np.float32)


def _convolved(signal: np.ndarray, shape: np.ndarray) -> np.ndarray:
    size = len(signal) + len(shape)
    both = np.fft.rfft(signal, size) * np.fft.rfft(shape, size)
    return np.fft.irfft(both, size)[: len(signal)]


def _unit(samples: np.ndarray) -> Samples:
    power = float(np.sqrt((np.asarray(samples, dtype=np.float64) ** 2).mean()))
    return (samples / max(power, 1e-9)).astype(np.float32)


def _within(samples: np.ndarray) -> Samples:
    return (samples * min(1.0, _PEAK / max(float(np.abs(samples).max()), 1e-9))).astype(np.float32)
