"""The start of a check: every key of a context, and clear answers to what no car can be."""

from typing import Any

import pytest

from tests.vehicle_bus.virtual.rig import Rig
from vehicle_bus import UnknownSignalError, Value, Vehicle, VehicleBusError, Zone
from vehicle_bus.catalogue import SIGNALS
from vehicle_bus.virtual import CONTEXT_KEYS

EVERYTHING: dict[str, Any] = {
    "speed_kmh": 100,
    "night": True,
    "rain": True,
    "state": {
        "HVAC.Driver.Temperature": 23,
        "Window.All.Position": 40,
        "Vehicle.Tire.Pressure": {"FL": 2.1},
        "Navigation.Avoid": ["TOLLS", "FERRIES"],
        "Media.NowPlaying": "So What by Miles Davis",
        "ADAS.CruiseControl.Speed": 110,
        "ADAS.CruiseControl.Active": True,
    },
    "route": {"destination": "Munich", "eta": "19:10", "waypoints": ["a bakery"]},
    "occupants": ["driver", "rear_left"],
    "contacts": ["Tom Baker", "Tom Wilson"],
    "messages": [{"from": "Mom", "text": "call me"}],
    "incoming_call": "Anna",
    "in_call": "Ben",
    "unavailable": ["Seat.*.Massage", "Sunroof.Tilt"],
}


def arranged(rig: Rig, vehicle: Vehicle, **context: Any) -> Any:
    rig.car.arrange(**context)
    vehicle.catch_up()
    return vehicle.refresh()


def test_the_examples_here_hold_every_key() -> None:
    assert EVERYTHING.keys() == CONTEXT_KEYS


def test_the_default_state_is_the_one_of_the_catalogue(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.press("Media.Volume", 80)
    state = arranged(rig, vehicle)
    assert (state.speed_kmh, state.is_night, state.is_raining) == (50, False, False)
    assert state.occupants == {Zone.DRIVER, Zone.PASSENGER}
    assert state.saved_places == ("home", "work")
    assert len(state.contacts) == 12
    assert (state.destination, state.incoming_call, state.in_call) == (None, None, None)
    changed = {"Vehicle.Speed", "Vehicle.Gear"}
    for name, signal in SIGNALS.items():
        lasting = signal.message and not signal.is_event and "Revision" not in name
        if lasting and name not in changed:
            assert state[name] == signal.default, name


def test_a_context_is_what_the_car_then_reports(rig: Rig, vehicle: Vehicle) -> None:
    state = arranged(rig, vehicle, **EVERYTHING)
    assert (state.speed_kmh, state.is_night, state.is_raining) == (100, True, True)
    assert state.occupants == {Zone.DRIVER, Zone.REAR_LEFT}
    assert state["HVAC.Driver.Temperature"] == 23
    assert state["Window.RearRight.Position"] == state.target("Window.RearRight.Position") == 40
    assert (state["Vehicle.Tire.Pressure.FL"], state["Vehicle.Tire.Pressure.RL"]) == (2.1, 1.8)
    assert set(state["Navigation.Avoid"]) == {"TOLLS", "FERRIES"}
    assert state["Media.NowPlaying"] == "So What by Miles Davis"
    assert state["ADAS.CruiseControl.Active"] is True
    assert (state.destination, state.waypoints) == ("Munich", ("a bakery",))
    assert (state["Navigation.ETA"], state["Navigation.Guidance"]) == ("19:10", "ACTIVE")
    assert state.contacts == ("Tom Baker", "Tom Wilson")
    assert state.messages == (("Mom", "call me"),)
    assert (state.incoming_call, state.in_call) == ("Anna", "Ben")
    assert not state.available("Seat.Driver.Massage")
    assert not state.available("Sunroof.Tilt")
    assert state.available("Seat.Driver.Heating")
    assert state["Light.LowBeam"] is False, "nothing happens because of the arrangement itself"


def test_nothing_of_one_arrangement_is_left_in_the_next(rig: Rig, vehicle: Vehicle) -> None:
    before = arranged(rig, vehicle)
    arranged(rig, vehicle, **EVERYTHING)
    rig.car.press("Window.Driver.Position", 100)
    after = arranged(rig, vehicle)
    revisions = {name for name in SIGNALS if name.endswith("Revision")}
    assert without(after.values, revisions) == without(before.values, revisions)
    assert after.targets == before.targets
    assert (after.texts, after.unfitted) == (before.texts, before.unfitted)


def without(values: Any, names: set[str]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name not in names}


def test_adjusting_changes_only_what_it_speaks_of(rig: Rig, vehicle: Vehicle) -> None:
    arranged(rig, vehicle, **EVERYTHING)
    rig.car.adjust(speed_kmh=0, state={"Media.Volume": 55}, unavailable=[])
    vehicle.catch_up()
    state = vehicle.refresh()
    assert (state.speed_kmh, state["Media.Volume"]) == (0, 55)
    assert state["HVAC.Driver.Temperature"] == 23
    assert (state.destination, state.in_call, state.is_night) == ("Munich", "Ben", True)
    assert state.available("Sunroof.Tilt")


def test_a_state_may_say_what_plays_and_where_the_way_leads(rig: Rig, vehicle: Vehicle) -> None:
    content = {"Media.Play": {"query": "miles davis"}, "Navigation.Destination": "berlin"}
    state = arranged(rig, vehicle, state=content)
    assert state["Media.NowPlaying"].endswith("by Miles Davis")
    assert state.destination == "berlin"


def test_a_signal_may_have_no_value(rig: Rig, vehicle: Vehicle) -> None:
    state = arranged(rig, vehicle, state={"Navigation.ETA": None})
    assert state["Navigation.ETA"] is None


@pytest.mark.parametrize(
    "context",
    [
        {"weather": "fine"},
        {"speed_kmh": -1},
        {"speed_kmh": True},
        {"night": "yes"},
        {"state": []},
        {"state": {"HVAC.Driver.Temperature": 40}},
        {"state": {"HVAC.Driver.Temperature": "warm"}},
        {"state": {"Media.Source": "CASSETTE"}},
        {"state": {"Vehicle.Tire.Pressure": {"XX": 2.0}}},
        {"state": {"Media.Play": 5}},
        {"state": {"Assistant.Undo": True}},
        {"route": "Munich"},
        {"route": {"destination": "Munich", "traffic": "bad"}},
        {"route": {"destination": "Munich", "eta": 5}},
        {"occupants": ["trunk"]},
        {"occupants": "driver"},
        {"contacts": [1]},
        {"messages": [{"from": "Mom"}]},
        {"incoming_call": 5},
        {"state": {"HVAC.Nothing": 1}},
        {"unavailable": ["Flux.Capacitor"]},
    ],
    ids=str,
)
def test_what_no_car_can_be_is_a_named_error(rig: Rig, context: dict[str, Any]) -> None:
    with pytest.raises(VehicleBusError) as raised:
        rig.car.arrange(**context)
    assert raised.value.code in {"bus.bad_arrangement", UnknownSignalError.code}
    rig.car.arrange()
