"""How sure a plan's wishes are: each by its own words and the joints beside it."""

import pytest

from assistant.messages import Conversation, Scene
from assistant.skills import SKILLS
from assistant.understanding import planner
from assistant.understanding.grammar import PlanGrammar
from vehicle_bus import VehicleState, Zone, catalogue

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
