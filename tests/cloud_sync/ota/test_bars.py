"""Release bars: a release may raise what a trial asks for, and never lower it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.errors import TrialError
from cloud_sync.ota import trial
from cloud_sync.ota.bars import OURS, Bars, bars_in_force, bars_of
from cloud_sync.ota.trial import Answered, Of
from models import Slot, Slots
from tests.models.test_allowed import install

bars = st.builds(
    Bars,
    most_by_chance=st.floats(0.05, 1),
    slower_times=st.floats(1, 1.5),
    slower_by_ms=st.floats(0, 30),
    least_right=st.floats(0, 1),
    least_right_of_safety=st.floats(0, 1),
)
rows = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40)


def answered(told: list[tuple[bool, bool, bool]], now: bool, ms: float) -> list[Answered]:
    return [
        Answered(
            f"r{n}", Of.SAFETY if is_safety else Of.EVERYDAY, after if now else then, False, ms
        )
        for n, (then, after, is_safety) in enumerate(told)
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(bars, rows, st.floats(1, 200))
def test_what_ours_refuse_no_bars_let_pass(
    higher: Bars, told: list[tuple[bool, bool, bool]], ms: float
) -> None:
    then, now = answered(told, now=False, ms=50.0), answered(told, now=True, ms=ms)
    try:
        trial.compare(then, now)
    except TrialError:
        with pytest.raises(TrialError):
            trial.compare(then, now, higher)


@given(bars, bars)
def test_two_together_are_at_least_as_high_as_each(one: Bars, other: Bars) -> None:
    both = one.and_(other)
    assert both.and_(one) == both == other.and_(one)
    assert OURS.and_(one) == one


def test_a_release_below_its_own_bar_is_refused() -> None:
    good = [Answered(f"r{n}", Of.SAFETY, n >= 10, False, 50.0) for n in range(100)]
    assert trial.compare(good, good, Bars(least_right=0.9)).right_now == 90
    for asked in (Bars(least_right=0.91), Bars(least_right_of_safety=0.91)):
        with pytest.raises(TrialError) as refused:
            trial.compare(good, good, asked)
        assert refused.value.code == "update.trial.below_bar"
    slow = [replace(answer, ms=60.0) for answer in good]
    with pytest.raises(TrialError) as refused:
        trial.compare(good, slow, Bars(slower_times=1, slower_by_ms=0))
    assert refused.value.code == "update.trial.slow"


def test_bars_come_with_the_rules_of_a_release(tmp_path: Path) -> None:
    install(tmp_path, "[bars]\nleast_right = 0.9")
    assert bars_of(Slots(tmp_path), Slot.A) == Bars(least_right=0.9)
    assert bars_of(Slots(tmp_path), None) == OURS


@pytest.mark.parametrize(
    "lower", ["most_by_chance = 0.01", "slower_times = 9", "slower_by_ms = 1000", "no_such = 1"]
)
def test_a_lower_bar_refuses_the_release(tmp_path: Path, lower: str) -> None:
    install(tmp_path, f"[bars]\n{lower}")
    with pytest.raises(TrialError) as refused:
        bars_of(Slots(tmp_path), Slot.A)
    assert refused.value.code == "update.trial.loosens"


def test_bars_that_cannot_be_read_refuse_the_release(tmp_path: Path) -> None:
    install(tmp_path, "[bars]\nleast_right = 0.9").write_text("other bytes")
    with pytest.raises(TrialError, match="less"):
        bars_of(Slots(tmp_path), Slot.A)


def test_damage_to_what_is_in_use_keeps_no_update_out(tmp_path: Path) -> None:
    slots, file = Slots(tmp_path), install(tmp_path, "[bars]\nleast_right = 0.9")
    assert bars_in_force(slots, Slot.B) == Bars(least_right=0.9)
    file.write_text("other bytes")
    assert bars_in_force(slots, Slot.B) == OURS
