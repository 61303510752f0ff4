"""The real recogniser: it hears what is spoken, and nothing where nothing is said."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from models import (
    HEARING_RATE_HZ,
    Alternative,
    Cancel,
    CancelledError,
    EngineClosedError,
    EngineLoadError,
    HeardWord,
    ModelsError,
    Sound,
    Transcriber,
    Voice,
    load_transcriber,
    normalise,
)
from models.adapters.whisper import WhisperTranscriber, _ran_away

pytestmark = pytest.mark.engine
HINTS = ("Set the rear temperature to 18.5 degrees.", "Call Wojciech Kowalski.")


def _said(voice: Voice, text: str) -> Sound:
    samples = np.concatenate([piece.samples for piece in voice.speak(text)])
    return Sound(samples, voice.rate_hz)


def _silence(seconds: float) -> Sound:
    return Sound(np.zeros(round(seconds * HEARING_RATE_HZ), np.float32), HEARING_RATE_HZ)


@pytest.mark.parametrize(
    "text", ["Set the temperature to twenty two degrees.", "Close all the windows, please."]
)
def test_a_spoken_sentence_is_heard(transcriber: Transcriber, voice: Voice, text: str) -> None:
    heard = transcriber.transcribe(_said(voice, text), HINTS)
    assert normalise(heard.text).text == normalise(text).text
    assert [w.text for w in heard.words] == [w.strip(".,") for w in heard.text.split()]
    assert all(0.0 <= word.probability <= 1.0 for word in heard.words)
    assert heard.no_speech < 0.5
    assert heard.log_probability > -0.6


def test_a_name_is_heard_because_it_is_expected(transcriber: Transcriber, voice: Voice) -> None:
    sound = _said(voice, "Call Wojciech Kowalski.")
    assert "Kowalski" in transcriber.transcribe(sound, HINTS).text


def test_proposed_words_are_weighed_by_the_sound(transcriber: Transcriber, voice: Voice) -> None:
    asked: list[str] = []

    def propose(readings: Sequence[Alternative]) -> Sequence[str]:
        asked.extend(reading.text for reading in readings)
        return ("Shuffle off.", "Open the sunroof.", "")

    heard = transcriber.transcribe(_said(voice, "shuffle off"), HINTS, propose=propose)
    fitting, foreign, empty = (one for one in heard.alternatives if one.is_proposed)
    assert asked == [one.text for one in heard.alternatives if not one.is_proposed]
    assert (fitting.text, foreign.text, empty.text) == ("Shuffle off.", "Open the sunroof.", "")
    assert foreign.log_probability < fitting.log_probability - 10
    assert foreign.unheard < 0
    assert abs(foreign.unheard - fitting.unheard) < abs(
        foreign.log_probability - fitting.log_probability
    )


def test_the_same_sound_is_heard_the_same(transcriber: Transcriber, voice: Voice) -> None:
    sound = _said(voice, "Open the sunroof.")
    first, again = (transcriber.transcribe(sound, HINTS) for _ in range(2))
    assert (first.text, first.words) == (again.text, again.words)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.05])
def test_next_to_nothing_is_nothing(transcriber: Transcriber, seconds: float) -> None:
    heard = transcriber.transcribe(_silence(seconds))
    assert (heard.text, heard.words, heard.no_speech) == ("", (), 1.0)


@pytest.mark.parametrize("seconds", [1.0, 9.9, 12.0, 30.0])
def test_silence_is_told_as_no_speech(transcriber: Transcriber, seconds: float) -> None:
    assert transcriber.transcribe(_silence(seconds)).no_speech > 0.9


def test_more_than_the_longest_is_a_mistake_of_the_caller(transcriber: Transcriber) -> None:
    with pytest.raises(ValueError, match="longer than 30"):
        transcriber.transcribe(_silence(31))


def test_hints_may_be_longer_than_there_is_room(transcriber: Transcriber, voice: Voice) -> None:
    sound = _said(voice, "Open the sunroof.")
    heard = transcriber.transcribe(sound, tuple(f"Call number {n}." for n in range(500)))
    assert heard.text


def test_what_is_taken_back_is_not_heard(transcriber: Transcriber) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        transcriber.transcribe(_silence(2), HINTS, cancel)


def test_two_threads_may_ask_at_once(transcriber: Transcriber, voice: Voice) -> None:
    sounds = [_said(voice, text) for text in ("Open the window.", "Turn on the radio.")]
    alone = [transcriber.transcribe(sound, HINTS).text for sound in sounds]
    with ThreadPoolExecutor(2) as askers:
        heard = list(askers.map(lambda sound: transcriber.transcribe(sound, HINTS).text, sounds))
    assert heard == alone
    assert heard[0] != heard[1]


def test_a_closed_recogniser_says_so() -> None:
    try:
        closed = load_transcriber()
    except ModelsError as error:
        pytest.skip(f"no recogniser: {error}")
    closed.close()
    closed.close()
    with pytest.raises(EngineClosedError):
        closed.transcribe(_silence(1))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"no bundle")
    with pytest.raises(EngineLoadError):
        WhisperTranscriber(tmp_path / "bad")


@pytest.mark.parametrize(
    ("said", "ran_away"),
    [
        ("turn it turn it turn it", True),
        ("no no no no no no", True),
        ("turn it off and turn it on", False),
        ("louder louder louder", False),
        ("", False),
    ],
)
def test_a_recogniser_that_ran_away_is_noticed(said: str, *, ran_away: bool) -> None:
    assert _ran_away([HeardWord(word, 0.9) for word in said.split()]) is ran_away
