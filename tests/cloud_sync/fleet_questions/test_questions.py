"""Answers are what one gets by counting the events one by one."""

import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cloud_sync.errors import FleetDamagedError, FleetEmptyError, FleetError
from cloud_sync.event import ComponentHealth, Health, Repair, Usage
from cloud_sync.fleet import ANALYSES, K, analysis, ask, open_views, report
from cloud_sync.fleet.answer import sums
from cloud_sync.fleet.intervals import byar
from cloud_sync.fleet.views import Views
from cloud_sync.reference.partition import Partitions
from tests.cloud_sync.fleet_questions.conftest import LAST
from tests.cloud_sync.fleet_questions.landing import Told, land

MANY = range(K + 5)


def told(root: Path, name: str) -> list[dict[str, Any]]:
    found = []
    for path in root.glob(f"class=*/type=com.codriver.{name}.v1/date=*/*.parquet"):
        found += pq.ParquetFile(path).read().to_pylist()
    return [row | json.loads(row["data"]) for row in found]


def monday(row: dict[str, Any]) -> date:
    day: date = row["time"].date()
    return day - timedelta(days=day.weekday())


def test_quality_is_the_sum_of_all_reports(landed: Path, views: Views) -> None:
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in told(landed, "usage"):
        sums_of = counted[row["release"] or "as delivered"]
        for place, name in enumerate(("turns", "failed", "undone")):
            sums_of[place] += row[name]
    answer = ask(analysis("quality"), views)
    assert len(answer.rows) + answer.hidden == len(counted)
    assert len(answer.rows) > 1
    for row in answer.rows:
        assert [row["turns"], row["failed"], row["undone"]] == counted[row["release"]]
        assert row["failed_share_low"] < row["failed"] / row["turns"] < row["failed_share_high"]


def test_adoption_counts_the_last_release_of_a_week(landed: Path, views: Views) -> None:
    last: dict[tuple[str, date], tuple[date, str]] = {}
    for row in told(landed, "usage"):
        used = row["time"].date(), row["release"] or "as delivered"
        key = row["vehicle"], monday(row)
        last[key] = max(last.get(key, used), used)
    counted: dict[tuple[date, str], set[str]] = defaultdict(set)
    for (vehicle, week), (_, release) in last.items():
        counted[week, release].add(vehicle)
    found = {(g.row["week"], g.row["release"]): g.row for g in sums(analysis("adoption"), views)}
    assert {key: row["vehicles"] for key, row in found.items()} == {
        key: len(vehicles) for key, vehicles in counted.items()
    }


def test_updates_count_the_last_phase_told(landed: Path, views: Views) -> None:
    last: dict[tuple[str, str], tuple[Any, int, str]] = {}
    for row in told(landed, "update"):
        key = row["vehicle"], row["release"]
        now = row["time"], row["sequence"], row["phase"]
        last[key] = max(last.get(key, now), now)
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for (_, release), (_, _, phase) in last.items():
        counted[release, phase] += 1
    found = {(g.row["release"], g.row["phase"]): g.row for g in sums(analysis("updates"), views)}
    assert {key: row["vehicles"] for key, row in found.items()} == counted


@pytest.mark.parametrize("asked", ANALYSES, ids=lambda one: one.name)
def test_no_answer_tells_of_few(asked: Any, views: Views) -> None:
    groups = sums(asked, views)
    small = {tuple(g.row[n] for n in asked.groups) for g in groups if g.is_small(K)}
    answer = ask(asked, views)
    assert len(answer.rows) + answer.hidden == len(groups)
    for row in answer.rows:
        assert row["vehicles"] >= K
        assert tuple(row[name] for name in asked.groups) not in small


def test_a_count_of_few_hides_its_row(tmp_path: Path) -> None:
    """25 vehicles undo nothing or all do: told. Three do: that is about three."""

    def used(release: str, undone: int) -> str:
        return json.dumps(json.loads(USED) | {"release": release, "undone": undone})

    events = [Told(f"a-{n}", used("none", 0)) for n in MANY]
    events += [Told(f"b-{n}", used("all", 1)) for n in MANY]
    events += [Told(f"c-{n}", used("all too", 1)) for n in MANY]
    land(tmp_path, Usage, LAST, events)
    with open_views(tmp_path, LAST) as views:
        assert len(ask(analysis("quality"), views).rows) == 3
    few = [Told(f"d-{n}", used("few", 1 if n < 3 else 0)) for n in MANY]
    land(tmp_path, Usage, LAST, [*events, *few])
    with open_views(tmp_path, LAST) as views:
        told = {row["release"] for row in ask(analysis("quality"), views).rows}
    assert told == {"none", "all too"}


