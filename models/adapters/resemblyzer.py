"""Who speaks, by the weights of Resemblyzer 0.1.4 (Apache-2.0), computed with NumPy alone.

One rule: the file of weights can make numbers and nothing else. Its pickles are read by an
unpickler that knows three names and builds only tables and views of floats; anything more is
``EngineLoadError``. Whom a vector belongs to is decided by ``assistant.speech.who``.
"""

import math
from pathlib import Path

import numpy as np

from models.adapters.resemblyzer_weights import HIDDEN, LAYERS, MELS, Weights, read_weights
from models.errors import EngineError
from models.sound import HEARING_RATE_HZ, Samples, Sound

_WINDOW, _HOP = 400, 160
_PART_FRAMES = 160
"""Frames of 10 ms that the network hears at a time."""
_PART_STEP = 77
_LEAST_COVERAGE = 0.75
"""Share of the last part that must be sound for it to count."""
_TARGET_RMS = 10 ** (-30 / 20)
_BLOCK = 480
_SILENT_SHARE = 0.03
"""Blocks of 30 ms quieter than this share of the loud ones are pauses, and cut out."""
_FAINT = 1e-5
"""Loudness below which there is nothing to know a voice by."""


class ResemblyzerEncoder:
    """A ``SpeakerEncoder``: shape (256,). Best with 1.6 s of speech or more; less is padded."""

    def __init__(self, weights: Path) -> None:
        self._weights = read_weights(weights)
        self._filters = _mel_filters()
        self._window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)

    def embed(self, sound: Sound) -> Samples:
        """``EngineError`` if the sound is silent."""
        samples = _without_pauses(sound.at(HEARING_RATE_HZ).samples)
        parts = _parts(len(samples))
        padded = np.pad(samples, (0, max(0, parts[-1] * _HOP + _PART_FRAMES * _HOP - len(samples))))
        mels = self._mels(_louder(padded, samples))
        vectors = self._network(np.stack([mels[at : at + _PART_FRAMES] for at in parts]))
        return _unit(vectors.mean(axis=0))

    def _mels(self, samples: Samples) -> Samples:
        """Power in 40 bands, not logarithmic; shape (frames, 40)."""
        around = np.pad(samples, _WINDOW // 2)
        frames = np.lib.stride_tricks.sliding_window_view(around, _WINDOW)[::_HOP]
        power = np.abs(np.fft.rfft(frames * self._window)) ** 2
        return np.asarray(power @ self._filters, dtype=np.float32)

    def _network(self, mels: Samples) -> Samples:
        """Shape (parts, frames, 40) to unit vectors, (parts, 256)."""
        outputs = mels
        for layer in range(LAYERS):
            outputs = _lstm(outputs, self._weights, layer)
        raw = outputs[:, -1] @ self._weights["linear.weight"].T + self._weights["linear.bias"]
        return np.stack([_unit(row) for row in np.maximum(raw, 0)])


def _lstm(inputs: Samples, weights: Weights, layer: int) -> Samples:
    across, back = weights[f"lstm.weight_ih_l{layer}"], weights[f"lstm.weight_hh_l{layer}"]
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    gates = inputs @ across.T + bias
    hidden = cell = np.zeros((len(inputs), HIDDEN), dtype=np.float32)
    outputs = np.empty((*inputs.shape[:2], HIDDEN), dtype=np.float32)
    for frame in range(inputs.shape[1]):
        enter, keep, new, show = np.split(gates[:, frame] + hidden @ back.T, 4, axis=1)
        cell = _sigmoid(keep) * cell + _sigmoid(enter) * np.tanh(new)
        hidden = _sigmoid(show) * np.tanh(cell)
        outputs[:, frame] = hidden
    return outputs


def _sigmoid(values: Samples) -> Samples:
    return np.asarray(0.5 * (np.tanh(0.5 * values) + 1), dtype=np.float32)


def _parts(samples: int) -> list[int]:
    """First frames of the overlapping parts that cover so many samples."""
    frames = math.ceil((samples + 1) / _HOP)
    starts = list(range(0, max(1, frames - _PART_FRAMES + _PART_STEP + 1), _PART_STEP))
    covered = (samples - starts[-1] * _HOP) / (_PART_FRAMES * _HOP)
    return starts[:-1] if covered < _LEAST_COVERAGE and len(starts) > 1 else starts


def _without_pauses(samples: Samples) -> Samples:
    """The speech; a pause of a block or two within it stays."""
    whole = samples[: len(samples) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    if not len(whole):
        raise EngineError("too short a sound to know a voice by")
    loudness = np.sqrt((whole**2).mean(axis=1))
    loud = float(np.quantile(loudness, 0.9))
    if loud < _FAINT:
        raise EngineError("too quiet a sound to know a voice by")
    speech = np.convolve(loudness > loud * _SILENT_SHARE, np.ones(5), mode="full")[2:-2] > 0
    return np.ascontiguousarray(whole[speech].reshape(-1))


def _louder(samples: Samples, speech: Samples) -> Samples:
    """Quiet speech at the loudness the network learnt with; loud speech as it is."""
    rms = float(np.sqrt((speech**2).mean()))
    return samples * np.float32(max(1.0, _TARGET_RMS / rms))


def _unit(vector: Samples) -> Samples:
    length = float(np.linalg.norm(vector))
    if length < _FAINT:
        raise EngineError("no voice to be known in the sound")
    return (vector / length).astype(np.float32)


def _mel_filters() -> Samples:
    """Triangles of equal area on the Slaney mel scale, 0 to 8 kHz; shape (201, 40)."""
    edges_hz = _hz(np.linspace(0, _mel(HEARING_RATE_HZ / 2), MELS + 2, dtype=np.float32))
    bins_hz = np.linspace(0, HEARING_RATE_HZ / 2, _WINDOW // 2 + 1)[:, None]
    low, peak, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising, falling = (bins_hz - low) / (peak - low), (high - bins_hz) / (high - peak)
    filters = np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)
    return np.asarray(filters, dtype=np.float32)


_LINEAR_HZ_PER_MEL = 200 / 3
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = math.log(6.4) / 27


def _mel(hz: float) -> float:
    """Slaney's scale for frequencies from ``_BREAK_HZ`` upwards."""
    return _BREAK_MEL + math.log(hz / _BREAK_HZ) / _LOG_STEP


def _hz(mels: Samples) -> Samples:
    above = _BREAK_HZ * np.exp(_LOG_STEP * (mels - _BREAK_MEL))
    return np.asarray(np.where(mels < _BREAK_MEL, mels * _LINEAR_HZ_PER_MEL, above))
