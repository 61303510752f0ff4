"""Every signal that the catalogue says can be moved is moved, over the gate, and reports back."""

from typing import Any

import pytest

from tests.vehicle_bus.virtual.rig import Rig
from vehicle_bus import BusCommand, Kind, Query, Signal, Value, Vehicle
from vehicle_bus.catalogue import SIGNALS

NEEDS: dict[str, dict[str, Any]] = {
    "Phone.Call.State": {"incoming_call": "Anna"},
    "Navigation.Guidance": {"route": {"destination": "Munich", "waypoints": ["Augsburg"]}},
    "Navigation.Waypoint.Remove": {"route": {"destination": "Munich", "waypoints": ["jazz"]}},
    "ADAS.CruiseControl.Active": {"speed_kmh": 80},
}
MOVABLE = [signal for signal in SIGNALS.values() if signal.is_on_bus]


def legal(signal: Signal) -> Value:
    """A value that the signal does not have in a car just started."""
    values: dict[Kind, Value] = {
        Kind.BOOL: signal.default is not True,
        Kind.MOMENTARY: True,
        Kind.INT: round(signal.high),
        Kind.FLOAT: signal.low,
        Kind.SET: signal.choices[:2],
        Kind.QUERY: Query.of(**{name: "jazz" for name in signal.choices if name != "type"}),
    }
    if signal.kind is Kind.ENUM:
        return next(name for name in signal.choices if name != signal.default)
    return values[signal.kind]


@pytest.mark.parametrize("signal", MOVABLE, ids=lambda signal: signal.name)
def test_it_moves_and_reports_back(rig: Rig, vehicle: Vehicle, signal: Signal) -> None:
    rig.car.arrange(**{"speed_kmh": 0, **NEEDS.get(signal.name, {})})
    vehicle.catch_up()
    if signal.name == "Privacy.History.Clear":
        value: Value = Query.of(scope="all")
    else:
        value = legal(signal)
    done = vehicle.actuate([BusCommand(signal.name, value)])
    assert done.failures == ()
    assert [name for name, _ in done.reported] == [signal.name]


def test_nothing_of_the_brakes_or_the_steering_can_be_asked_for() -> None:
    assert not [name for name in SIGNALS if name.startswith("Safety")]
