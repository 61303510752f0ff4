"""Which turns and which attacks are incidents, and which are everyday."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.fleet import incidents
from cloud_sync import CloudRule, IncidentKind, SecurityEvent, Severity
from tests.conftest import Car
from vehicle_bus import Rule

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


def test_the_record_of_the_turn_is_its_evidence(car: Car) -> None:
    car.arrange(speed_kmh=90)
    turn = replace(car.hear("open the boot"), record=7)
    (one,) = incidents.of_turn(turn, NOON, None)
    assert one.evidence == "record:7"


def test_what_was_taken_back_is_one(car: Car) -> None:
    assert found(car, "fan to 60", "undo that") == [(IncidentKind.WRONG_CORRECTED, "turn.undo")]


@pytest.mark.parametrize("said", ["fan to 60", "hello", "are you a machine", "what is my range"])
def test_everyday_is_none(car: Car, said: str) -> None:
    assert found(car, said) == []


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (CloudRule.COMMAND, IncidentKind.INJECTED_ORDER),
        (CloudRule.TAMPERED, IncidentKind.UPDATE_REFUSED),
        (CloudRule.STRANGER, IncidentKind.INTRUSION),
        (Rule.FOREIGN_COMMAND, IncidentKind.INTRUSION),
    ],
)
def test_what_the_watch_finds_is_one(rule: str, kind: IncidentKind) -> None:
    event = SecurityEvent(
        rule=rule, subject="x", severity=Severity.HIGH, first_at=NOON, last_at=NOON, count=3
    )
    found = incidents.of_attack(event, None)
    assert (found.kind, found.code, found.count) == (kind, rule, 3)


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
