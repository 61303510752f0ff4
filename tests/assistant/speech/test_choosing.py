"""The reading that is taken. The likelihoods are those of real recognitions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.choosing import Choice, chosen
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
    found = chosen(heard).hearing
    assert found.text == "Limit the speed to 90."
    assert [word.text for word in found.words] == ["Limit", "the", "speed", "to", "90"]
    assert found.words[1].probability == 0.9
    assert found.log_probability == pytest.approx(-0.495)


def test_a_clear_sound_is_believed_against_expectation() -> None:
    heard = _hearing(("Play Khruangbin.", -0.05, 7), ("Play some jazz.", -2.5, 5))
    assert chosen(heard).hearing == heard


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
    found = chosen(_hearing((written, -0.2, 8))).hearing
    assert found.text == taken
    assert len(found.words) == len(taken.split())


def test_a_recogniser_without_other_readings_is_taken_as_it_is() -> None:
    heard = Hearing("Fan off.", (HeardWord("Fan", 0.5), HeardWord("off", 0.5)), -0.7, 0.0, 1.0)
    assert chosen(heard) == Choice(heard, 1.0)


def test_a_reading_stands_out_by_words_not_by_spelling() -> None:
    alike = chosen(_hearing(("Fan off.", -0.3, 4), ("Fan off!", -0.3, 4)))
    other = chosen(_hearing(("Fan off.", -0.3, 4), ("Fan up.", -0.3, 4)))
    assert alike.share == pytest.approx(1.0)
    assert other.share < 0.9


def test_a_proposal_counts_as_likely_as_the_first_reading() -> None:
    first = Alternative("Far it off.", -0.6 * 4, 4)
    proposal = Alternative("fan off", -1.1 * 3, 3, unheard=-60.0, is_proposed=True)
    heard = Hearing("Far it off.", (), -0.6, 0.0, 1.0, (first, proposal))
    found = chosen(heard).hearing
    assert found.text == "fan off"
    assert found.log_probability == pytest.approx(-0.6)


def test_a_reading_far_less_likely_is_not_taken_for_being_a_wish() -> None:
    heard = _hearing(("Play the podcast radio lab.", -0.7, 8), ("Play", -6.1, 2))
    assert chosen(heard, is_wish=lambda text: text == "Play").hearing.text.startswith("Play the")


_READINGS = st.tuples(st.text("ab .,", max_size=20), st.floats(-20.0, 0.0), st.integers(0, 30))


@settings(deadline=None)
@given(st.lists(_READINGS, min_size=1, max_size=5))
def test_nothing_is_taken_that_was_not_read(readings: list[tuple[str, float, int]]) -> None:
    choice = chosen(_hearing(*readings))
    found = choice.hearing
    assert 0.0 < choice.share <= 1.0
    assert any(
        text.startswith(found.text) or found.text in " ".join(text.split())
        for text, _, _ in readings
    )
