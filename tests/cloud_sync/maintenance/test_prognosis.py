"""What is claimed of a part follows from its readings, and where they say too little nothing is."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.errors import MaintenanceError
from cloud_sync.maintenance import COMPONENTS, Condition, Missing, Prognosis, TooFew, sentence
from cloud_sync.maintenance.fleet import fleet, read_fleet
from cloud_sync.maintenance.forecast import forecast, seen
from cloud_sync.maintenance.remaining import NEAR, Remaining, Spread
from tests.cloud_sync.maintenance.history import history, said_of


def prognosis(*args: object, **named: object) -> Prognosis:
    told = said_of(history(*args, **named))  # type: ignore[arg-type]
    assert isinstance(told, Prognosis), told
    return told


def test_a_slow_leak_is_seen_early_and_said_in_figures() -> None:
    told = prognosis("tyre.rear_right", lambda day: 2.5 - max(0, day - 60) * 0.012, 90)
    assert told.condition is Condition.SOON
    assert told.remaining.likely < 30
    said = sentence(told)
    assert said.startswith("The rear right tyre will need doing in")
    assert "2 bar is the limit" in said
    assert "at like temperature" in said


def test_a_cold_week_is_no_leak() -> None:
    warm = history("tyre.front_left", lambda _: 2.45, 80)
    cold = history(
        "tyre.front_left",
        lambda _: (2.45 + 1.013) * (273.15 - 10) / 293.15 - 1.013,
        100,
        outside_c=-10.0,
    )
    told = said_of(warm + [one for one in cold if one.day > warm[-1].day])
    assert isinstance(told, Prognosis)
    assert told.condition is Condition.GOOD
    assert cold[-1].value < 2.2


def test_a_tyre_that_is_nearly_flat_is_due() -> None:
    told = prognosis("tyre.front_left", lambda day: 2.5 - max(0, day - 30) * 0.02, 57)
    assert told.condition is Condition.DUE
    assert "due now" in sentence(told)


def test_brake_pads_last_as_long_as_they_wear_evenly() -> None:
    told = prognosis("brake.front", lambda day: 9.0 - 0.01 * day, 300)
    assert told.condition is Condition.GOOD
    assert told.remaining.low <= 300 <= told.remaining.high


def test_new_pads_begin_a_new_life() -> None:
    def worn(day: int) -> float:
        return 6.0 - 0.012 * day if day < 240 else 11.5 - 0.012 * (day - 240)

    before, after = prognosis("brake.front", worn, 240), prognosis("brake.front", worn, 260)
    assert before.condition is not Condition.GOOD
    assert after.condition is Condition.GOOD
    assert after.change.renewed_on is not None
    assert "The last renewal" in sentence(after)


@given(rate=st.floats(0.006, 0.02), begun=st.integers(150, 260), seed=st.integers(0, 99))
@settings(max_examples=12, deadline=None)
def test_what_was_renewed_never_lasts_shorter_than_what_it_replaced(
    rate: float, begun: int, seed: int
) -> None:
    def worn(day: int) -> float:
        return 8.0 - rate * day if day < begun else 11.5 - rate * (day - begun)

    old = prognosis("brake.front", worn, begun, seed=seed)
    new = prognosis("brake.front", worn, begun + 8, seed=seed)
    assert new.remaining.likely >= old.remaining.likely
    assert new.remaining.low >= old.remaining.low


@given(data=st.data(), part=st.sampled_from(sorted(COMPONENTS)))
@settings(max_examples=25, deadline=None)
def test_whatever_is_read_the_interval_is_in_order_or_nothing_is_said(
    data: st.DataObject, part: str
) -> None:
    seed = data.draw(st.integers(0, 10_000))
    missing = data.draw(st.frozensets(st.integers(0, 119), max_size=100))
    low, high = sorted((COMPONENTS[part].new, COMPONENTS[part].due))
    wild = np.random.default_rng(seed).uniform(low - 1, high + 1, 120)
    readings = history(part, lambda day: float(wild[day]), 120, missing=missing)
    told = said_of(readings)
    if isinstance(told, Prognosis):
        left = told.remaining
        assert 0 <= left.low <= left.likely <= left.high
        assert 0 <= told.health_percent <= 100
    assert sentence(told)


@given(st.lists(st.floats(-3, 3), min_size=10, max_size=10), st.tuples(*[st.floats(0, 1825)] * 3))
def test_corrections_keep_the_order(factors: list[float], ends: tuple[float, ...]) -> None:
    spread = Spread(tuple(factors[: len(NEAR) + 1]), tuple(factors[len(NEAR) + 1 :]))
    found = spread.around(Remaining(*sorted(ends)))
    assert 0 <= found.low <= found.likely <= found.high


def test_gaps_do_not_make_a_leak() -> None:
    gap = frozenset(range(40, 70))
    told = prognosis("tyre.front_left", lambda day: 2.5 - 0.0015 * day, 100, missing=gap)
    assert told.condition is Condition.GOOD
    assert told.remaining.likely > 90


def test_too_few_readings_say_so() -> None:
    told = said_of(history("wiper", lambda day: 20 + 0.2 * day, 9))
    assert isinstance(told, TooFew)
    assert told.missing is Missing.TOO_FEW
    assert "there are 9 readings, and 10 are needed" in sentence(told)


def test_old_readings_are_not_taken_for_today() -> None:
    readings = history("wiper", lambda day: 20 + 0.2 * day, 90)
    told = said_of(readings, readings[-1].day + timedelta(days=31))
    assert isinstance(told, TooFew)
    assert told.missing is Missing.NOT_RECENT


def test_readings_that_contradict_each_other_say_nothing() -> None:
    jumping = history("coolant", lambda day: 90.0 if day % 2 else 40.0, 120)
    told = said_of(jumping)
    assert isinstance(told, TooFew)
    assert told.missing is Missing.CONTRADICTS


def test_the_past_does_not_change_when_more_is_read() -> None:
    """What was warned of on a day is what a replay says was warned of on it."""
    part = COMPONENTS["tyre.front_left"]
    rng = np.random.default_rng(3)
    value = 2.5 - np.maximum(0, np.arange(120) - 50) * 0.01 + rng.normal(0, 0.03, 120)
    warm, km = np.full(120, 12.0), np.arange(120.0) * 30.0
    whole = forecast(part, seen(part, value, warm, km), fleet()["tyre"])
    for days in (70, 85, 100):
        early = forecast(part, seen(part, value[:days], warm[:days], km[:days]), fleet()["tyre"])
        assert early.warned == tuple(day for day in whole.warned if day < days)
        assert early.raw[-1] == pytest.approx(whole.raw[days - 1])


def test_a_damaged_table_is_a_named_error(tmp_path: Path) -> None:
    table = tmp_path / "usual.toml"
    table.write_text("[tyre]\nwarn_days = 'soon'\n")
    with pytest.raises(MaintenanceError) as found:
        read_fleet(table)
    assert found.value.code == "maintenance.table"


def test_every_kind_of_part_is_known_of_the_fleet() -> None:
    assert {part.kind for part in COMPONENTS.values()} == set(fleet())
