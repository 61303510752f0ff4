"""Louder with the speed, the same for every voice, and never clipped."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.loudness import gain_db, loud
from models import Sound


def voice(height: float) -> Sound:
    rng = np.random.default_rng(1)
    return Sound((rng.laplace(0, 0.2, 8000).clip(-1, 1) * height).astype(np.float32), 16_000)


def level(sound: Sound) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound.samples)))))


def test_the_faster_the_louder_up_to_a_limit() -> None:
    gains = [gain_db(speed) for speed in (0, 30, 60, 100, 130, 200, 1e6)]
    assert gains == sorted(gains)
    assert gains[0] == 0
    assert gains[-1] == gains[-2] == 8
    assert gain_db(None) == gain_db(float("nan")) == gain_db(50)


def test_quiet_and_loud_voices_come_out_alike() -> None:
    assert abs(level(loud(voice(0.3), 0)) - level(loud(voice(1.0), 0))) < 0.2


def test_gain_is_heard() -> None:
    assert 5 < level(loud(voice(0.5), 6)) - level(loud(voice(0.5), 0)) < 6.1


@given(st.floats(0, 8), st.floats(0, 1))
def test_nothing_is_clipped(gain: float, height: float) -> None:
    assert float(np.max(np.abs(loud(voice(height), gain).samples))) <= 1.0


def test_silence_stays_silence() -> None:
    assert not loud(Sound(np.zeros(10, np.float32), 16_000), 8).samples.any()
    assert not len(loud(Sound(np.zeros(0, np.float32), 16_000), 8).samples)
