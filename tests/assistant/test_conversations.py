"""Every golden conversation, spoken to a whole car."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Car
from vehicle_bus import Query, Value

GOLDEN = Path(__file__).parents[1] / "golden"
CONVERSATIONS = tomllib.loads((GOLDEN / "turns.toml").read_text())["conversation"]
WITH_MODEL = tomllib.loads((GOLDEN / "model_turns.toml").read_text())["conversation"]


def _hold(car: Car, golden: dict[str, Any]) -> None:
    car.arrange(**golden.get("context", {}))
    for expected in golden["turn"]:
        if "speed_kmh" in expected:
            car.adjust(speed_kmh=expected["speed_kmh"])
        turn = car.hear(expected["say"])
        _same(dict(turn.reported), expected["moved"])
        assert turn.reply.status == expected["status"]
        if "answer" in expected:
            assert turn.reply.text == expected["answer"]


def _same(reported: dict[str, Value], moved: dict[str, Any]) -> None:
    """Of what the head unit resolved, only the fields that the conversation names count."""
    assert reported.keys() == moved.keys()
    for signal, wanted in moved.items():
        value = reported[signal]
        if isinstance(value, Query):
            assert value.as_dict() | wanted == value.as_dict()
        else:
            assert value == wanted


@pytest.mark.parametrize("golden", CONVERSATIONS, ids=lambda g: g["about"])
def test_golden_conversation(car: Car, golden: dict[str, Any]) -> None:
    _hold(car, golden)


@pytest.mark.engine
@pytest.mark.parametrize("golden", WITH_MODEL, ids=lambda g: g["about"])
def test_golden_conversation_with_the_model(thinking_car: Car, golden: dict[str, Any]) -> None:
    _hold(thinking_car, golden)
