from pathlib import Path

import numpy as np
import pyopen_wakeword
import pytest

from models import EngineLoadError, Samples, Sound
from models.adapters.open_wake_word import OpenWakeWord

MODELS = Path(pyopen_wakeword.__file__).parent / "models"
PHRASE = MODELS / "hey_jarvis.tflite"
BLOCK = 512


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 16_000), dtype=np.float32)


def spoken(text: str) -> Samples:
    hibari = pytest.importorskip("hibari")
    samples = np.asarray(hibari.Hibari()(text), dtype=np.float32)
    whole = Sound(samples / np.abs(samples).max() * 0.5, hibari.SAMPLE_RATE).at(16_000).samples
    return np.concatenate((silence(1), whole, silence(1)))


def wakes(wake_word: OpenWakeWord, samples: Samples, block: int = BLOCK) -> int:
    return sum(wake_word.heard(samples[at : at + block]) for at in range(0, len(samples), block))


@pytest.mark.engine
@pytest.mark.parametrize("block", [160, 512, 1280, 4000])
def test_one_utterance_wakes_once_whatever_the_blocks(block: int) -> None:
    assert wakes(OpenWakeWord(PHRASE), spoken("Hey Jarvis."), block) == 1


@pytest.mark.engine
def test_other_words_and_silence_do_not_wake() -> None:
    wake_word = OpenWakeWord(PHRASE)
    assert wakes(wake_word, spoken("Please close the window on the left, it is cold.")) == 0
    assert wakes(wake_word, silence(5)) == 0


@pytest.mark.engine
def test_said_again_later_wakes_again() -> None:
    phrase = spoken("Hey Jarvis.")
    assert wakes(OpenWakeWord(PHRASE), np.concatenate((phrase, silence(2), phrase))) == 2


@pytest.mark.engine
def test_reset_forgets_the_beginning_of_the_phrase_and_hears_as_when_new() -> None:
    phrase = spoken("Hey Jarvis.")
    wake_word = OpenWakeWord(PHRASE)
    woke_at = next(
        at for at in range(0, len(phrase), BLOCK) if wake_word.heard(phrase[at : at + BLOCK])
    )
    wake_word.reset()
    middle = woke_at - 16_000 // 2
    assert wakes(wake_word, phrase[:middle]) == 0
    wake_word.reset()
    assert wakes(wake_word, np.concatenate((phrase[middle:], silence(1)))) == 0
    wake_word.reset()
    assert wakes(wake_word, phrase) == 1


@pytest.mark.engine
def test_the_phrase_is_the_files_name_unless_told() -> None:
    assert OpenWakeWord(PHRASE).phrase == "hey jarvis"
    assert OpenWakeWord(PHRASE, "computer").phrase == "computer"


def test_files_that_are_no_wake_word_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.tflite"
    text.write_text("not a model at all")
    empty = tmp_path / "empty.tflite"
    empty.touch()
    for file in (text, empty, tmp_path / "missing.tflite", tmp_path):
        with pytest.raises(EngineLoadError):
            OpenWakeWord(file)


@pytest.mark.engine
def test_another_tensorflow_lite_model_is_refused() -> None:
    with pytest.raises(EngineLoadError, match="not an openWakeWord"):
        OpenWakeWord(MODELS / "melspectrogram.tflite")
