"""What is given away: bounded, noisy, paid for, and nothing once the budget is spent."""

import json
import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from cloud_sync.errors import BudgetSpentError, FleetDamagedError, FleetError
from cloud_sync.event import Usage
from cloud_sync.fleet import ANALYSES, Analysis, Budget, analysis, open_views, share
from cloud_sync.fleet.answer import sums
from cloud_sync.fleet.budget import MOST_EPSILON, quarters
from cloud_sync.fleet.sharing import DELTA, bounded
from cloud_sync.fleet.views import Views
from tests.cloud_sync.fleet_questions.conftest import LAST
from tests.cloud_sync.fleet_questions.landing import Told, land

QUARTER = "2026-Q4"
_COUNTS = ("done", "asked", "refused", "failed", "corrected", "undone")


@pytest.fixture
def budget(tmp_path: Path) -> Budget:
    return Budget(tmp_path / "budget")


@pytest.mark.parametrize("asked", ANALYSES, ids=lambda one: one.name)
def test_no_vehicle_adds_more_than_it_may(asked: Analysis, views: Views) -> None:
    rows = views.rows(bounded(asked, views))
    of: dict[str, int] = {}
    for row in rows:
        of[row["vehicle"]] = of.get(row["vehicle"], 0) + 1
        assert all(0 <= row[name] <= most for name, most in asked.shared.items())
    assert all(count <= asked.most_groups for count in of.values())


def test_a_vehicle_that_tells_much_is_cut_down_as_a_whole(tmp_path: Path) -> None:
    """A car with 100 times the turns it may add keeps its share of failures."""
    used = json.dumps(dict.fromkeys(_COUNTS, 0) | {"turns": 10_000, "failed": 500})
    land(tmp_path, Usage, LAST, [Told("car-1", used)] * 20)
    with open_views(tmp_path, LAST) as views:
        (row,) = views.rows(bounded(analysis("quality"), views))
    assert row["turns"] == analysis("quality").shared["turns"]
    assert row["failed"] == pytest.approx(row["turns"] * 0.05, abs=1)


def test_a_vehicle_in_many_groups_counts_in_a_few(tmp_path: Path) -> None:
    used = dict.fromkeys(_COUNTS, 1) | {"turns": 20}
    told = [Told("car-1", json.dumps(used | {"release": f"r{n}"})) for n in range(9)]
    land(tmp_path, Usage, LAST, told)
    with open_views(tmp_path, LAST) as views:
        rows = views.rows(bounded(analysis("quality"), views))
    assert len(rows) == analysis("quality").most_groups < len(told)


def test_counts_are_near_the_truth_and_never_the_same_twice(views: Views, budget: Budget) -> None:
    exact = {g.row["release"]: g.row["vehicles"] for g in sums(analysis("quality"), views)}
    seen = [share(analysis("quality"), views, budget, to, 4.0) for to in ("one", "two", "three")]
    for shared in seen:
        assert shared.rows
        for row in shared.rows:
            off = abs(row["vehicles"] - exact[row["release"]])
            assert off < 8 * shared.within["vehicles"]
    told = {tuple((row["turns"], row["failed"]) for row in shared.rows) for shared in seen}
    assert len(told) == len(seen)


def test_a_group_of_few_is_not_even_named(tmp_path: Path, budget: Budget) -> None:
    def used(release: str) -> str:
        return json.dumps(dict.fromkeys(_COUNTS, 1) | {"turns": 20, "release": release})

    many = [Told(f"car-{n}", used("large")) for n in range(2_000)]
    land(tmp_path, Usage, LAST, [*many, Told("car-x", used("one-off"))])
    with open_views(tmp_path, LAST) as views:
        shared = share(analysis("quality"), views, budget, "acme", 4.0)
    assert [row["release"] for row in shared.rows] == ["large"]


def test_what_was_told_adds_up_and_ends(views: Views, budget: Budget) -> None:
    for _ in range(4):
        shared = share(analysis("adoption"), views, budget, "acme", 0.9)
        assert shared.epsilon == pytest.approx(0.9)
        assert 0 < shared.delta <= DELTA
    with pytest.raises(BudgetSpentError, match=r"0\.40 more"):
        share(analysis("adoption"), views, budget, "acme", 0.9)
    assert budget.account("acme", QUARTER).epsilon == pytest.approx(3.6)
    share(analysis("adoption"), views, budget, "acme", 0.3)
    share(analysis("adoption"), views, budget, "somebody else", 0.9)


def test_every_quarter_of_the_period_pays(budget: Budget) -> None:
    both = quarters(date(2026, 9, 30), date(2026, 10, 1))
    assert both == ("2026-Q3", "2026-Q4")
    assert quarters(date(2025, 12, 31), date(2026, 4, 1)) == ("2025-Q4", "2026-Q1", "2026-Q2")
    budget.spend("acme", ("2026-Q3",), "quality", (MOST_EPSILON, 0.0))
    with pytest.raises(BudgetSpentError):
        budget.spend("acme", both, "quality", (0.1, 0.0))
    assert budget.account("acme", "2026-Q4").epsilon == 0
    budget.spend("else", both, "quality", (1.0, 0.0))
    assert [budget.account("else", quarter).epsilon for quarter in both] == [1.0, 1.0]
    budget.spend("else", both[1:], "quality", (3.0, 0.0))
    with pytest.raises(BudgetSpentError, match="2026-Q4"):
        budget.spend("else", both, "quality", (0.1, 0.0))


@pytest.mark.parametrize("epsilon", [0.0, -1.0, 5.0, float("nan"), float("inf")])
def test_no_other_epsilon_is_taken(epsilon: float, views: Views, budget: Budget) -> None:
    with pytest.raises(FleetError, match="epsilon"):
        share(analysis("quality"), views, budget, "acme", epsilon)
    assert budget.account("acme", QUARTER).epsilon == 0


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"recipient":"x","quarter":"2026-Q4"}'])
def test_a_budget_that_cannot_be_read_is_spent(
    content: str, views: Views, budget: Budget, tmp_path: Path
) -> None:
    share(analysis("updates"), views, budget, "acme", 0.5)
    (kept,) = (tmp_path / "budget").glob("*.json")
    kept.write_text(content)
    with pytest.raises(FleetDamagedError):
        share(analysis("updates"), views, budget, "acme", 0.5)


def test_two_programs_do_not_spend_the_same(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        kept = sum(pool.map(_spend, [tmp_path / "budget"] * 12))
    assert kept == 8
    assert Budget(tmp_path / "budget").account("acme", QUARTER).epsilon == pytest.approx(4.0)


def _spend(directory: Path) -> int:
    try:
        Budget(directory).spend("acme", (QUARTER,), "quality", (0.5, 0.0))
    except BudgetSpentError:
        return 0
    return 1
