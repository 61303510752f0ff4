"""Every golden conversation, spoken to a whole car."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Car

GOLDEN = Path(__file__).parents[1] / "golden"
CONVERSATIONS = tomllib.loads((GOLDEN / "turns.toml").read_text())["conversation"]
WITH_MODEL = tomllib.loads((GOLDEN / "model_turns.toml").read_text())["conversation"]


def _hold(car: Car, golden: dict[str, Any]) -> None:
    car.arrange(**golden.get("context", {}))
    for expected in golden["turn"]:
        if "speed_kmh" in expected:
            car.adjust(speed_kmh=expected["speed_kmh"])
        turn = car.hear(expected["say"])
        assert dict(turn.reported) == expected["moved"]
        assert turn.reply.status == expected["status"]
        if "answer" in expected:
            assert turn.reply.text == expected["answer"]


@pytest.mark.parametrize("golden", CONVERSATIONS, ids=lambda g: g["about"])
def test_golden_conversation(car: Car, golden: dict[str, Any]) -> None:
    _hold(car, golden)


@pytest.mark.engine
@pytest.mark.parametrize("golden", WITH_MODEL, ids=lambda g: g["about"])
def test_golden_conversation_with_the_model(thinking_car: Car, golden: dict[str, Any]) -> None:
    _hold(thinking_car, golden)
