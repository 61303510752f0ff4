"""The real voices: what they say is sound, can be taken back, and is understood again."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import jiwer
import numpy as np
import pytest

from assistant.speech.saying import spoken
from models import DEFAULT_HOME, Cancel, CancelledError, Catalogue, ModelStore, StoreError, Voice
from models.adapters.hibari import HibariVoice
from models.adapters.piper import PiperVoice
from models.errors import EngineClosedError, EngineLoadError
from models.loader import load_transcriber
from models.sound import Sound

pytestmark = pytest.mark.engine

REPLIES = (
    "Okay.",
    "Driver's side at 21.5 degrees.",
    "Passenger's window closed.",
    "Fan at 60 percent.",
    "Shall I open the sunroof?",
    "The boot? Not while we are moving.",
    "Air conditioning on.",
    "Windscreen defroster on.",
    "It is set to 22 degrees.",
    "The tank is at 48 percent.",
    "About 310 kilometres to go.",
    "All windows are closed.",
    "You have no new messages.",
    "Sorry, I did not understand that.",
    "What exactly shall I change?",
    "The headlights are on and the high beams off.",
    "The next service is due in 200 days.",
    "There is nothing to take back.",
    "No destination is set.",
    "That is beyond what I can do in this car.",
)
MOST_WRONG_WORDS = 0.15


def installed(name: str) -> Path:
    try:
        return ModelStore(DEFAULT_HOME / "models").verify(Catalogue.read(DEFAULT_HOME).card(name))
    except StoreError:
        pytest.skip(f"{name} is not installed: python -m models setup")


@pytest.fixture(scope="module")
def piper() -> Iterator[PiperVoice]:
    voice = PiperVoice(installed("piper-joe"))
    yield voice
    voice.close()


@pytest.fixture(scope="module")
def hibari() -> Iterator[HibariVoice]:
    voice = HibariVoice(installed("hibari-heart"))
    yield voice
    voice.close()


@pytest.fixture(params=["piper", "hibari"])
def voice(request: pytest.FixtureRequest) -> Voice:
    found: Voice = request.getfixturevalue(request.param)
    return found


def samples(voice: Voice, text: str, pace: float = 1.0) -> int:
    return sum(len(piece.samples) for piece in voice.speak(text, pace))


def test_each_sentence_is_a_piece_of_sound_at_the_voices_rate(voice: Voice) -> None:
    pieces = list(voice.speak("Okay. The boot is open."))
    assert len(pieces) == 2
    for piece in pieces:
        assert piece.rate_hz == voice.rate_hz
        assert piece.samples.dtype == np.float32
        assert 0.2 < piece.duration_s < 5
        assert 0.05 < float(np.max(np.abs(piece.samples))) <= 1.0


def test_a_faster_pace_is_shorter(voice: Voice) -> None:
    text = "The passenger's window is closed and the fan is off."
    assert samples(voice, text, 1.5) < samples(voice, text)


@pytest.mark.parametrize("text", ["", "  ", "?!", "\ud800", "[[a]]", "\u4f60\u597d", "a" * 300])
def test_any_text_can_be_said(voice: Voice, text: str) -> None:
    for piece in voice.speak(text):
        assert np.all(np.isfinite(piece.samples))
    assert samples(voice, "Okay.") > 0


def test_a_request_taken_back_ends_and_the_next_is_said_whole(voice: Voice) -> None:
    cancel = Cancel()
    pieces = voice.speak("One. Two. Three. Four.", cancel=cancel)
    next(pieces)
    cancel.cancel()
    with pytest.raises(CancelledError):
        next(pieces)
    assert len(list(voice.speak("Okay. Fine."))) == 2


def test_a_request_left_alone_does_not_spoil_the_next(voice: Voice) -> None:
    next(voice.speak("A first sentence. A second one."))
    assert samples(voice, "Okay.") < 2 * voice.rate_hz


def test_a_sentence_taken_back_while_it_is_made_is_thrown_away(piper: PiperVoice) -> None:
    cancel = Cancel()
    timer = threading.Timer(0.03, cancel.cancel)
    timer.start()
    with pytest.raises(CancelledError):
        list(piper.speak("the window is open and " * 30, cancel=cancel))
    timer.join()
    assert samples(piper, "Okay.") < 2 * piper.rate_hz


def test_hibari_says_the_same_text_the_same_way(hibari: HibariVoice) -> None:
    first, again = (
        (list(hibari.speak("The doors are locked. Okay."))),
        list(hibari.speak("The doors are locked. Okay.")),
    )
    assert [p.samples.tobytes() for p in first] == [p.samples.tobytes() for p in again]


def test_voices_have_different_digests(piper: PiperVoice, hibari: HibariVoice) -> None:
    assert len({piper.digest, hibari.digest}) == 2
    assert HibariVoice(installed("hibari-heart")).digest == hibari.digest


def test_a_worker_that_dies_is_started_again(piper: PiperVoice) -> None:
    before = piper.worker_pid
    os.kill(before, signal.SIGKILL)
    assert samples(piper, "Okay.") > 0
    assert piper.worker_pid != before


def test_a_closed_voice_says_so_and_its_worker_is_gone() -> None:
    voice = PiperVoice(installed("piper-joe"))
    pid = voice.worker_pid
    voice.close()
    voice.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(EngineClosedError):
        list(voice.speak("Okay."))


def test_a_closed_hibari_says_so() -> None:
    voice = HibariVoice(installed("hibari-heart"))
    voice.close()
    with pytest.raises(EngineClosedError):
        list(voice.speak("Okay."))


@pytest.mark.parametrize("kind", [PiperVoice, HibariVoice])
def test_what_is_no_voice_is_refused(
    kind: type[PiperVoice] | type[HibariVoice], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"no voice")
    with pytest.raises(EngineLoadError):
        kind(broken)


def test_what_is_said_is_heard_again(voice: Voice) -> None:
    installed("whisper-tiny-en")
    listener = load_transcriber()
    said, heard = [], []
    for reply in REPLIES:
        pieces = list(voice.speak(spoken(reply)))
        whole = Sound(np.concatenate([p.samples for p in pieces]), voice.rate_hz)
        heard.append(_words(listener.transcribe(whole).text))
        said.append(_words(reply))
    listener.close()
    assert jiwer.wer(said, heard) <= MOST_WRONG_WORDS


def _words(text: str) -> str:
    """Spoken form without stops and case: what counts is the words."""
    plain = spoken(text).lower().replace("-", " ").replace("'s", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
