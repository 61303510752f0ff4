"""Tones are short, soft, faded and told apart by ear."""

import numpy as np
import pytest

from assistant.speech.tones import Tone, tone


@pytest.mark.parametrize("kind", list(Tone))
def test_tones_are_short_soft_and_faded(kind: Tone) -> None:
    sound = tone(kind)
    assert 0.05 < sound.duration_s < 0.2
    assert 0.05 < float(np.max(np.abs(sound.samples))) <= 0.2
    assert float(np.max(np.abs(np.diff(sound.samples)))) < 0.15
    assert abs(float(sound.samples[0])) < 1e-3
    assert abs(float(sound.samples[-1])) < 1e-3


def test_no_two_tones_have_the_same_number_and_pitch() -> None:
    heard = {(_notes(kind), round(_loudest_hertz(kind), -1)) for kind in Tone}
    assert len(heard) == len(Tone)


def test_waking_rises() -> None:
    half = len(tone(Tone.WAKE).samples) // 2
    first, second = tone(Tone.WAKE).samples[:half], tone(Tone.WAKE).samples[half:]
    assert _hertz(second) > _hertz(first)


def _notes(kind: Tone) -> int:
    loud = np.convolve(np.abs(tone(kind).samples), np.ones(80) / 80, "same") > 0.01
    return int(np.sum(np.diff(loud.astype(int)) == 1)) + int(loud[0])


def _loudest_hertz(kind: Tone) -> float:
    return _hertz(tone(kind).samples)


def _hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples, 16_000))
    return float(np.argmax(spectrum))
