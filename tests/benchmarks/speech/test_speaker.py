"""Every voice is as loud as the others, and says a sentence once."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.speech import espeak
from benchmarks.speech.noise import SPEECH_RMS, active_rms
from benchmarks.speech.speaker import Speaker
from models import Sound


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    return []


def speaker(said: list[str], digest: str) -> Speaker:
    def say(text: str) -> Sound:
        said.append(text)
        return espeak.espeak().say(text, "en-us+f3", 150)

    return Speaker(0, "tester", "espeak", digest, say)


def test_a_sentence_is_spoken_once_by_each_digest_and_brought_to_one_level(
    said: list[str],
) -> None:
    first = speaker(said, "a").sound("open my window")
    again = speaker(said, "a").sound("open my window")
    assert said == ["open my window"]
    assert np.array_equal(first, again)
    assert active_rms(first) == pytest.approx(SPEECH_RMS, rel=0.01)
    speaker(said, "b").sound("open my window")
    assert len(said) == 2


def test_accents_differ_and_an_unknown_one_is_an_error() -> None:
    say = espeak.espeak().say
    scottish = say("turn the heat up", "en-gb-scotland+m1", 150).samples
    american = say("turn the heat up", "en-us+m3", 160).samples
    assert abs(len(american) - len(scottish)) > 500
    again = say("turn the heat up", "en-gb-scotland+m1", 150).samples
    assert abs(len(again) - len(scottish)) < 50
    assert 0.5 < say("turn the heat up", "en-029+f4", 150).duration_s < 3
    with pytest.raises(OSError, match="no voice"):
        say("hello", "en-nowhere", 150)
