"""What the car's own readings lead to: one question, judged like any wish."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant import Cabin
from assistant.fleet import joined
from assistant.fleet.keeping import Keeper, keeping
from assistant.fleet.telling import measured, readings
from assistant.fleet.workshop import Workshop, service_offer
from assistant.messages import Status, Transcript
from assistant.request import Context
from assistant.talk.session import Session
from cloud_sync import (
    WEARING_PARTS,
    CarEvent,
    CloudHome,
    Logbook,
    Purpose,
    ServiceProposal,
    assess,
    proposed,
)
from cloud_sync.maintenance import Fitted
from tests.assistant.fleet.conftest import Owner
from tests.cloud_sync.maintenance.history import history
from vehicle_bus import BusCommand, Query, VehicleState

STATE = VehicleState(
    {
        "Vehicle.Tire.Pressure.FL": 2.1,
        "Vehicle.Exterior.AirTemperature": 20.0,
        "Vehicle.Odometer": 51_600,
    }
)
PAST = history("tyre.front_left", lambda day: 2.5 - max(0, day - 60) * 0.012, 90)
TODAY = PAST[-1].day + timedelta(days=1)


@dataclass
class Car:
    logbook: Logbook
    workshop: Workshop
    told: list[CarEvent] = field(default_factory=list)


@pytest.fixture
def car(tmp_path: Path) -> Iterator[Car]:
    home, told = CloudHome(tmp_path), list[CarEvent]()
    with closing(Logbook(home)) as logbook:
        yield Car(logbook, Workshop(home, logbook, told.extend), told)


def test_what_the_car_reports_is_noted_once_a_day(car: Car) -> None:
    car.workshop.look(STATE, TODAY)
    car.workshop.look(STATE.after([BusCommand("Vehicle.Tire.Pressure.FL", 2.9)]), TODAY)
    (kept,) = car.logbook.readings("tyre.front_left")
    assert (kept.value, kept.outside_c, kept.odometer_km) == (2.1, 20.0, 51_600)
    assert car.workshop.offer(lambda: STATE) is None


def test_without_the_temperature_nothing_is_noted() -> None:
    assert readings(VehicleState({"Vehicle.Tire.Pressure.FL": 2.1}), TODAY) == []


def test_a_need_is_offered_once_and_told_with_the_parts(car: Car) -> None:
    car.logbook.note(PAST)
    car.workshop.look(STATE, TODAY)
    offer = car.workshop.offer(lambda: STATE)
    assert offer is not None
    assert offer.question.startswith("The front left tyre will need doing in")
    assert offer.commands == (BusCommand("Navigation.Search", Query.of(query="workshop")),)
    assert {event.name for event in car.told} == {"service_request", "component"}
    assert car.workshop.offer(lambda: STATE) is None


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> ServiceProposal:
    with closing(Logbook(CloudHome(tmp_path_factory.mktemp("car")))) as logbook:
        logbook.note(PAST)
        found = proposed(assess(logbook, TODAY))
    assert found is not None
    return found


def test_on_a_route_it_is_a_stop_on_the_way(proposal: ServiceProposal) -> None:
    guided = STATE.after([BusCommand("Navigation.Guidance", "ACTIVE")])
    offer = service_offer(proposal, guided)
    assert offer.commands == (BusCommand("Navigation.Waypoint.Add", Query.of(query="workshop")),)
    assert "on the way?" in offer.question


def test_only_a_yes_looks_for_a_workshop(proposal: ServiceProposal, phrase_cabin: Cabin) -> None:
    offer = service_offer(proposal, STATE)
    phrase_cabin.arrange(Context())
    session = Session(phrase_cabin.dialogue, lambda _: None)
    asked = session.propose(offer)
    assert asked is not None
    assert asked.reply.status is Status.NEEDS_CONFIRMATION
    assert session.take(Transcript("no")).reported == ()
    session.propose(offer)
    assert "Navigation.Search" in dict(session.take(Transcript("yes")).reported)


def test_a_car_of_a_fleet_offers_it_and_tells_what_is_allowed(owner: Owner) -> None:
    shift = owner.parts.clock.now().date() - PAST[-1].day
    owner.parts.logbook.note([replace(one, day=one.day + shift) for one in PAST])
    owner.parts.line.close()
    owner.parts.ledger.give(Purpose.MAINTENANCE, through="voice", fields=["component.component"])
    owner.upkeep._guarded(owner.upkeep._look_at_parts)
    offer = owner.upkeep.offer()
    assert offer is not None
    assert "front left tyre" in offer.question
    waiting = owner.parts.outbox.waiting("vehicle", "component", 0, 10)
    assert [json.loads(kept.data) for kept in waiting] == [{"component": "tyre.front_left"}]
    assert owner.parts.outbox.waiting("vehicle", "service_request", 0, 10) == ()


def test_the_question_says_by_when_and_why(proposal: ServiceProposal) -> None:
    offer = service_offer(proposal, STATE)
    assert "It should be done by" in offer.question
    assert "is the limit" in offer.because


def test_what_only_a_control_unit_knows_is_asked_for(phrase_cabin: Cabin) -> None:
    phrase_cabin.arrange(Context())
    found = measured(phrase_cabin.vehicle)
    state = phrase_cabin.vehicle.refresh()
    noted = {one.component: one.value for one in readings(state, TODAY, found)}
    assert noted.keys() == WEARING_PARTS.keys()
    for part, value in noted.items():
        assert WEARING_PARTS[part].health(value, 20.0) > -1
    assert phrase_cabin.virtual is not None
    phrase_cabin.virtual.lose_ecu("BRAKES")
    try:
        without = measured(phrase_cabin.vehicle)
        assert found.keys() - without.keys() == {
            "Vehicle.Brake.PadThickness.Row1",
            "Vehicle.Brake.PadThickness.Row2",
        }
    finally:
        phrase_cabin.virtual.restore_ecu("BRAKES")
    assert "brake.front" not in {one.component for one in readings(state, TODAY)}


def test_a_car_of_no_fleet_keeps_its_own_logbook(tmp_path: Path, phrase_cabin: Cabin) -> None:
    phrase_cabin.arrange(Context())
    home = CloudHome(tmp_path)
    with closing(Logbook(home)) as logbook:
        workshop = Workshop(home, logbook, lambda _events: None)
        keeper = Keeper(workshop, phrase_cabin.vehicle, lambda: datetime(2026, 11, 24, tzinfo=UTC))
        with keeping(keeper):
            keeper.look()
        for part in WEARING_PARTS:
            (kept,) = logbook.readings(part)
            assert kept.day == date(2026, 11, 24)
        assert keeper.offer() is None


def test_a_logbook_that_cannot_be_kept_costs_no_conversation(
    tmp_path: Path, phrase_cabin: Cabin
) -> None:
    notices: list[str] = []
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / "maintenance").write_text("not a directory")
    with joined(phrase_cabin.dialogue, phrase_cabin.vehicle, tmp_path, notices.append) as fleet:
        assert fleet.dialogue.take_turn(Transcript("fan to 60")).reply.text == "Fan at 60 percent."
        assert fleet.offer() is None
    assert len(notices) == 1


def test_what_was_renewed_is_told_once(car: Car) -> None:
    old = Fitted("tyre.front_left", PAST[0].day, 20_000, "T-1", "S-1")
    car.logbook.fit(old)
    car.logbook.note(PAST)
    car.workshop.look(STATE, TODAY)
    car.told.clear()
    car.logbook.fit(Fitted("tyre.front_left", TODAY, 51_600, "T-2", "S-2"))
    for _ in range(2):
        car.workshop.look(STATE, TODAY)
    (repair,) = car.told
    told = json.loads(repair.model_dump_json(exclude_none=True))
    health = told.pop("health_percent")
    assert 0 <= health < 50
    assert told == {
        "action": "replaced",
        "cause": "wear",
        "component": "tyre.front_left",
        "part_number": "T-1",
        "serial": "S-1",
        "age_km": 31_600,
        "age_days": (TODAY - PAST[0].day).days,
    }
