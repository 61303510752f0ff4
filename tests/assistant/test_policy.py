"""The policy's tables, row by row: what is refused, asked, and done along with a wish."""

import pytest

from assistant import policy
from assistant.companions import COMPANIONS, companions
from assistant.messages import (
    Admission,
    Confirm,
    Conversation,
    Permit,
    Plan,
    Refusal,
    Scene,
    Step,
    Verdict,
)
from vehicle_bus import BusCommand, Query, Value, VehicleState, Zone, catalogue

DEFAULTS = {n: s.default for n, s in catalogue.SIGNALS.items() if s.default is not None}
STANDING = {
    "Vehicle.Speed": 0.0,
    "Vehicle.Rain.Intensity": 0,
    "Vehicle.Exterior.LightIntensity": 80,
}


def _verdict(
    signal: str,
    value: Value,
    speaker: Zone = Zone.DRIVER,
    confidence: float = 1.0,
    *,
    confirmed: bool = False,
    state: dict[str, Value] | None = None,
) -> Verdict:
    vehicle = VehicleState({**DEFAULTS, **STANDING, **(state or {})})
    scene = Scene(vehicle, speaker, Conversation(), 0.0)
    step = Step("test", ("test",), (BusCommand(signal, value),), confirmed, confidence=confidence)
    (verdict,) = policy.judge(Plan((step,)), scene)
    return verdict


@pytest.mark.parametrize(
    ("signal", "value", "rule"),
    [
        ("Hood.Open", True, "ask.opens_bonnet_or_door"),
        ("Door.Driver.Open", True, "ask.opens_bonnet_or_door"),
        ("Light.Fog.Rear", True, "ask.rear_fog_in_clear_weather"),
        ("ADAS.LaneAssist", False, "ask.lane_assist_off"),
        ("Phone.Message", Query.of(to="Anna", text="late"), "ask.sends_message"),
        ("Privacy.History.Clear", Query.of(scope="all"), "ask.deletes"),
    ],
)
def test_asked_first_and_done_after_a_yes(signal: str, value: Value, rule: str) -> None:
    asked = _verdict(signal, value)
    assert isinstance(asked, Confirm)
    assert asked.rule == rule
    assert isinstance(_verdict(signal, value, confirmed=True), Permit)


def test_the_roof_is_asked_about_only_in_the_rain() -> None:
    assert isinstance(_verdict("Sunroof.Position", 100), Permit)
    wet: dict[str, Value] = {"Vehicle.Rain.Intensity": 60}
    assert isinstance(_verdict("Sunroof.Position", 100, state=wet), Confirm)
    assert isinstance(_verdict("Sunroof.Position", 0, state=wet), Permit)


@pytest.mark.parametrize(
    ("signal", "value", "cost"),
    [
        ("HVAC.AirConditioning", True, policy.WRONG_COMFORT_COSTS),
        ("Window.Driver.Position", 100, policy.WRONG_COSTS),
        ("Phone.Call", Query.of(query="anna"), policy.WRONG_COSTS),
    ],
)
def test_it_asks_where_acting_is_expected_to_cost_more(
    signal: str, value: Value, cost: float
) -> None:
    enough = 1 - 1 / cost
    asked = _verdict(signal, value, confidence=enough - 0.01)
    assert isinstance(asked, Confirm)
    assert asked.rule == "ask.unsure"
    assert isinstance(_verdict(signal, value, confidence=enough + 0.01), Permit)


def test_it_admits_what_is_not_worth_asking() -> None:
    unlikely = policy.ADMIT_BELOW - 0.01
    assert isinstance(_verdict("HVAC.AirConditioning", True, confidence=unlikely), Admission)


@pytest.mark.parametrize("speaker", [Zone.REAR_LEFT, Zone.REAR_RIGHT])
def test_the_back_row_does_not_drive(speaker: Zone) -> None:
    refused = _verdict("Drive.Mode", "SPORT", speaker)
    assert isinstance(refused, Refusal)
    assert refused.rule == "front_row_only"
    assert isinstance(_verdict("HVAC.Rear.Temperature", 22.0, speaker), Permit)


def test_a_yes_does_not_move_what_is_interlocked() -> None:
    moving: dict[str, Value] = {"Vehicle.Speed": 50.0}
    verdict = _verdict("Hood.Open", True, confirmed=True, state=moving)
    assert isinstance(verdict, Refusal)
    assert verdict.reason == "not_while_moving"


@pytest.mark.parametrize(
    ("signal", "value", "state", "added"),
    [
        (
            "HVAC.AirConditioning",
            True,
            {"Window.Driver.Position": 60, "Window.Passenger.Position": 10},
            {"Window.Driver.Position": 0},
        ),
        ("HVAC.AirConditioning", True, {"HVAC.Front.FanSpeed": 0}, {"HVAC.Front.FanSpeed": 20}),
        ("HVAC.Driver.Temperature", 24.0, {"HVAC.Power": False}, {"HVAC.Power": True}),
        ("HVAC.Front.FanSpeed", 60, {"HVAC.Auto": True}, {"HVAC.Auto": False}),
        ("HVAC.Passenger.Temperature", 24.0, {"HVAC.Sync": True}, {"HVAC.Sync": False}),
        (
            "Light.Fog.Front",
            True,
            {"Light.HighBeam": True},
            {"Light.LowBeam": True, "Light.HighBeam": False},
        ),
        ("Light.HighBeam", True, {}, {"Light.LowBeam": True}),
        ("Light.LowBeam", True, {"Light.Auto": True}, {"Light.Auto": False}),
        ("Sunroof.Position", 50, {"Sunroof.Shade": 0}, {"Sunroof.Shade": 100}),
        ("Sunroof.Shade", 0, {"Sunroof.Position": 40}, {"Sunroof.Position": 0}),
        ("Light.Ambient.Color", "RED", {"Light.Ambient.On": False}, {"Light.Ambient.On": True}),
        ("Media.Volume", 40, {"Media.Mute": True}, {"Media.Mute": False}),
    ],
)
def test_what_goes_along_with_it(
    signal: str, value: Value, state: dict[str, Value], added: dict[str, Value]
) -> None:
    vehicle = VehicleState({**DEFAULTS, **STANDING, **state})
    found = companions((BusCommand(signal, value),), vehicle)
    assert {command.signal: command.value for _, command in found} == added


def test_what_already_stands_is_not_added() -> None:
    vehicle = VehicleState({**DEFAULTS, **STANDING, "Light.LowBeam": True})
    assert companions((BusCommand("Light.HighBeam", True),), vehicle) == ()


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in (*policy.REFUSALS, *policy.ASK_FIRST)]
    ids += [companion.id for companion in COMPANIONS]
    assert len(ids) == len(set(ids))


def test_comfort_is_nothing_that_an_interlock_guards() -> None:
    for prefix in policy.COMFORT:
        guarded = [
            name
            for name, signal in catalogue.SIGNALS.items()
            if name.startswith(prefix) and signal.interlocks
        ]
        assert guarded == []
        assert any(name.startswith(prefix) for name in catalogue.SIGNALS), prefix
