"""Two quarters of a made-up fleet, counted by the command and read by ``drift`` and the report."""

from datetime import date
from pathlib import Path

import pytest

from cloud_sync.__main__ import main
from cloud_sync.fleet import analysis, ask, open_views
from cloud_sync.fleet.generated import Size, generate
from cloud_sync.governance.drift import Counted, figures

LAST = date(2026, 10, 20)


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 days in the fourth quarter, 20 in the third."""
    directory = tmp_path_factory.mktemp("fleet") / "partitions"
    generate(directory, Size(vehicles=120, days=40, health_a_day=1, seed=5), LAST)
    return directory


def told(capsys: pytest.CaptureFixture[str], landed: Path, quarter: str) -> Counted:
    asked = ("governance", "usage", "--quarter", quarter, "--from", str(landed))
    assert main(("--home", str(landed / "home"), *asked)) == 0
    return Counted.model_validate_json(capsys.readouterr().out)


def test_every_turn_that_may_be_told_of_is_in_its_quarter(
    capsys: pytest.CaptureFixture[str], landed: Path
) -> None:
    found = told(capsys, landed, "2026Q4")
    with open_views(landed, LAST, 40) as views:
        rows = ask(analysis("quality"), views).rows
    assert found.before.turns > 0
    assert found.now.turns > 0
    assert found.before.turns + found.now.turns <= sum(row["turns"] for row in rows)
    with open_views(landed, LAST, 20) as views:
        now = ask(analysis("quality"), views).rows
    assert found.now.turns == sum(row["turns"] for row in now)
    assert found.now.rates["undone"] == sum(row["undone"] for row in now)


def test_what_is_counted_can_be_compared(capsys: pytest.CaptureFixture[str], landed: Path) -> None:
    shifts, _ = figures(told(capsys, landed, "2026Q4"))
    assert [row["what"] for row in shifts.rows] == [
        "done", "asked", "refused", "failed", "corrected", "undone",
    ]  # fmt: skip
    assert all(row["p"] is not None for row in shifts.rows)


def test_a_quarter_nobody_told_of_has_no_turns(
    capsys: pytest.CaptureFixture[str], landed: Path
) -> None:
    found = told(capsys, landed, "2026Q2")
    assert found.now.turns == found.before.turns == 0


def test_where_nothing_landed_it_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ("governance", "usage", "--quarter", "2026Q4", "--from", str(tmp_path))
    assert main(("--home", str(tmp_path / "home"), *asked)) == 1
    assert "fleet." in capsys.readouterr().err
