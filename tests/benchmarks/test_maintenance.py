"""The simulated cars of the maintenance figures: their truth is true, and counted as told."""

import ast
from pathlib import Path

import numpy as np

from benchmarks.maintenance import car as simulated
from benchmarks.maintenance.car import Truth, car
from benchmarks.maintenance.learn import READ, SERVICED
from benchmarks.maintenance.trial import score
from benchmarks.maintenance.world import OBSERVED
from cloud_sync.maintenance import COMPONENTS
from cloud_sync.maintenance.component import Clock


def test_the_same_seed_is_the_same_car() -> None:
    one, again = car(11), car(11)
    for name, track in one.tracks.items():
        np.testing.assert_array_equal(track.readings, again.tracks[name].readings)
        assert track.lives == again.tracks[name].lives


def test_what_is_true_counts_down_to_the_day_of_need() -> None:
    for name, track in car(12).tracks.items():
        assert name in COMPONENTS
        for life in track.lives:
            for day in range(max(life.first, 0), min(life.last, life.need, OBSERVED)):
                assert track.remaining_days[day] == life.need - day


def test_the_last_readings_before_the_end_are_at_the_limit() -> None:
    """The limit of the product and the end in the simulation are of the same part."""
    last: dict[str, list[float]] = {}
    for seed in range(20, 32):
        one = car(seed)
        for name, track in one.tracks.items():
            part = COMPONENTS[name]
            for life in track.lives:
                day = life.need - 1
                is_seen = 0 <= day < min(life.last, OBSERVED) and not life.is_sudden
                if is_seen and not np.isnan(track.readings[day]) and part.clock is Clock.DAYS:
                    health = part.health(track.readings[day], one.outside_c[day])
                    last.setdefault(part.kind, []).append(health)
    assert {"tyre", "wiper"} <= set(last)
    for kind, found in last.items():
        assert abs(float(np.median(found))) < 0.2, kind


def test_a_warning_is_right_late_or_wrong() -> None:
    life = Truth(first=0, last=300, need=200, is_sudden=False, first_km=0.0)
    right = score([150], [life], 90)
    assert (right.right, right.foreseen, right.lead_days) == (1, 1, [50])
    early = score([100], [life], 90)
    assert (early.wrong, early.foreseen) == (1, 0)
    late = score([200], [life], 90)
    assert (late.late, late.foreseen, late.precision) == (1, 0, 0.0)


def test_the_reported_cars_are_no_cars_of_the_table() -> None:
    assert not set(READ) & set(SERVICED)
    assert not set(range(50_000, 50_500)) & (set(READ) | set(SERVICED))


def test_the_simulation_knows_nothing_of_what_is_tried_on_it() -> None:
    folder = Path(simulated.__file__).parent
    for name in ("world.py", "wear.py", "car.py"):
        tree = ast.parse((folder / name).read_text())
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not any(module.startswith("cloud_sync") for module in modules)
