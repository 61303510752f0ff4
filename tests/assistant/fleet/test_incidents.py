"""Which turns and which refusals of the line are incidents, and which are everyday."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from assistant.fleet import incidents
from cloud_sync import IncidentKind
from tests.conftest import Car

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def found(car: Car, *said: str) -> list[tuple[IncidentKind, str]]:
    """Of the last thing said."""
    turns = [car.hear(text) for text in said]
    return [(one.kind, one.code) for one in incidents.of_turn(turns[-1], NOON, "2026.11")]


def test_a_barrier_that_held_is_one(car: Car) -> None:
    car.arrange(speed_kmh=90)
    assert found(car, "open the boot") == [
        (IncidentKind.UNSAFE_BLOCKED, "interlock.not_while_moving")
    ]


def test_what_was_taken_back_is_one(car: Car) -> None:
    assert found(car, "fan to 60", "undo that") == [(IncidentKind.WRONG_CORRECTED, "turn.undo")]


@pytest.mark.parametrize("said", ["fan to 60", "hello", "are you a machine", "what is my range"])
def test_everyday_is_none(car: Car, said: str) -> None:
    assert found(car, said) == []


def test_the_line_tells_orders_from_noise() -> None:
    before = Counter({"link.command.replayed": 1})
    now = Counter(
        {
            "link.command.replayed": 3,
            "link.command.expired": 5,
            "link.receipt": 1,
        }
    )
    told = {one.code: one for one in incidents.of_line(before, now, NOON, None)}
    assert {(code, one.kind, one.count) for code, one in told.items()} == {
        ("link.command.replayed", IncidentKind.INJECTED_ORDER, 2),
        ("link.receipt", IncidentKind.INTRUSION, 1),
    }


def test_a_release_that_passed_and_served_worse_is_another_kind() -> None:
    refused = incidents.of_update("refused", "update.trial.worse", NOON, None)
    rolled = incidents.of_update("rolled_back", "update.probation.failed", NOON, "2026.11")
    assert [refused.kind, rolled.kind] == [
        IncidentKind.UPDATE_REFUSED,
        IncidentKind.UPDATE_ROLLED_BACK,
    ]


def test_what_is_not_fitted_averts_nothing(car: Car) -> None:
    car.arrange(unavailable=("Seat.Driver.Cooling",))
    assert car.hear("cool my seat").verdicts
    assert found(car, "cool my seat") == []
