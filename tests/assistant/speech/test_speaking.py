"""A reply becomes sound sentence by sentence, from the disk where it may be."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.messages import Reply, Status
from assistant.speech.phrase_cache import PhraseCache
from assistant.speech.speaking import Speaking
from assistant.speech.tones import Tone, tone
from assistant.speech.verbosity import Verbosity
from models import Cancel, Sound
from tests.models.speech_engines import EndlessVoice, ToneVoice


class NotingVoice(ToneVoice):
    """Knows what it was given."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        self.said.append(text)
        yield from super().speak(text, pace, cancel)


def all_of(speaking: Speaking, text: str, status: Status = Status.DONE) -> list[Sound]:
    return list(speaking.sounds(Reply(text, status), Verbosity.FULL, 0.0, Cancel()))


def test_the_voice_is_given_spoken_sentences() -> None:
    voice = NotingVoice()
    assert all_of(Speaking(voice), "Fan at 60 percent. It is 7:05.")
    assert voice.said == ["Fan at sixty percent.", "It is seven oh five."]


def test_own_replies_are_made_once_and_others_never_kept(tmp_path: Path) -> None:
    voice = NotingVoice()
    speaking = Speaking(voice, PhraseCache(tmp_path))
    first = all_of(speaking, "Fan at 60 percent.")
    again = all_of(speaking, "Fan at 60 percent.")
    assert voice.said == ["Fan at sixty percent."]
    assert sum(s.duration_s for s in first) == pytest.approx(sum(s.duration_s for s in again))
    for _ in range(2):
        all_of(speaking, "Anna writes: Open the window. Okay.")
    assert len(voice.said) == 5
    assert len(list(tmp_path.iterdir())) == 1


def test_faster_is_louder() -> None:
    def level(speed_kmh: float) -> float:
        reply = Reply("Okay.", Status.DONE)
        (sound,) = Speaking(ToneVoice()).sounds(reply, Verbosity.FULL, speed_kmh, Cancel())
        return float(np.sqrt(np.mean(np.square(sound.samples))))

    assert level(130) > 1.5 * level(0)


def test_cancelling_ends_it_quietly_and_keeps_nothing(tmp_path: Path) -> None:
    cancel = Cancel()
    reply = Reply("Okay.", Status.DONE)
    speaking = Speaking(EndlessVoice(), PhraseCache(tmp_path))
    sounds = speaking.sounds(reply, Verbosity.FULL, None, cancel)
    assert next(sounds).duration_s > 0
    cancel.cancel()
    assert list(sounds) == []
    assert not list(tmp_path.iterdir())


def test_a_deed_may_be_a_tone_and_without_a_voice_words_are_silent() -> None:
    done = Reply("Fan at 60 percent.", Status.DONE)
    for speaking in (Speaking(ToneVoice()), Speaking(None)):
        sounds = speaking.sounds(done, Verbosity.TONES, 0.0, Cancel(), only_deeds=True)
        assert [s.samples is tone(Tone.DONE).samples for s in sounds] == [True]
    assert all_of(Speaking(None), "Okay.") == []


def test_nothing_said_is_logged(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        all_of(Speaking(ToneVoice(), PhraseCache(tmp_path)), "Calling Anna. Okay.")
    assert caplog.text == ""
