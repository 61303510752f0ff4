"""``python -m personalization`` on a real home: shown, exported, forgotten, erased."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from personalization import (
    Deed,
    Habits,
    Preferences,
    TaughtRoutines,
    When,
    drivers_at,
    prefer,
)
from personalization.__main__ import main
from personalization.export import Export

_TOLD_AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    drivers = drivers_at(tmp_path)
    anna = drivers.create("Anna")
    drivers.create("Ben")
    with closing(drivers.open(anna.id)) as vault:
        kept = Preferences(vault)
        kept.add(prefer("temperature", 20.0, _TOLD_AT, when=When(part_of_day="morning")))
        kept.add(prefer("music genre", "jazz", _TOLD_AT))
    return tmp_path


@pytest.fixture
def learned(home: Path) -> Path:
    """The same home, and Anna has taught and done things, too."""
    drivers = drivers_at(home)
    with closing(drivers.open(drivers.named("Anna").id)) as vault:
        TaughtRoutines(vault).teach("movie mode", "dim the lights", "ambient off", _TOLD_AT)
        habits = Habits(vault)
        for day in range(5):
            at = _TOLD_AT + timedelta(days=day)
            habits.enter(at, frozenset({"morning", "start"}), {})
            habits.saw(Deed("Seat.Driver.Heating", 2.0, at, "hand"))
    return home


def test_what_was_taught_and_noticed_is_shown_exported_and_forgotten(
    learned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(learned, "show", "--driver", "anna")
    shown = capsys.readouterr().out.splitlines()[1:]
    assert [line for line in shown if "movie mode" in line]
    assert [line for line in shown if "Seat.Driver.Heating 2.0" in line and "5 of 5" in line]
    _run(learned, "export", "--driver", "anna")
    exported = Export.model_validate_json(capsys.readouterr().out)
    assert [one.name for one in exported.routines] == ["movie mode"]
    assert len(exported.phases) == 5
    for line in shown:
        assert _run(learned, "forget", "--driver", "anna", "--id", line.split()[1]) == 0
    capsys.readouterr()
    _run(learned, "show", "--driver", "anna")
    assert capsys.readouterr().out.splitlines() == ["Anna: agreed to nothing"]


def _run(home: Path, *arguments: str) -> int:
    return main(["--home", str(home), *arguments])


def test_everyone_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(home, "show") == 0
    shown = capsys.readouterr().out
    assert "Anna: agreed to nothing" in shown
    assert "2026-11-01" in shown
    assert "You like 20 degrees in the morning." in shown
    assert shown.strip().endswith("Ben: agreed to nothing")


def test_an_export_is_read_back_whole(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(home, "export", "--driver", "anna") == 0
    exported = Export.model_validate_json(capsys.readouterr().out)
    assert exported.driver.name == "Anna"
    assert [one.value for one in exported.preferences] == [20.0, "jazz"]


def test_one_thing_is_forgotten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(home, "export", "--driver", "anna")
    first, second = json.loads(capsys.readouterr().out)["preferences"]
    assert _run(home, "forget", "--driver", "anna", "--id", first["id"][:8]) == 0
    assert capsys.readouterr().out == "forgotten: You like 20 degrees in the morning.\n"
    _run(home, "export", "--driver", "anna")
    assert json.loads(capsys.readouterr().out)["preferences"] == [second]


def test_a_driver_is_erased(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(home, "erase", "--driver", "anna", "--yes") == 0
    capsys.readouterr()
    _run(home, "show")
    assert "Anna" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "--driver", "christopher"), "memory.unknown_driver"),
        (("forget", "--driver", "anna", "--id", "nothing"), "memory.unknown"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: str
) -> None:
    assert _run(home, *arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().endswith(f"({code})")
    assert "\n" not in said.err.strip()


def test_a_home_without_drivers_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "show") == 0
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []
