"""The reading that is taken. The likelihoods are those of real recognitions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.choosing import chosen
from models import Alternative, HeardWord, Hearing


def _hearing(*readings: tuple[str, float, int]) -> Hearing:
    others = tuple(Alternative(text, mean * tokens, tokens) for text, mean, tokens in readings)
    text, mean, _ = readings[0]
    words = tuple(HeardWord(word.strip(" .,"), 0.9) for word in text.split())
    return Hearing(text, words, mean, 0.002, 150.0, others)


def test_the_expected_reading_is_taken_when_the_sound_allows_both() -> None:
    heard = _hearing(
        ("Then, at the speed to 90.", -0.465, 8), ("Limit the speed to 90.", -0.495, 6)
    )
    found = chosen(heard)
    assert found.text == "Limit the speed to 90."
    assert [word.text for word in found.words] == ["Limit", "the", "speed", "to", "90"]
    assert found.words[1].probability == 0.9
    assert found.log_probability == pytest.approx(-0.495)


def test_a_clear_sound_is_believed_against_expectation() -> None:
    heard = _hearing(("Play Khruangbin.", -0.05, 7), ("Play some jazz.", -2.5, 5))
    assert chosen(heard) == heard


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("Rain sensor off. Rain sensor off.", "Rain sensor off."),
        ("Hang up, hang up.", "Hang up,"),
        ("No no.", "No no."),
        ("Open the window, close the window.", "Open the window, close the window."),
    ],
)
def test_a_command_written_twice_is_one(written: str, taken: str) -> None:
    found = chosen(_hearing((written, -0.2, 8)))
    assert found.text == taken
    assert len(found.words) == len(taken.split())


def test_a_recogniser_without_other_readings_is_taken_as_it_is() -> None:
    heard = Hearing("Fan off.", (HeardWord("Fan", 0.5), HeardWord("off", 0.5)), -0.7, 0.0, 1.0)
    assert chosen(heard) == heard


_READINGS = st.tuples(st.text("ab .,", max_size=20), st.floats(-20.0, 0.0), st.integers(0, 30))


@settings(deadline=None)
@given(st.lists(_READINGS, min_size=1, max_size=5))
def test_nothing_is_taken_that_was_not_read(readings: list[tuple[str, float, int]]) -> None:
    found = chosen(_hearing(*readings))
    assert any(
        text.startswith(found.text) or found.text in " ".join(text.split())
        for text, _, _ in readings
    )
