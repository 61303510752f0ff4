"""What a driver may say becomes one spelling, at once, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import MAX_WORD_CHARS, MAX_WORDS, normalise

SPOKEN = {
    "Set it to 21\u00b0C, please!": "set it to 21 degrees please",
    "72\u00b0F": "72 degrees fahrenheit",
    "turn the A/C up 20%": "turn the ac up 20 percent",
    "turn on the a c": "turn on the ac",
    "I\u2019m FREEZING": "i'm freezing",
    "Beyonc\u00e9 & Jay-Z": "beyonce and jay z",
    "Z\u00fcrich Stra\u00dfe \u0141\u00f3d\u017a": "zurich strasse lodz",
    "rock 'n' roll": "rock n roll",
    "120km/h": "120 kmh",
    "at 7:30pm": "at 7:30 pm",
    "bass to -3": "bass to minus 3",
    "1,000 km": "1000 km",
    "21,5": "21.5",
    "3D map, 80s music": "3d map 80s music",
    "two and a half": "2.5",
    "twenty-one": "21",
    "a hundred percent": "100 percent",
    "one hundred one point one": "101.1",
    "one oh one point three": "101.3",
    "one zero one point three": "101.3",
    "nineteen eighty nine": "1989",
    "half past seven": "half past 7",
    "twenty second delay": "20 second delay",
    "the second one on fifth avenue": "the second one on fifth avenue",
    "level one": "level 1",
    "one degree warmer, no one more": "1 degree warmer no one more",
    "one million roses": "one million roses",
    "\u4f60\u597d \x00\x07": "",
}


@pytest.mark.parametrize(("said", "words"), SPOKEN.items())
def test_one_spelling(said: str, words: str) -> None:
    assert normalise(said).text == words


def test_the_drivers_own_wording_comes_back() -> None:
    utterance = normalise("Call  Ren\u00e9e O\u2019Brien at twenty-one, Stra\u00dfe B!")
    assert utterance.words[1:3] == ("renee", "o'brien")
    assert utterance.spoken(1, 3) == "Ren\u00e9e O\u2019Brien"
    assert utterance.spoken(4, 7) == "twenty-one, Stra\u00dfe B"
    assert utterance.spoken(3, 3) == ""
    assert utterance.spoken(0, 99) == ""


NUMBER_WORDS = (
    *("one", "two", "five", "nineteen", "twenty", "eighty", "hundred", "thousand", "million"),
    *("first", "second", "oh", "o", "zero", "point", "and", "a", "half", "minus", "to", "degrees"),
)
MARKS = (
    *("5", "19", "89", "2.5", "01", "7:30", "20c", "a/c", "c", "x", "fm"),
    *("%", "&", "-", ",", ".", "\u00b0", "\u00bd", "\u2019"),
)
SPEECH = st.one_of(
    st.text(),
    st.lists(st.sampled_from(NUMBER_WORDS + MARKS)).map(" ".join),
)


@given(SPEECH)
def test_any_text_is_spelled_once_and_for_all(said: str) -> None:
    once = normalise(said)
    assert normalise(once.text).words == once.words
    assert once.text.isascii()
    assert len(once.words) <= MAX_WORDS
    assert all(word and " " not in word and len(word) <= MAX_WORD_CHARS for word in once.words)


@given(SPEECH)
def test_places_stand_in_order_inside_what_was_said(said: str) -> None:
    utterance = normalise(said)
    for start, stop in utterance.places:
        assert 0 <= start < stop <= len(utterance.said)
    assert list(utterance.places) == sorted(utterance.places)


def test_endless_speech_is_cut_and_says_so() -> None:
    assert normalise("word " * 10_000).is_cut
    assert not normalise("turn it up").is_cut
