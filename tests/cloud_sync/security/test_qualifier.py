"""Many findings become few events, and every single one is in some count."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.security.finding import CloudRule, Finding, SecurityEvent, Severity
from cloud_sync.security.qualifier import (
    EVENTS_PER_S,
    FIRST_PERIOD_S,
    LONGEST_PERIOD_S,
    MOST_AT_ONCE,
    SEVERAL,
    Qualifier,
)
from vehicle_bus import Rule

BEGAN = datetime(2026, 11, 23, tzinfo=UTC)


def finding(rule: str, subject: str, at_s: float, count: int = 1) -> Finding:
    at = BEGAN + timedelta(seconds=at_s)
    return Finding(rule, subject, at, at, count)


def test_the_first_is_told_at_once_and_the_rest_when_the_period_is_over() -> None:
    one = Qualifier()
    one.add(finding(Rule.WRONG_CRC, "DOOR_STATUS", 0), 0.0)
    (first,) = one.due(0.0)
    assert (first.rule, first.subject, first.count) == ("bus.wrong_crc", "DOOR_STATUS", 1)
    assert first.severity is Severity.HIGH
    for second in range(1, 50):
        one.add(finding(Rule.WRONG_CRC, "DOOR_STATUS", second), float(second))
        assert one.due(float(second)) == []
    (rest,) = one.due(FIRST_PERIOD_S)
    assert (rest.count, rest.first_at) == (49, BEGAN + timedelta(seconds=1))
    assert rest.last_at == BEGAN + timedelta(seconds=49)


def test_what_goes_on_is_told_ever_less_often_and_what_ended_begins_anew() -> None:
    one, told = Qualifier(), list[float]()
    for second in range(4 * 3600):
        one.add(finding(Rule.WRONG_CRC, "DOOR_STATUS", second), float(second))
        told += [float(second)] * len(one.due(float(second)))
    gaps = [b - a for a, b in pairwise(told)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == LONGEST_PERIOD_S
    later = told[-1] + 3 * LONGEST_PERIOD_S
    one.due(later - LONGEST_PERIOD_S)
    one.due(later - 1)
    one.add(finding(Rule.WRONG_CRC, "DOOR_STATUS", later), later)
    assert [event.count for event in one.due(later)] == [1]


def test_the_worst_comes_first_when_there_is_room_for_few() -> None:
    one = Qualifier()
    for number in range(MOST_AT_ONCE * 2):
        rule = list(Rule)[number % len(Rule)]
        one.add(finding(rule, f"subject {number // len(Rule)}", 0), 0.0)
    one.add(finding(CloudRule.SHUT_OUT, "link.refused", 0), 0.0)
    told = one.due(0.0)
    assert len(told) == MOST_AT_ONCE
    ranks = [event.severity.rank for event in told]
    assert ranks == sorted(ranks, reverse=True)
    assert one.due(1 / EVENTS_PER_S)[0].severity.rank <= ranks[-1]


@settings(max_examples=60, deadline=None)
@given(
    found=st.lists(
        st.tuples(
            st.sampled_from(list(Rule)), st.integers(0, 30), st.floats(0, 90), st.integers(1, 5)
        ),
        max_size=120,
    )
)
def test_no_count_is_lost_and_the_bound_holds(
    found: list[tuple[Rule, int, float, int]],
) -> None:
    one, told = Qualifier(), list[SecurityEvent]()
    now_s, expected = 0.0, dict[str, int]()
    for rule, subject, wait_s, count in found:
        now_s += wait_s
        expected[rule] = expected.get(rule, 0) + count
        one.add(finding(rule, f"subject {subject}", now_s, count), now_s)
        told += one.due(now_s)
        assert len(told) <= MOST_AT_ONCE + now_s * EVENTS_PER_S + 1
    told += one.rest()
    counted = dict[str, int]()
    for event in told:
        counted[event.rule] = counted.get(event.rule, 0) + event.count
    assert counted == expected


def test_a_flood_of_subjects_is_counted_together() -> None:
    one = Qualifier()
    for number in range(200):
        one.add(finding(Rule.UNKNOWN_ID, f"{number:#x}", 0), 0.0)
    told = one.due(0.0)
    assert len(told) < MOST_AT_ONCE
    (together,) = (event for event in told if event.subject == SEVERAL)
    assert together.count + len(told) - 1 == 200
