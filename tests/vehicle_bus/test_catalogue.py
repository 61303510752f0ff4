"""The catalogue is sound in itself and says of VSS only what VSS says."""

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from vehicle_bus import (
    Access,
    BusCommand,
    Kind,
    Query,
    Signal,
    UnknownSignalError,
    Value,
    VehicleState,
    catalogue,
)
from vehicle_bus.catalogue import GROUPS, MESSAGES, REPORTS, SIGNALS
from vehicle_bus.catalogue.entry import OVERLAY, by_name

FACTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "vss_facts.toml").read_text(encoding="utf-8")
)["entry"]
ALL = list(SIGNALS.values())
VSS_TYPES = {
    Kind.BOOL: {"boolean"},
    Kind.INT: {"int8", "uint8", "uint16", "int32", "uint32", "float"},
    Kind.FLOAT: {"float"},
    Kind.ENUM: {"string"},
    Kind.TEXT: {"string"},
    Kind.QUERY: {"string"},
    Kind.MOMENTARY: {"boolean"},
}
UNITS = {"%": "percent", "Celsius": "Celsius", "km/h": "km/h", "km": "km"}
OTHERWISE = {
    # Not what VSS has, and why; the description of the entry tells how they relate.
    "HVAC.AirDistribution": "VSS has three directions",
    "SteeringWheel.Heating": "levels in place of percent",
    **{f"Seat.{seat}.Heating": "levels in place of percent" for seat in ("Driver", "Passenger")},
    **{f"Seat.{seat}.Cooling": "levels in place of percent" for seat in ("Driver", "Passenger")},
    **{f"Seat.{seat}.Massage": "levels in place of percent" for seat in ("Driver", "Passenger")},
    **{f"Seat.Rear{side}.Heating": "levels in place of percent" for side in ("Left", "Right")},
    **{f"Seat.Rear{side}.Cooling": "levels in place of percent" for side in ("Left", "Right")},
    **{f"Seat.{seat}.Position": "share of the way, not mm" for seat in ("Driver", "Passenger")},
    **{f"Seat.{seat}.Height": "share of the way, not mm" for seat in ("Driver", "Passenger")},
    **{
        f"Seat.{seat}.Backrest": "share of the way, not degrees" for seat in ("Driver", "Passenger")
    },
    **{
        f"Seat.{seat}.Occupied": "VSS has a status by name"
        for seat in ("Driver", "Passenger", "RearLeft", "RearRight")
    },
    "Sunroof.Position": "a sensor in VSS, moved by its switch",
    "Sunroof.Tilt": "one position of the VSS switch",
    "Door.ChildLock": "a sensor in VSS",
    "Light.Auto": "one position of the VSS switch",
    "Light.Indicator": "VSS has one switch a side",
    "Light.Ambient.Intensity": "0 is off here",
    "Display.Mode": "AUTO is ours",
    "Navigation.Mute": "VSS has names",
    "Media.Source": "more sources than VSS",
    "Media.Track": "VSS names the action differently",
    "Vehicle.Gear": "VSS numbers the positions",
    "Vehicle.Odometer": "km here, m in VSS",
    "Vehicle.Range": "km here, m in VSS",
    "Vehicle.Service.TimeTo": "days here, seconds in VSS",
    **{f"Vehicle.Tire.Pressure.{c}": "bar here, kPa in VSS" for c in ("FL", "FR", "RL", "RR")},
}


def expanded(path: str) -> list[str]:
    parts = re.split(r"\{([^}]*)\}", path)
    choices = [part.split(",") if i % 2 else [part] for i, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


FACT_OF = {path: fact for fact in FACTS for path in expanded(fact["path"])}


def fact_of(signal: Signal) -> dict[str, Any]:
    pattern = re.escape(signal.vss).replace(r"\*", "[A-Za-z0-9]+")
    found = [fact for path, fact in FACT_OF.items() if re.fullmatch(pattern, path)]
    assert found, f"VSS has no {signal.vss}"
    return found[0]


def deviation(signal: Signal) -> str | None:
    fact = fact_of(signal)
    unit, allowed = UNITS.get(signal.unit, signal.unit), fact.get("allowed")
    checks = {
        "datatype": fact["datatype"] in VSS_TYPES.get(signal.kind, set()),
        "unit": unit == fact.get("unit", ""),
        "access": signal.access is Access.SENSOR or fact["access"] == "actuator",
        "range": fact.get("min", signal.low) <= signal.low
        and signal.high <= fact.get("max", signal.high),
        "choices": allowed is None or set(signal.choices) <= set(allowed),
    }
    return next((name for name, holds in checks.items() if not holds), None)


@pytest.mark.parametrize(
    "signal", [s for s in ALL if not s.vss.startswith(OVERLAY)], ids=lambda s: s.name
)
def test_entry_agrees_with_vss_or_is_listed_as_different(signal: Signal) -> None:
    assert (deviation(signal) is not None) == (signal.name in OTHERWISE), deviation(signal)


def test_every_listed_difference_is_about_an_entry() -> None:
    assert OTHERWISE.keys() <= SIGNALS.keys()


@pytest.mark.parametrize("signal", ALL, ids=lambda signal: signal.name)
def test_entry_is_sound(signal: Signal) -> None:
    assert signal.description
    assert signal.default is None or signal.accepts(signal.default)
    assert signal.message is None or signal.message in MESSAGES
    assert signal.command is None or MESSAGES[signal.command].is_command
    assert signal.access is Access.ACTUATOR or not signal.is_on_bus
    assert (signal.kind is Kind.QUERY) == (signal.service is not None) or not signal.is_on_bus
    assert bool(signal.choices) == (signal.kind in {Kind.ENUM, Kind.SET, Kind.QUERY})
    if signal.kind in {Kind.INT, Kind.FLOAT}:
        assert signal.low < signal.high
        assert signal.snapped(signal.high) == signal.high


def test_nothing_that_brakes_steers_or_protects_can_be_commanded() -> None:
    for signal in ALL:
        if signal.is_on_bus:
            words = set(re.findall(r"[A-Z]?[a-z]+|[A-Z]+", signal.name + signal.vss))
            assert not words & {"Safety", "Brake", "Airbag", "ABS", "ESC", "Gear", "Engine", "Belt"}


def test_groups_stand_for_entries_of_one_shape() -> None:
    for name, members in GROUPS.items():
        assert name not in SIGNALS
        shapes = {
            (SIGNALS[m].kind, SIGNALS[m].low, SIGNALS[m].high, SIGNALS[m].unit) for m in members
        }
        assert len(shapes) == 1


def test_reports_have_a_revision_on_the_bus() -> None:
    for report in REPORTS:
        assert SIGNALS[report.revision].message in MESSAGES
        assert report.signal is None or SIGNALS[report.signal].kind is Kind.TEXT


def test_identifiers_are_unique() -> None:
    assert len({message.can_id for message in MESSAGES.values()}) == len(MESSAGES)


def test_a_name_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        by_name(ALL[:2], ALL[1:3])


def test_unknown_name_is_a_named_error() -> None:
    with pytest.raises(UnknownSignalError):
        catalogue.find("Safety.Brake")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("HVAC.Driver.Temperature", [16, 28, 21.5], [15.9, 28.1, "21", True, float("nan"), ()]),
        ("Seat.Driver.Heating", [0, 3, 2.0], [-1, 4, 1.5, float("inf"), False]),
        ("Light.Dome", [True, False], [0, 1, "ON"]),
        ("Horn", [True], [False, 1]),
        ("Drive.Mode", ["ECO"], ["eco", "", 0]),
        (
            "Navigation.Avoid",
            [(), ("TOLLS", "FERRIES"), SIGNALS["Navigation.Avoid"].choices],
            [("TOLLS", "TOLLS"), ("X",), "TOLLS"],
        ),
        ("Vehicle.Time", ["17:42"], [1742, ("17:42",)]),
        ("Media.NowPlaying", ["Teardrop"], [None, 3]),
        (
            "Phone.Message",
            [Query(), Query.of(to="anna", text="ü" * 120)],
            [
                Query.of(who="anna"),
                Query.of(to=""),
                Query.of(to="a\x00"),
                Query.of(text="ü" * 120 + "a"),
                Query.of(text="\ud800"),
                "anna",
            ],
        ),
    ],
)
def test_what_a_signal_accepts(name: str, good: list[Value], bad: list[Value]) -> None:
    signal = SIGNALS[name]
    assert all(signal.accepts(value) for value in good)
    assert not any(signal.accepts(value) for value in bad)


def test_snapping_and_sameness_follow_the_step() -> None:
    temperature, avoid = SIGNALS["HVAC.Driver.Temperature"], SIGNALS["Navigation.Avoid"]
    assert [temperature.snapped(v) for v in (0, 21.3, 21.2, 99)] == [16, 21.5, 21, 28]
    assert temperature.same(21.4, 21.5)
    assert not temperature.same(21.0, 21.5)
    assert not temperature.same(None, 21.5)
    assert avoid.same(("TOLLS", "FERRIES"), ("FERRIES", "TOLLS"))
    assert not avoid.same(("TOLLS",), None)


def test_commands_and_services_reach_the_bus_and_the_rest_does_not() -> None:
    reach = {name: SIGNALS[name].is_on_bus for name in ("Horn", "Media.Play", "Profile.Switch")}
    assert reach == {"Horn": True, "Media.Play": True, "Profile.Switch": False}


def test_a_query_is_in_order_and_has_no_field_twice() -> None:
    with pytest.raises(ValueError, match="once"):
        Query((("b", "x"), ("a", "x")))
    query = Query.of(type="artist", query="miles davis")
    assert query.get("query") == "miles davis"
    assert query.get("when") is None
    assert query.merged({"query": "x"}) == Query.of(query="x", type="artist")


