"""Groups, periods and targets compared: with counts, with intervals, and never more than known."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cloud_sync.governance import drift, fairness, targets
from cloud_sync.governance.drift import Period
from cloud_sync.governance.fairness import SpeechResults, difference
from cloud_sync.governance.figure import rated
from models.evaluation.figures import Share


def speech(*groups: tuple[str, int, int], quick: bool = False) -> SpeechResults:
    """Name, done, of."""
    told = {
        name: {"n": n, "action_exact": done / n, "wrong_action": 0.0, "wer": {"value": 0.1}}
        for name, done, n in groups
    }
    return SpeechResults.model_validate(
        {"quick": quick, "hearing": "x", "accuracy": {"tables": {"voice": told}, "gaps": {}}}
    )


def gap(*groups: tuple[str, int, int]) -> dict[str, Any]:
    figure = next(f for f in fairness.figures(speech(*groups)) if "gap" in f.name)
    return dict(figure.rows[0])


def test_groups_have_their_counts_and_intervals() -> None:
    shares, _ = fairness.figures(speech(("joe", 150, 159), ("scottish", 120, 159), quick=True))
    assert [(row["group"], row["count"], row["of"]) for row in shares.rows] == [
        ("joe", 150, 159),
        ("scottish", 120, 159),
    ]
    low, high = Share(150, 159).interval
    assert shares.rows[0]["done_low"] == pytest.approx(low, abs=1e-6)
    assert shares.rows[0]["done_high"] == pytest.approx(high, abs=1e-6)
    assert any("synthetic" in remark for remark in shares.remarks)
    assert any("short run" in remark for remark in shares.remarks)


def test_the_largest_gap_is_told_with_what_it_is_worth() -> None:
    found = gap(("joe", 150, 159), ("heart", 148, 159), ("scottish", 100, 159))
    assert (found["best"], found["worst"], found["pairs"]) == ("joe", "scottish", 3)
    assert found["found"] == "a difference"
    assert found["gap_low"] > 0


def test_no_difference_shown_is_not_no_difference() -> None:
    assert gap(("joe", 150, 159), ("heart", 148, 159))["found"] == "no difference shown"
    _, few = fairness.figures(speech(("joe", 20, 20), ("heart", 2, 20), ("rp", 40, 40)))
    assert few.rows == ()
    assert few.remarks[-1] == "Too few trials to say, and left out: joe, heart."


def test_more_pairs_to_choose_from_make_the_interval_wider() -> None:
    one, other = Share(90, 100), Share(78, 100)
    alone, chosen = difference(one, other), difference(one, other, pairs=45)
    assert chosen[1] < 0 < alone[1]


def test_the_interval_is_newcombes() -> None:
    """His own example (1998, table II, a and d, method 10)."""
    assert difference(Share(56, 70), Share(48, 80)) == pytest.approx(
        (0.2, 0.0524, 0.3339), abs=5e-5
    )
    assert difference(Share(10, 10), Share(0, 10))[1:] == pytest.approx((0.6075, 1.0), abs=5e-5)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_the_interval_holds_the_difference_and_turns_with_it(
    n: int, m: int, data: st.DataObject
) -> None:
    one = Share(data.draw(st.integers(0, n)), n)
    other = Share(data.draw(st.integers(0, m)), m)
    value, low, high = difference(one, other)
    assert -1 - 1e-9 <= low <= value <= high <= 1 + 1e-9
    assert difference(other, one) == pytest.approx((-value, -high, -low))


def test_of_nothing_nothing_is_known() -> None:
    assert rated(None)["share"] is None
    assert rated(Share(0, 0))["share_low"] is None


def periods(before: int, now: int, turns: int = 4000) -> dict[str, Any]:
    counted = drift.Counted(
        before=Period(turns=turns, rates={"failed": before}),
        now=Period(turns=turns, rates={"failed": now}),
    )
    return dict(drift.figures(counted)[0].rows[0])


@pytest.mark.parametrize(
    ("before", "now", "turns", "found"),
    [
        (200, 700, 4000, "a shift"),
        (200, 202, 4000, "no shift shown"),
        (2000, 2200, 40_000, "a shift of little weight"),
        (2, 40, 80, "too few to say"),
    ],
)
def test_a_shift_needs_weight_and_more_than_chance(
    before: int, now: int, turns: int, found: str
) -> None:
    row = periods(before, now, turns)
    assert row["found"] == found
    assert row["before_n"] == row["now_n"] == turns


tables = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=6)


@given(tables)
def test_distances_are_distances(table: list[tuple[int, int]]) -> None:
    assume(sum(a for a, _ in table) and sum(b for _, b in table))
    assert 0 <= drift.distance(table) <= 1 + 1e-9
    assert drift.stability(table) >= -1e-9
    swapped = [(b, a) for a, b in table]
    assert drift.distance(swapped) == pytest.approx(drift.distance(table))
    same = [(a, a) for a, _ in table]
    assert drift.distance(same) == 0
    assert drift.stability(same) == pytest.approx(0)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60)), st.integers(0, 60))
def test_merging_rare_bins_loses_nobody(before: dict[str, int], other: int) -> None:
    now = {"a": other, "z": 3}
    assume(sum(before.values()))
    merged = drift.merged(before, now)
    assert sum(a for a, _ in merged) == sum(before.values())
    assert sum(b for _, b in merged) == sum(now.values())


@given(st.lists(st.floats(0, 1), max_size=12))
def test_correction_only_ever_raises_and_keeps_the_order(chances: list[float]) -> None:
    corrected = drift.holm(chances)
    assert all(now >= was - 1e-6 for was, now in zip(chances, corrected, strict=True))
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    assert all(corrected[a] <= corrected[b] for a, b in pairwise(order))


def test_a_stream_is_seen_to_change_after_it_did_and_not_before() -> None:
    draw = random.Random(20261124)  # noqa: S311
    quiet = [draw.choice((0.0, 0.05, 0.1)) for _ in range(300)]
    worse = [draw.choice((0.3, 0.35, 0.4)) for _ in range(200)]
    assert drift.changes(quiet) == ()
    seen = drift.changes(quiet + worse)
    assert seen
    assert 300 <= seen[0] < 400


def test_a_rate_of_more_turns_than_there_were_is_refused() -> None:
    with pytest.raises(ValidationError):
        Period(turns=10, rates={"failed": 11})


def target(progress: dict[str, targets.Progress]) -> dict[str, Any]:
    figure = next(f for f in targets.figures(progress) if f.name == "target.warranty_claims")
    assert "25% less" in figure.definition
    return dict(figure.rows[0])


def claims(before: int, now: int) -> dict[str, targets.Progress]:
    told = {
        "baseline": {"count": before, "of": 12_000},
        "current": {"count": now, "of": 12_000},
        "source": "workshops",
    }
    return {"warranty_claims": targets.Progress.model_validate(told)}


def test_a_target_without_counts_is_not_known() -> None:
    row = target({})
    assert row["found"] == "not known yet"
    assert row["change"] is row["current"] is None


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (4000, 2000, "reached"),
        (400, 260, "not shown to be reached"),
        (400, 390, "not reached"),
        (400, 500, "not reached"),
        (400, 0, "too little to say"),
    ],
)
def test_a_target_is_reached_when_the_whole_interval_is_beyond_it(
    before: int, now: int, found: str
) -> None:
    assert target(claims(before, now))["found"] == found


def test_medians_are_compared_the_same_way_each_time() -> None:
    before = targets.Measured(values=(20.0, 22.0, 25.0, 30.0, 31.0, 40.0))
    now = targets.Measured(values=(10.0, 11.0, 12.0, 13.0, 15.0, 16.0))
    first = targets.change(before, now)
    assert first == targets.change(before, now)
    assert first is not None
    assert first[1] <= first[0] <= first[2] < 0
    assert targets.change(before, targets.Measured(values=(1.0,))) is None
    assert targets.change(before, targets.Counted(count=1, of=2)) is None


@settings(max_examples=50)
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_the_interval_of_a_change_holds_it(before: int, now: int) -> None:
    found = targets.change(
        targets.Counted(count=before, of=1000), targets.Counted(count=now, of=1000)
    )
    assert found is not None
    assert -1 <= found[1] <= found[0] <= found[2]


def test_the_test_of_homogeneity_is_that_of_the_library() -> None:
    from scipy.stats import chi2_contingency  # noqa: PLC0415 - slow

    before, now = {"a": 300, "b": 150, "c": 50}, {"a": 260, "b": 190, "c": 60}
    expected = chi2_contingency([[300, 150, 50], [260, 190, 60]], correction=False)[1]
    assert drift.compare(before, now)["p"] == pytest.approx(expected)
