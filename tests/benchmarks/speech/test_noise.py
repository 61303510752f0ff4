"""Noise is the same for the same seed, and the ratio is the one that was asked for."""

import numpy as np
import pytest

from benchmarks.speech import noise
from benchmarks.speech.conditions import NOISES, RATIOS_DB, Surroundings, makers, noise_of
from models import HEARING_RATE_HZ, Samples

SECONDS = 2.0


def words() -> Samples:
    """Tones for words: half a second each, with pauses of the same length between."""
    at_s = np.arange(int(SECONDS * HEARING_RATE_HZ)) / HEARING_RATE_HZ
    return np.asarray(np.sin(2 * np.pi * 300 * at_s) * (at_s % 1.0 < 0.5), dtype=np.float32)


def power(samples: Samples) -> float:
    return float((samples.astype(np.float64) ** 2).mean())


@pytest.mark.parametrize("kind", NOISES)
def test_noise_is_repeatable_of_unit_power_and_its_seed_matters(kind: str) -> None:
    make = makers([words()])[kind]
    first = make(SECONDS, 3)
    assert first.shape == (int(SECONDS * HEARING_RATE_HZ),)
    assert first.dtype == np.float32
    assert power(first) == pytest.approx(1.0, rel=1e-3)
    assert np.array_equal(first, make(SECONDS, 3))
    assert not np.array_equal(first, make(SECONDS, 4))


def test_the_level_of_speech_leaves_its_pauses_out() -> None:
    assert noise.active_rms(words()) == pytest.approx(np.sqrt(0.5), rel=0.01)
    assert noise.active_rms(np.zeros(1000, dtype=np.float32)) == 0.0
    assert noise.active_rms(noise.levelled(words())) == pytest.approx(noise.SPEECH_RMS, rel=1e-3)


@pytest.mark.parametrize("snr_db", [20, 10, 5, 0, -5])
def test_mixing_keeps_the_ratio_to_the_speech_while_it_lasts(snr_db: int) -> None:
    said = noise.levelled(words())
    mixed = noise.mix(said, noise.road(5.0, 1), snr_db, seed=2)
    added = mixed.astype(np.float64) - said
    ratio_db = 10 * np.log10(noise.active_rms(said) ** 2 / (added**2).mean())
    assert ratio_db == pytest.approx(snr_db, abs=0.05)


def test_mixing_never_clips_and_needs_enough_noise() -> None:
    loud = noise.mix(words(), noise.engine(5.0, 1), -10)
    assert np.abs(loud).max() <= 1.0
    with pytest.raises(ValueError, match="shorter"):
        noise.mix(words(), noise.road(1.0), 10)


def test_every_ratio_meets_every_noise_alike_and_clean_meets_none() -> None:
    for ratio_db in RATIOS_DB[1:]:
        met = [noise_of(command, 1, ratio_db) for command in range(20)]
        assert {met.count(kind) for kind in NOISES} == {4}
    assert noise_of(3, 1, None) == ""
    assert len({noise_of(0, voice, 10) for voice in range(5)}) == 5


def test_surroundings_frame_the_words_and_leave_clean_ones_clean() -> None:
    around = Surroundings([words()]).around
    clean = around(words(), "", None, 0)
    assert np.array_equal(clean[4800:-4800], words())
    noisy = around(words(), "babble", 10, 0)
    assert noisy.shape == clean.shape
    assert not np.array_equal(noisy, clean)