MOVING = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Exterior.LightIntensity": 80})
STANDING = VehicleState({"Vehicle.Speed": 0.0})
DARK = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Exterior.LightIntensity": 5})
DRY = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Rain.Intensity": 0})
WET = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Rain.Intensity": 40})
NO_RAIN_SENSOR = VehicleState(
    {"Vehicle.Speed": 50.0}, unfitted=frozenset({"Vehicle.Rain.Intensity"})
)
FOG_OFF = VehicleState({"Light.Fog.Front": False, "Light.Fog.Rear": False})
FOG_ON = VehicleState({"Light.Fog.Front": True, "Light.Fog.Rear": False})
NO_FOG_LIGHTS = VehicleState(unfitted=frozenset({"Light.Fog.Front", "Light.Fog.Rear"}))
LIT = VehicleState({**DARK.values, "Light.LowBeam": True})
SLOW = VehicleState({"Vehicle.Speed": 29.9})
FAST_ENOUGH = VehicleState({"Vehicle.Speed": 30.0})
CREEPING = VehicleState({"Vehicle.Speed": 0.5})
ALMOST_STILL = VehicleState({"Vehicle.Speed": 0.4})
DUSK = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Exterior.LightIntensity": 20})
JUST_DARK = VehicleState({"Vehicle.Speed": 50.0, "Vehicle.Exterior.LightIntensity": 19})
UNKNOWN = VehicleState()
STILL = "not_while_moving"


@pytest.mark.parametrize(
    ("name", "value", "state", "code"),
    [
        *[(f"{door}.Open", True, MOVING, STILL) for door in ("Door.Driver", "Trunk.Rear", "Hood")],
        ("Trunk.Front.Open", True, UNKNOWN, STILL),
        ("FuelFlap.Open", True, SLOW, STILL),
        ("Door.Rear.Open", True, STANDING, None),
        ("Door.Rear.Open", False, MOVING, None),
        ("Door.Lock", False, MOVING, STILL),
        ("Door.Lock", True, MOVING, None),
        ("Door.ChildLock", False, UNKNOWN, STILL),
        ("Door.ChildLock", True, UNKNOWN, None),
        ("Seat.Driver.Position", 50, MOVING, STILL),
        ("Seat.Driver.Lumbar", 50, MOVING, None),
        ("Seat.Passenger.Position", 50, MOVING, None),
        ("Mirror.Fold", True, MOVING, STILL),
        ("Mirror.Fold", False, MOVING, None),
        ("Light.LowBeam", False, DARK, "dark_and_moving"),
        ("Light.LowBeam", False, UNKNOWN, "dark_and_moving"),
        ("Light.LowBeam", True, DARK, None),
        ("Light.LowBeam", False, MOVING, None),
        ("Light.LowBeam", False, STANDING, None),
        ("Light.Auto", False, DARK, "dark_and_moving"),
        ("Light.Auto", False, LIT, None),
        ("Light.Parking", False, DARK, "dark_and_moving"),
        ("Light.Parking", False, LIT, None),
        ("Light.HighBeam", True, FOG_ON, "not_with_fog_lights"),
        ("Light.HighBeam", True, UNKNOWN, "not_with_fog_lights"),
        ("Light.HighBeam", True, FOG_OFF, None),
        ("Light.HighBeam", True, NO_FOG_LIGHTS, None),
        ("Light.HighBeam", False, FOG_ON, None),
        ("ADAS.CruiseControl.Active", True, SLOW, "needs_speed"),
        ("ADAS.CruiseControl.Active", True, UNKNOWN, "needs_speed"),
        ("ADAS.CruiseControl.Active", True, MOVING, None),
        ("ADAS.CruiseControl.Active", True, FAST_ENOUGH, None),
        ("Hood.Open", True, CREEPING, STILL),
        ("Hood.Open", True, ALMOST_STILL, None),
        ("Light.LowBeam", False, DUSK, None),
        ("Light.LowBeam", False, JUST_DARK, "dark_and_moving"),
        ("ADAS.CruiseControl.Active", False, SLOW, None),
        ("Wiper.Front.Mode", "OFF", WET, "raining_and_moving"),
        ("Wiper.Front.Mode", "OFF", MOVING, "raining_and_moving"),
        ("Wiper.Front.Mode", "OFF", DRY, None),
        ("Wiper.Front.Mode", "OFF", NO_RAIN_SENSOR, None),
        ("Wiper.Front.Mode", "FAST", WET, None),
        ("Media.Volume", 101, MOVING, "out_of_range"),
        ("Light.Fog.Front", True, NO_FOG_LIGHTS, "not_fitted"),
    ],
)
def test_interlocks(name: str, value: Value, state: VehicleState, code: str | None) -> None:
    assert catalogue.objection(BusCommand(name, value), state) == code


def test_commands_of_one_frame_are_judged_together() -> None:
    beam = BusCommand("Light.HighBeam", True)
    fog_on, fog_off = BusCommand("Light.Fog.Front", True), BusCommand("Light.Fog.Front", False)
    assert catalogue.objection(beam, FOG_OFF, (fog_on,)) == "not_with_fog_lights"
    assert catalogue.objection(beam, FOG_ON, (fog_off,)) is None
