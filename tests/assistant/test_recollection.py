"""What was told is used where it is meant, found again when it is asked for, and explained."""

from dataclasses import replace

import pytest

from assistant.known import Fact, Known
from assistant.messages import Plan, Scene, Status
from assistant.understanding.recollection import Recollection
from models import Cancel, normalise
from tests.conftest import Car
from vehicle_bus import Query

_TOLD = [
    {"key": "temperature", "value": 21},
    {"key": "music genre", "value": "jazz"},
    {"key": "station", "value": "Radio Paradise"},
    {"key": "cuisine", "value": "italian"},
]


@pytest.fixture
def known(car: Car) -> Car:
    car.arrange(preferences=_TOLD)
    return car


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("what kind of music do i like", "You like jazz."),
        ("what is my favourite station", "Your station is Radio Paradise."),
        ("which radio station do i prefer", "Your station is Radio Paradise."),
        ("what did i tell you about the temperature", "You like 21 degrees."),
    ],
)
def test_what_was_told_is_found_again(known: Car, asked: str, answer: str) -> None:
    turn = known.hear(asked)
    assert turn.reply.text == f"{answer} Say forget that, and I forget it."
    assert "as you told me on" in known.hear("where did you get that from").reply.text


def test_what_was_recalled_is_forgotten_on_request(known: Car) -> None:
    known.hear("what is my favourite station")
    assert known.hear("forget that").reply.text == "Forgotten: Your station is Radio Paradise."
    assert known.hear("what is my favourite station").reply.status is Status.CLARIFY
    assert "jazz" in known.hear("what do you know about me").reply.text


def test_what_was_never_told_is_not_made_up(known: Car) -> None:
    turn = known.hear("what is my favourite animal")
    assert (turn.reply.status, turn.reported) == (Status.CLARIFY, ())


def test_a_guest_is_told_nothing(known: Car) -> None:
    known.hear("guest mode")
    assert "Radio" not in known.hear("what is my favourite station").reply.text


@pytest.mark.parametrize(
    "asked",
    ["what is my range", "what is my speed", "how fast am i", "what do you know about my habits"],
)
def test_other_questions_are_not_recalled(known: Car, asked: str) -> None:
    assert all(step.skill != "driver.recall" for step in known.hear(asked).plan.steps)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("wish", "signal", "query"),
    [
        ("play my favourite station", "Media.Play", "radio paradise"),
        ("play something i like", "Media.Play", "jazz"),
        ("take me to a restaurant i like", "Navigation.Destination", "restaurant italian"),
    ],
)
def test_words_stand_for_what_was_told(
    thinking_car: Car, wish: str, signal: str, query: str
) -> None:
    thinking_car.arrange(preferences=_TOLD)
    turn = thinking_car.hear(wish)
    value = dict(turn.reported)[signal]
    assert isinstance(value, Query)
    assert value.get("query") == query
    assert "as you told me on" in thinking_car.hear("why").reply.text


@pytest.mark.engine
def test_a_sister_is_called_by_her_name(thinking_car: Car) -> None:
    thinking_car.arrange(contacts=["Vera", "Tom"])
    thinking_car.hear("remember my sister is called Vera")
    turn = thinking_car.hear("call my sister")
    value = dict(turn.reported)["Phone.Call"]
    assert isinstance(value, Query)
    assert value.get("name") == "Vera"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("call my sister", "call vera"),
        ("please text my sister that i am late", "please text vera that i am late"),
        ("my sister is cold", "my sister is cold"),
        ("call my sister in law", "call my sister in law"),
    ],
)
def test_only_wishes_are_put_into_other_words(car: Car, said: str, understood: str) -> None:
    fact = Fact("relation", "sister", "Vera", "Your sister is Vera.")
    heard: list[Scene] = []

    class Listens:
        def understand(self, scene: Scene, cancel: Cancel | None = None) -> Plan:
            heard.append(scene)
            return Plan()

    scene = replace(car.hear("fan off").scene, said=normalise(said), known=Known(facts=(fact,)))
    plan = Recollection(Listens()).understand(scene)
    assert heard[0].said.text == understood
    assert bool(plan.because) is (said != understood)
