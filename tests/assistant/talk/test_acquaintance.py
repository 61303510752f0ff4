"""Voices are learned only when switched on and asked for, and forgotten when asked for."""

from pathlib import Path

import numpy as np
import pytest

from assistant.messages import Status, Transcript
from assistant.speech.who import KnownVoices
from assistant.talk.acquaintance import Acquaintance
from models import Samples, Sound
from tests.assistant.talk.cast import tone

HEARD = Transcript("fan to 60", hear_ms=1.0)


class PitchEncoder:
    """A voice is a direction that only its pitch decides."""

    def embed(self, sound: Sound) -> Samples:
        spectrum = np.abs(np.fft.rfft(sound.samples[:16_000])).astype(np.float32)
        return spectrum / np.linalg.norm(spectrum)


def _says(hertz: float, seconds: float = 1.5) -> Sound:
    return Sound(tone(hertz, seconds, 0.3), 16_000)


@pytest.fixture
def known(tmp_path: Path) -> Acquaintance:
    return Acquaintance(lambda: KnownVoices(PitchEncoder(), tmp_path), tmp_path)


def _teach(known: Acquaintance, name: str, hertz: float) -> str:
    assert known.answer(f"Learn my voice as {name}.") is not None
    for _ in range(3):
        known.noticed(HEARD, _says(hertz))
    news = known.news()
    assert news is not None
    return news.text


def _name(known: Acquaintance, hertz: float) -> str | None:
    heard = known.noticed(HEARD, _says(hertz))
    assert heard is not None
    return heard.sounds_like


def test_a_voice_is_known_after_three_utterances(known: Acquaintance) -> None:
    assert _name(known, 300) is None
    assert _teach(known, "Anna", 300) == "I know your voice now, Anna."
    assert (_name(known, 300), _name(known, 1500)) == ("Anna", None)
    assert known.news() is None


def test_two_people_are_told_apart(known: Acquaintance) -> None:
    _teach(known, "Anna", 300)
    _teach(known, "Ben", 1500)
    assert (_name(known, 300), _name(known, 1500)) == ("Anna", "Ben")


def test_what_is_too_short_does_not_count(known: Acquaintance) -> None:
    known.answer("learn my voice as anna")
    for seconds in (0.5, 1.5, 0.5, 1.5):
        known.noticed(HEARD, _says(300, seconds))
    assert known.news() is None
    known.noticed(HEARD, _says(300))
    assert known.news() is not None


def test_different_voices_teach_nothing(known: Acquaintance) -> None:
    known.answer("learn my voice as anna")
    for hertz in (300, 1500, 3000):
        known.noticed(HEARD, _says(hertz))
    news = known.news()
    assert news is not None
    assert "Nothing was kept" in news.text
    assert _name(known, 300) is None


@pytest.mark.parametrize("words", ["forget my voice", "Forget Anna's voice.", "erase all voices"])
def test_a_voice_is_forgotten_by_words_and_gone_from_disk(
    known: Acquaintance, tmp_path: Path, words: str
) -> None:
    _teach(known, "Anna", 300)
    _name(known, 300)
    reply = known.answer(words)
    assert reply is not None
    assert reply.text.startswith("Forgotten.")
    assert _name(known, 300) is None
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.suffix == ".voice"] == []


def test_forgetting_asks_whose_when_it_cannot_know(known: Acquaintance) -> None:
    _teach(known, "Anna", 300)
    _teach(known, "Ben", 1500)
    _name(known, 3000)
    reply = known.answer("forget my voice")
    assert reply is not None
    assert reply.status is Status.CLARIFY
    assert _name(known, 300) == "Anna"


def test_switched_off_nothing_is_learned_and_everything_can_be_erased(
    known: Acquaintance, tmp_path: Path
) -> None:
    _teach(known, "Anna", 300)
    off = Acquaintance(None, tmp_path)
    refused = off.answer("learn my voice as ben")
    assert refused is not None
    assert refused.status is Status.UNSUPPORTED
    assert off.noticed(HEARD, _says(300)) == HEARD
    assert off.answer("forget all voices") is not None
    again = Acquaintance(lambda: KnownVoices(PitchEncoder(), tmp_path), tmp_path)
    assert _name(again, 300) is None


@pytest.mark.parametrize("words", ["forget it", "turn your voice down", "play the voice", "fan 60"])
def test_other_wishes_are_left_to_others(known: Acquaintance, words: str) -> None:
    assert known.answer(words) is None


def test_a_name_is_asked_for(known: Acquaintance) -> None:
    reply = known.answer("remember my voice")
    assert reply is not None
    assert reply.status is Status.CLARIFY
