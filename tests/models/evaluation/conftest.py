"""The real catalogue once, and short ways to write what is expected and answered."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.evaluation import car
from models.evaluation.answers import Answer
from models.evaluation.car import Car


@pytest.fixture(scope="session")
def facts() -> Car:
    return car.read()


def answered(
    status: str = "done",
    actions: Mapping[str, Any] | None = None,
    pending: Mapping[str, Any] | None = None,
    reply: str = "",
    **more: Any,
) -> Answer:
    lists = {
        name: [{"signal": signal, "value": value} for signal, value in (given or {}).items()]
        for name, given in (("actions", actions), ("pending", pending))
    }
    return Answer.model_validate({"id": "r", "status": status, "reply": reply, **lists, **more})


def row(id_: str, utterance: str, **expect: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "category": expect.pop("category", "climate"),
        "utterance": utterance,
        "context": expect.pop("context", {}),
        "expect": expect,
    }


def write(file: Path, *rows: Mapping[str, Any]) -> Path:
    file.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return file


def a_set(signal: str, **target: Any) -> dict[str, Any]:
    return {"signal": signal, "op": "set", **target}
