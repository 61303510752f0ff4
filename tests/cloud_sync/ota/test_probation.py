"""A release that serves worse is rolled back soon; one that serves as well is kept."""

import numpy as np
import pytest

from cloud_sync.ota.probation import LEAST_TURNS, MOST_TURNS, TurnSeen, Verdict, Watch, judge

USUAL = Watch(turns=400, troubled=12, failed=6, slow=20, times_ms=tuple([100.0] * 200))


def drive(seed: int, troubled: float, failed: float, slow: float) -> tuple[Verdict, str, int]:
    """Turns with these shares of each, until something is decided."""
    dice = np.random.default_rng(seed)
    watch = Watch()
    for turn in range(1, MOST_TURNS + 1):
        ms = 5_000.0 if dice.random() < slow else 100.0
        seen = TurnSeen(dice.random() < troubled, dice.random() < failed, ms)
        watch = watch.and_(seen, USUAL.slow_ms)
        verdict, what = judge(watch, USUAL)
        if verdict is not Verdict.GOES_ON:
            return verdict, what, turn
    raise AssertionError("nothing was decided")


def test_one_as_good_as_before_is_nearly_always_kept() -> None:
    kept = [drive(seed, 0.03, 0.02, 0.05)[0] for seed in range(300)]
    assert kept.count(Verdict.KEEP) >= 285


@pytest.mark.parametrize(
    ("what", "shares"),
    [("troubled", (0.3, 0.02, 0.05)), ("failed", (0.03, 0.3, 0.05)), ("slow", (0.03, 0.02, 0.4))],
)
def test_one_that_is_clearly_worse_is_rolled_back_for_that(
    what: str, shares: tuple[float, float, float]
) -> None:
    found = [drive(seed, *shares) for seed in range(200)]
    assert sum(verdict is Verdict.ROLL_BACK for verdict, _, _ in found) >= 196
    assert sum(named == what for _, named, _ in found) >= 180
    turns = sorted(turn for _, _, turn in found)
    assert turns[len(turns) // 2] <= 40


def test_nothing_is_kept_after_a_few_lucky_turns() -> None:
    watch = Watch()
    for _ in range(LEAST_TURNS - 1):
        watch = watch.and_(TurnSeen(troubled=False, failed=False, ms=10), USUAL.slow_ms)
    assert judge(watch, USUAL) == (Verdict.GOES_ON, "")


def test_a_car_that_knows_nothing_yet_expects_what_is_usual() -> None:
    assert Watch().rate("troubled") == pytest.approx(0.05)
    assert Watch().slow_ms == 1500


def test_the_watch_keeps_no_more_than_it_needs() -> None:
    watch = Watch()
    for _ in range(5_000):
        watch = watch.and_(TurnSeen(troubled=True, failed=False, ms=10), 100).recent
    assert len(watch.times_ms) <= 200
    assert watch.turns < 5_000
    assert watch.rate("troubled") > 0.9
