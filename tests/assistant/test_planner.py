"""How sure a plan's wishes are: each by its own words and the joints beside it."""

from dataclasses import replace

import pytest

from assistant.messages import Conversation, Option, Pending, Say, Scene
from assistant.skills import SKILLS
from assistant.understanding import planner
from assistant.understanding.grammar import PlanGrammar
from vehicle_bus import BusCommand, Query, VehicleState, Zone, catalogue

GRAMMAR = PlanGrammar(SKILLS)
SCENE = Scene(
    VehicleState({n: s.default for n, s in catalogue.SIGNALS.items() if s.default is not None}),
    Zone.DRIVER,
    Conversation(),
    0.0,
)
ANSWER = ("temp", "up", ";", "ac", "on", ";", "volume", "20")


@pytest.mark.parametrize(
    ("unsure_at", "expected"),
    [
        (1, [0.3, 1.0, 1.0]),
        (2, [0.3, 0.3, 1.0]),
        (4, [1.0, 0.3, 1.0]),
        (7, [1.0, 1.0, 0.3]),
        (8, [1.0, 1.0, 0.3]),
    ],
)
def test_doubt_about_one_word_is_doubt_about_its_wish(
    unsure_at: int, expected: list[float]
) -> None:
    sureness = [0.3 if place == unsure_at else 1.0 for place in range(len(ANSWER) + 1)]
    steps = planner.steps(GRAMMAR.read(ANSWER), SCENE, sureness)
    assert [step.confidence for step in steps] == expected


def test_phrases_are_sure() -> None:
    steps = planner.steps(GRAMMAR.read(ANSWER), SCENE)
    assert [step.confidence for step in steps] == [1.0, 1.0, 1.0]


PLACE = Option("Aral", (BusCommand("Navigation.Destination", Query.of(query="Aral")),))
PERSON = Option("Jo Marsh", (BusCommand("Phone.Call", Query.of(query="Jo Marsh")),))


@pytest.mark.parametrize(
    ("wish", "option", "commands"),
    [
        ("search petrol station", PLACE, PLACE.commands),
        ("need fuel", PLACE, PLACE.commands),
        ("call jo", PERSON, ()),
    ],
)
def test_there_is_what_the_search_found_and_nothing_else(
    wish: str, option: Option, commands: tuple[BusCommand, ...]
) -> None:
    asked = Conversation(wishes=(tuple(wish.split()),), pending=Pending((), (option,), 30.0))
    (step,) = planner.steps(GRAMMAR.read(["nav", "there"]), replace(SCENE, conversation=asked))
    assert step.commands == commands


def test_there_without_a_search_asks_where_to() -> None:
    (step,) = planner.steps(GRAMMAR.read(["nav", "there"]), SCENE)
    assert [type(effect) for effect in step.effects] == [Say]
