"""Speech or not, by the real network; it shares a process with the language model's engine."""

import numpy as np
import pytest

from models import (
    DETECTOR_CHUNK,
    HEARING_RATE_HZ,
    EngineError,
    Samples,
    Sound,
    SpeechDetector,
    Voice,
    load_speech_detector,
)

pytestmark = pytest.mark.engine


def _judged(detector: SpeechDetector, samples: Samples) -> list[float]:
    whole = samples[: len(samples) // DETECTOR_CHUNK * DETECTOR_CHUNK]
    return [detector.probability(chunk) for chunk in whole.reshape(-1, DETECTOR_CHUNK)]


def test_speech_is_told_from_silence_and_noise(voice: Voice) -> None:
    detector = load_speech_detector()
    pieces = voice.speak("Turn on the heating in the rear, please.")
    said = Sound(np.concatenate([p.samples for p in pieces]), voice.rate_hz).at(HEARING_RATE_HZ)
    speech = _judged(detector, 0.5 * said.samples)
    detector.reset()
    noise = np.random.default_rng(1).standard_normal(HEARING_RATE_HZ * 3).astype(np.float32)
    nothing = _judged(detector, 0.05 * noise) + _judged(detector, 0 * noise)
    assert max(nothing) < 0.5 < np.median(speech)


def test_it_forgets_when_told() -> None:
    detector = load_speech_detector()
    noise = 0.1 * np.random.default_rng(2).standard_normal(DETECTOR_CHUNK * 9).astype(np.float32)
    first = _judged(detector, noise)
    detector.reset()
    assert _judged(detector, noise) == first


def test_a_chunk_of_another_size_is_refused() -> None:
    with pytest.raises(EngineError):
        load_speech_detector().probability(np.zeros(100, np.float32))


def test_it_lives_beside_the_language_model() -> None:
    import llama_cpp  # noqa: PLC0415 - both in one process is what is tested

    assert llama_cpp.llama_max_devices() > 0
    assert load_speech_detector().probability(np.zeros(DETECTOR_CHUNK, np.float32)) < 0.5
