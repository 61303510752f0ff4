"""Questions by hand: as tables, as JSON, and with one line when something is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from cloud_sync.__main__ import main
from cloud_sync.fleet import ANALYSES
from tests.cloud_sync.fleet_questions.conftest import DAYS, LAST

PERIOD = ("--until", LAST.isoformat(), "--days", str(DAYS))


class Told:
    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str, status: int = 0) -> str:
        assert main(["--home", str(self._home), "fleet", *arguments]) == status
        out, err = self._capsys.readouterr()
        return out if status == 0 else err

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(tmp_path / "home", capsys)


def test_every_question_is_listed_and_can_be_asked(told: Told, landed: Path) -> None:
    assert [one["name"] for one in told.json("list")] == [one.name for one in ANALYSES]
    for line, one in zip(told("list").splitlines(), ANALYSES, strict=True):
        assert line.split()[0] == one.name
    answer = told.json("trends", "--from", str(landed), *PERIOD)
    assert answer["rows"][0]["week"] < answer["rows"][1]["week"]
    assert "Key figures by week" in told("trends", "--from", str(landed), *PERIOD)


def test_a_report_answers_all_of_them(told: Told, landed: Path) -> None:
    made = told.json("report", "--from", str(landed), *PERIOD)
    assert [one["name"] for one in made["answers"]] == [one.name for one in ANALYSES]
    assert made["events"] > 10_000
    plain = told("report", "--from", str(landed), *PERIOD)
    assert all(one.title in plain and one.definition in plain for one in ANALYSES)
    assert "fewer than 20 vehicles" in plain


def test_what_is_shared_is_paid_for_until_it_is_spent(told: Told, landed: Path) -> None:
    ask = ("quality", "--from", str(landed), *PERIOD, "--share", "acme", "--epsilon", "3")
    shared = told.json(*ask)
    assert shared["epsilon"] == pytest.approx(3)
    assert "of_vehicles" not in json.dumps(shared)
    error = told(*ask, status=1)
    assert error.count("\n") == 1
    assert "fleet.budget_spent" in error
    assert "acme was told 3.000 of 2026-Q4" in told("budget", "acme", "--quarter", "2026-Q4")


def test_what_cannot_be_done_is_one_line(told: Told, tmp_path: Path) -> None:
    error = told("report", "--from", str(tmp_path / "nothing"), status=1)
    assert error == "No events have landed there. (fleet.empty)\n"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    assert "already" in told("generate", "--out", str(tmp_path / "full"), status=1)


def test_a_fleet_can_be_made_up_and_asked(told: Told, tmp_path: Path) -> None:
    made = ("--vehicles", "40", "--days", "8", "--until", LAST.isoformat(), "--seed", "2")
    assert "events landed" in told("generate", "--out", str(tmp_path / "made"), *made)
    answer = told.json("adoption", "--from", str(tmp_path / "made"), "--days", "8")
    assert answer["last"] == LAST.isoformat()
