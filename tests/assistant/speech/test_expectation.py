"""What people say to a car is expected more than the same sounds written otherwise."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.expectation import expectation, per_word
from models.training.expectation import OUT, counts

_NAMES = ("Mom", "Siobhan Gallagher")


@pytest.mark.parametrize(
    ("said", "misheard"),
    [
        ("Fan off.", "Then off."),
        ("Call Mom.", "Paul mom."),
        ("Tilt the sunroof.", "Tilt the center."),
        ("Play some jazz.", "Place a jazz."),
        ("Limit the speed to 90.", "Then at the speed to 90."),
        ("Call Siobhan Gallagher.", "Call chauffeur gala her."),
    ],
)
def test_a_command_is_expected_more_than_what_sounds_like_it(said: str, misheard: str) -> None:
    assert expectation(said, _NAMES) > expectation(misheard, _NAMES)


def test_a_name_counts_only_while_the_car_knows_it() -> None:
    assert per_word("Call Siobhan.", _NAMES) > per_word("Call Siobhan.")


def test_all_numbers_are_equally_expected() -> None:
    assert expectation("Set the fan to 3.") == expectation("Set the fan to 4.")


def test_the_file_is_the_one_the_taught_lines_give() -> None:
    found = counts()
    for line in OUT.read_text(encoding="utf-8").splitlines():
        count, *words = line.split(" ")
        assert found[tuple(words)] == int(count), line


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_has_a_finite_expectation(text: str, names: list[str]) -> None:
    assert math.isfinite(expectation(text, names))
    assert expectation(text, names) <= 0.0