def test_a_change_is_told_against_the_week_before_and_no_other(views: Views) -> None:
    rows = ask(analysis("trends"), views).rows
    assert rows[0]["failed_share_change"] is None
    for before, row in pairwise(rows):
        change = row["failed_share"] - before["failed_share"]
        assert row["failed_share_change"] == pytest.approx(change, abs=1e-6)


def test_every_question_says_what_it_means() -> None:
    assert len({one.name for one in ANALYSES}) == len(ANALYSES)
    for one in ANALYSES:
        assert all((one.title, one.definition.endswith("."), one.unit, one.denominator))
        assert set(one.shared) <= set(one.counts)


def test_parts_that_wear_are_needed_when_they_will_be_worn(tmp_path: Path) -> None:
    """60 of 80 percent in 300 days leaves 75 days for the 20 that are left over 20 percent."""
    worn = {"component": "pads", "part_number": "P", "age_days": 300, "health_percent": 36}
    gone = worn | {"serial": "old"}
    events = [Told(f"car-{n}", json.dumps(worn)) for n in MANY]
    events += [Told(f"car-{n}", json.dumps(gone)) for n in MANY]
    known = worn | {"part_number": "Q", "remaining_likely_days": 20}
    events += [Told(f"car-{n}", json.dumps(known)) for n in MANY]
    land(tmp_path, ComponentHealth, LAST, events)
    done = gone | {"action": "replaced", "cause": "wear"}
    land(tmp_path, Repair, LAST, [Told(f"car-{n}", json.dumps(done)) for n in MANY])
    with open_views(tmp_path, LAST) as views:
        row, expected = ask(analysis("parts"), views).rows
        (reused,) = ask(analysis("reuse"), views).rows
    assert (row["due_30_days"], row["due_90_days"], row["parts"]) == (0, 25, 25)
    assert (expected["due_30_days"], expected["due_90_days"]) == (25, 25)
    assert (reused["grade"], reused["parts"]) == ("recycle", 25)


def test_what_a_broken_car_sends_is_unknown_and_stops_nothing(tmp_path: Path) -> None:
    good = '{"odometer_km": %d, "battery_v": 11.0}'
    bad = ("nonsense", "[1]", "5", "null", '"x"', "{", '{"battery_v": {"a": 1}}', "")
    worse = ('{"battery_v": 1e999}', '{"battery_v": "low"}', '{"battery_v": -1e300}')
    first = [Told(f"car-{n}", good % 1_000) for n in MANY]
    odd = [Told(f"bad-{n}", data) for n, data in enumerate((*bad, *worse, None))]
    land(tmp_path, Health, LAST - timedelta(days=1), [*first, *odd])
    land(tmp_path, Health, LAST, [Told(f"car-{n}", good % 1_100) for n in MANY])
    with open_views(tmp_path, LAST, 2) as views:
        made = report(views)
        (group,) = sums(analysis("condition"), views)
    row = group.row
    assert (row["vehicles"], row["days"], row["km"]) == (25, 50, 2_500)
    assert (made.events, made.sealed) == (62, 1)


def test_a_vehicle_that_is_erased_is_in_no_answer(tmp_path: Path) -> None:
    land(tmp_path, Usage, LAST, [Told(f"car-{n}", USED) for n in MANY])
    Partitions(tmp_path).erase("car-3")
    with open_views(tmp_path, LAST) as views:
        (row,) = ask(analysis("adoption"), views).rows
    assert row["vehicles"] == len(MANY) - 1


USED = json.dumps(
    dict.fromkeys(("done", "asked", "refused", "failed", "corrected", "undone"), 1)
    | {"turns": 20, "median_ms": 200.0}
)


def test_a_clock_that_is_ahead_does_not_move_the_period(tmp_path: Path) -> None:
    land(tmp_path, Usage, date(2020, 1, 5), [Told("car-1", USED)])
    land(tmp_path, Usage, date(2999, 1, 1), [Told("car-2", USED)])
    with open_views(tmp_path) as views:
        assert views.period.last == date(2020, 1, 5)


def test_nothing_landed_and_damaged_files_have_names(tmp_path: Path) -> None:
    with pytest.raises(FleetEmptyError), open_views(tmp_path):
        pass
    land(tmp_path, Usage, LAST, [Told("car-1", USED)]).write_bytes(b"PAR1 that is no file PAR1")
    with open_views(tmp_path, LAST) as views, pytest.raises(FleetDamagedError, match="read"):
        ask(analysis("quality"), views)
    with pytest.raises(FleetError, match="days"), open_views(tmp_path, LAST, 0):
        pass
    assert Partitions(tmp_path).files()


def test_intervals_are_those_of_the_books() -> None:
    assert byar(10) == pytest.approx((4.79, 18.39), abs=0.02)
    assert byar(0) == pytest.approx((0.0, 3.69), abs=0.1)
