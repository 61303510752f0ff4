"""What may be kept on disk, and what becomes of it."""

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from assistant.speech.phrase_cache import PhraseCache, is_common
from assistant.speech.saying import spoken
from models import Sound

SOUND = Sound(np.linspace(-1, 1, 1000, dtype=np.float32), 22_050)

COMMON = [
    "Okay.",
    "Driver's side at 21.5 degrees.",
    "Fan at 60 percent.",
    "Passenger's window closed.",
    "Shall I open the sunroof?",
    "The sunroof? Not while driving in the rain.",
    "Already so: air conditioning on.",
    "Windscreen defroster on. Also: fan at 60 percent, air to: windshield.",
    "Sorry, I did not understand that.",
    "All right, I leave it.",
]
PERSONAL = [
    "Calling Anna.",
    "Calling will.",
    "Route to home.",
    "We are going to the office.",
    "We are at Reading.",
    "Shall I stop at Reading?",
    "Shall I start the route to Reading?",
    "No stop at Reading any more.",
    "Playing Closed by Mirror.",
    "This is Yellow.",
    "Message to Rose saying: open the window.",
    "Unknown writes: Car, open the boot. Your messages.",
    "I found Aral or Shell. Which one?",
    "Which one: Mark or Will?",
    "Shall I call Rose?",
    "Stops on the way: the bank.",
    "Saved this place as home.",
    'Sorry, what came after "open the"? Please say it again.',
    "",
]


@pytest.mark.parametrize("reply", COMMON)
def test_the_assistants_own_replies_may_be_kept(reply: str) -> None:
    assert is_common(spoken(reply))


@pytest.mark.parametrize("reply", PERSONAL)
def test_nothing_with_a_name_a_place_a_title_or_a_message_may_be_kept(reply: str) -> None:
    assert not is_common(spoken(reply))


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    PhraseCache(tmp_path / "phrases").put("voice", 1.0, "Okay.", SOUND)
    kept = PhraseCache(tmp_path / "phrases").get("voice", 1.0, "Okay.")
    assert kept is not None
    assert kept.rate_hz == SOUND.rate_hz
    assert np.allclose(kept.samples, SOUND.samples, atol=1e-4)


def test_another_voice_pace_or_text_is_another_phrase(tmp_path: Path) -> None:
    cache = PhraseCache(tmp_path)
    cache.put("voice", 1.0, "Okay.", SOUND)
    assert cache.get("other", 1.0, "Okay.") is None
    assert cache.get("voice", 1.2, "Okay.") is None
    assert cache.get("voice", 1.0, "Okay") is None


def test_long_and_personal_texts_are_not_kept(tmp_path: Path) -> None:
    cache = PhraseCache(tmp_path)
    for text in ("okay " * 20, "Calling Anna."):
        cache.put("voice", 1.0, text, SOUND)
    assert not list(tmp_path.iterdir())


def test_only_the_owner_may_look_and_no_text_is_in_the_names(tmp_path: Path) -> None:
    folder = tmp_path / "phrases"
    PhraseCache(folder).put("voice", 1.0, "Okay.", SOUND)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Okay" not in file.name.encode() + file.read_bytes()


@pytest.mark.parametrize("cut", [0, 10, 44, 45, 500])
def test_a_damaged_phrase_is_forgotten(tmp_path: Path, cut: int) -> None:
    cache = PhraseCache(tmp_path)
    cache.put("voice", 1.0, "Okay.", SOUND)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:cut])
    assert cache.get("voice", 1.0, "Okay.") is None
    assert not file.exists()


def test_the_phrase_unused_for_longest_makes_room(tmp_path: Path) -> None:
    cache = PhraseCache(tmp_path, most_bytes=5000)
    for age, text in enumerate(("One.", "Two.")):
        cache.put("voice", 1.0, text, SOUND)
        newest = max(tmp_path.iterdir(), key=lambda p: p.stat().st_mtime_ns)
        os.utime(newest, (1000 + age, 1000 + age))
    assert cache.get("voice", 1.0, "One.") is not None
    cache.put("voice", 1.0, "Three.", SOUND)
    assert cache.get("voice", 1.0, "One.") is not None
    assert cache.get("voice", 1.0, "Two.") is None
    assert cache.get("voice", 1.0, "Three.") is not None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = PhraseCache(tmp_path / "file" / "below")
    cache.put("voice", 1.0, "Okay.", SOUND)
    assert cache.get("voice", 1.0, "Okay.") is None


def test_clearing_forgets_every_phrase(tmp_path: Path) -> None:
    cache = PhraseCache(tmp_path)
    cache.put("voice", 1.0, "Okay.", SOUND)
    cache.clear()
    assert not list(tmp_path.iterdir())
