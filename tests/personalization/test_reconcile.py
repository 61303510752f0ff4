from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.category import Category
from personalization.preference import Preference, When
from personalization.reconcile import (
    Added,
    Contradicts,
    Known,
    NotTheDriver,
    OffSchema,
    Outcome,
    SwitchedOff,
    Unclear,
    Updated,
    applied,
    reconcile,
    reconcile_all,
)
from personalization.statement import Item, Reason, Refused, Statement, Unsure, read
from tests.personalization.told import NOW, statements, told

_COLD = When(weather="cold")


def _outcome(text: str, *known: Preference) -> Outcome:
    (outcome,) = reconcile_all(read(text).items, known, told_at=NOW)
    return outcome


def _after(items: Iterable[Item], known: tuple[Preference, ...] = ()) -> tuple[Preference, ...]:
    for outcome in reconcile_all(items, known, told_at=NOW):
        known = applied(known, outcome)
    return known


def _facts(known: Iterable[Preference]) -> set[tuple[object, ...]]:
    return {(one.topic, one.about, one.value, one.likes, one.when) for one in known}


@pytest.mark.parametrize(
    ("text", "known", "outcome"),
    [
        ("I like 20 degrees", [], Added),
        ("I like 20 degrees in the morning", [told("temperature", 20)], Added),
        ("I like rock", [told("music genre", "jazz")], Added),
        ("I like 20 degrees", [told("temperature", 20)], Known),
        ("my sister is vera", [told("relation", "Vera", about="sister")], Known),
        ("I like the seat heating", [told("seat heating", 2)], Known),
        ("I hate the fan", [told("fan", False)], Known),
        ("I like 22 degrees", [told("temperature", 20)], Updated),
        ("my sister is Anna", [told("relation", "Vera", about="sister")], Updated),
        ("I like the seat heating on level 3", [told("seat heating", True)], Updated),
        ("I hate jazz", [told("music genre", "jazz")], Contradicts),
        ("I don't mind tolls", [told("roads", "tolls", likes=False)], Contradicts),
        ("I hate the seat heating", [told("seat heating", 2)], Contradicts),
        ("I like the fan at 40 percent", [told("fan", False)], Contradicts),
        ("I like jazz in the evening", [told("music genre", "jazz", likes=False)], Added),
        ("my brother is Max", [told("relation", "Vera", about="sister")], Added),
        ("I hate 25 degrees", [told("temperature", 20)], Added),
    ],
)
def test_against_what_is_known(text: str, known: list[Preference], outcome: type[Outcome]) -> None:
    assert isinstance(_outcome(text, *known), outcome)


def test_update_keeps_the_id_and_names_the_old() -> None:
    old = told("temperature", 20.0)
    outcome = _outcome("I like 22 degrees", old, told("temperature", 19, when=_COLD))
    assert isinstance(outcome, Updated)
    assert (outcome.old, outcome.new.value, outcome.new.id) == (old, 22.0, old.id)


def test_liking_what_was_disliked_takes_the_place_of_both() -> None:
    liked, disliked = told("temperature", 20), told("temperature", 22, likes=False)
    outcome = _outcome("I like 22 degrees", liked, disliked)
    assert isinstance(outcome, Contradicts)
    assert outcome.old == disliked
    assert _facts(applied((liked, disliked), outcome)) == _facts([told("temperature", 22)])


def test_two_of_one_sentence_meet() -> None:
    first, second = reconcile_all(
        read("I like 22 degrees, but 19 at night").items, [told("temperature", 20)], told_at=NOW
    )
    assert isinstance(first, Updated)
    assert isinstance(second, Added)


def test_switched_off_is_not_looked_at() -> None:
    for text in ("I like 20 degrees", "I like it warm"):
        (item,) = read(text).items
        outcome = reconcile(item, (), told_at=NOW, switched_off={Category.COMFORT})
        assert outcome == SwitchedOff(Category.COMFORT)


@pytest.mark.parametrize("item", [Refused(Reason.HEALTH), Unsure("Which?"), Statement("fan", True)])
def test_others_change_nothing(item: Item) -> None:
    assert reconcile(item, (), told_at=NOW, by_driver=False) == NotTheDriver()


@given(st.lists(statements(), max_size=6), statements())
def test_telling_twice_is_known(before: list[Statement], said: Statement) -> None:
    known = _after(before)
    known = applied(known, reconcile(said, known, told_at=NOW))
    assert isinstance(reconcile(said, known, told_at=NOW), Known)


@given(st.lists(statements(), max_size=8, unique_by=lambda said: (said.topic, said.about)))
def test_order_of_different_topics_does_not_matter(said: list[Statement]) -> None:
    assert _facts(_after(said)) == _facts(_after(reversed(said)))


@given(st.lists(statements(), max_size=12))
def test_one_liked_value_where_only_one_can_be(said: list[Statement]) -> None:
    liked = [
        (one.topic, one.about.casefold(), one.when)
        for one in _after(said)
        if one.likes and not one.subject.several
    ]
    assert len(liked) == len(set(liked))


@given(st.lists(statements(), max_size=6), st.sampled_from(Reason))
def test_off_schema_is_never_stored(before: list[Statement], reason: Reason) -> None:
    known = _after(before)
    outcome = reconcile(Refused(reason), known, told_at=NOW)
    assert outcome == OffSchema(reason)
    assert applied(known, outcome) == known
    assert applied(known, Unclear("Which one?")) == known


@given(st.lists(statements(), max_size=6), statements())
def test_other_topics_are_left_alone(before: list[Statement], said: Statement) -> None:
    known = _after(before)
    after = applied(known, reconcile(said, known, told_at=NOW))
    others = {one for one in known if (one.topic, one.when) != (said.topic, said.when)}
    assert others <= set(after)
