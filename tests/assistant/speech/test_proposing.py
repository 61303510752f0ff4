"""What the recogniser is asked about besides its own readings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.skills import SKILLS
from assistant.speech.hints import Names
from assistant.speech.proposing import Wishes
from assistant.understanding.phrases import PhraseBook
from models import normalise

_BOOK = PhraseBook(SKILLS)
_WISHES = Wishes(_BOOK.plain, _BOOK.is_phrase)
_NAMES = Names(("Anna Schmidt", "Tom Becker", "Wasserburg"), ("Eminem", "Dua Lipa", "Road Trip"))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Cheffle off.", "Shuffle off."),
        ("And do that.", "Undo that."),
        ("Wear the frustor on.", "Rear defroster on."),
    ],
)
def test_a_phrase_that_sounds_alike_is_proposed(read: str, meant: str) -> None:
    proposed = _WISHES.near([read], _NAMES)
    assert proposed[meant] is None


@pytest.mark.parametrize(
    ("read", "text", "change"),
    [
        ("Put on some duly papa.", None, None),
        ("Play some dual leapa.", "Play some Dua Lipa.", ("dual leapa", "Dua Lipa")),
        ("Listen to MIM?", "Listen to Eminem?", ("MIM", "Eminem")),
        ("Call Hannah Smith.", "Call Anna Schmidt.", ("Hannah Smith", "Anna Schmidt")),
    ],
)
def test_a_name_is_proposed_with_what_it_replaces(
    read: str, text: str | None, change: tuple[str, str] | None
) -> None:
    named = {t: c for t, c in _WISHES.near([read], _NAMES).items() if c is not None}
    assert named.get(text) == change if text else not named


def test_what_was_read_anyway_is_not_proposed() -> None:
    assert "Undo that." not in _WISHES.near(["Under that.", "undo that"], _NAMES)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=60), max_size=5), st.lists(st.text(max_size=20), max_size=5))
def test_proposals_are_few_whatever_was_read(readings: list[str], known: list[str]) -> None:
    proposed = _WISHES.near(readings, Names(tuple(known), tuple(known)))
    assert len(proposed) <= 10
    assert not {normalise(t).words for t in proposed} & {normalise(r).words for r in readings}


def test_a_part_of_what_was_read_is_not_proposed() -> None:
    read = "Turn the air conditioning on and close the roof."
    assert "Turn the air conditioning on." not in _WISHES.near([read], _NAMES)
