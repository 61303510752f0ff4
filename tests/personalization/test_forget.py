import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.forget import NOTHING, scope_of
from personalization.preference import When
from tests.personalization.told import told

_KNOWN = (
    told("music genre", "jazz"),
    told("music genre", "rock"),
    told("station", "Radio Paradise"),
    told("temperature", 20, when=When(part_of_day="morning")),
    told("temperature", 22),
    told("seat heating", 2),
    told("relation", "Vera", about="sister"),
    told("nickname", "Robert Miller", about="Bobby"),
    told("roads", "tolls", likes=False),
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("forget that I like jazz", {"jazz"}),
        ("that I like jazz", {"jazz"}),
        ("forget jazz", {"jazz"}),
        ("please forget my music", {"jazz", "rock", "Radio Paradise"}),
        ("forget my favourite station", {"Radio Paradise"}),
        ("forget the temperature in the morning", {20.0}),
        ("forget my temperature", {20.0, 22.0}),
        ("forget what you know about the seat heating", {2.0}),
        ("forget my sister", {"Vera"}),
        ("forget who Bobby is", {"Robert Miller"}),
        ("forget all my contacts", {"Vera", "Robert Miller"}),
        ("forget that I hate toll roads", {"tolls"}),
        ("forget that I like the moon", set()),
        ("forget it", set()),
    ],
)
def test_scope(text: str, values: set[object]) -> None:
    scope = scope_of(text, _KNOWN)
    assert {one.value for one in scope.preferences} == values
    assert not scope.is_everything


@pytest.mark.parametrize(
    "text",
    [
        "forget everything",
        "please forget everything you know about me",
        "everything",
        "delete all my data",
        "forget me",
    ],
)
def test_everything(text: str) -> None:
    scope = scope_of(text, _KNOWN)
    assert scope.is_everything
    assert scope.preferences == _KNOWN


@pytest.mark.parametrize("text", ["forget everything", "forget my music"])
def test_passenger_has_nothing_forgotten(text: str) -> None:
    assert scope_of(text, _KNOWN, by_driver=False) == NOTHING


@given(st.text(max_size=80))
def test_anything_can_be_said(text: str) -> None:
    assert set(scope_of(text, _KNOWN).preferences) <= set(_KNOWN)
