"""Warmth and air."""

from dataclasses import replace
from typing import Annotated

import pint

from assistant.messages import Effect, Say, Scene, Status
from assistant.skill import Effects, skill
from assistant.slots import Amount, Change, Op, Place, Slot, Switch, Where, choice
from assistant.target import LEVELS, Steps, move, move_all, zones
from vehicle_bus import BusCommand, Zone

_UNITS: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None)
_FAHRENHEIT_FROM = 50.0
"""From here on a spoken temperature can only be Fahrenheit: no cabin is that warm in Celsius."""

_COLDEST_SAID = 10.0
"""Nobody wants a cabin colder than this: a smaller number was a step, or misheard."""

_DEGREES = Steps(1, 2, 4)
_FAN = Steps(10, 20, 40, on=40, least=10)
_PARTS = {Zone.DRIVER: "Driver", Zone.PASSENGER: "Passenger"}

Rear = Annotated[Place | None, Slot({("rear",): Place.REAR})]
Window = Annotated[tuple[str, ...], choice(front=("Front",), rear=("Rear",), all=("Front", "Rear"))]
Air = Annotated[
    str,
    choice(
        face="FACE",
        feet="FEET",
        windshield="WINDSHIELD",
        face_feet="FACE_FEET",
        feet_windshield="FEET_WINDSHIELD",
        auto="AUTO",
    ),
]


@skill(
    "climate.temperature",
    word="temp",
    phrases=(
        "[set|put|turn] [the] (temperature|heating|heat) (to|at|on) {number} [degrees] => {number}",
        "[make it|set it to|i want|i would like] {number} degrees => {number}",
        "(make it a bit|a bit|a little|slightly) (warmer|hotter) => up little",
        "(warmer|hotter|heat up|heat it up) => up",
        "turn (up the (heat|heating|temperature)|the (heat|heating|temperature) up) => up",
        "(a bit|a little|slightly) (cooler|colder) => down little",
        "(cooler|colder|make it cooler|make it colder) => down",
        "turn (down the (heat|heating|temperature)|the (heat|heating|temperature) down) => down",
        "{number} degrees (warmer|hotter) => up {number}",
        "{number} degrees (cooler|colder) => down {number}",
        "(maximum|max|full) (heating|temperature) => max",
        "<zone> [to|at] {number} degrees => {zone} {number}",
        "[set] {number} degrees (for|on) <zone> => {zone} {number}",
    ),
    example="Make it 21 degrees for the passenger.",
)
def temperature(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    parts = {_PARTS.get(z, "Rear"): None for z in zones(zone, scene.speaker)}
    wanted = _celsius(change, scene)
    if wanted.op is Op.SET and isinstance(wanted.amount, float) and wanted.amount < _COLDEST_SAID:
        return (Say("To how many degrees, or warmer or cooler by how many?", Status.CLARIFY),)
    return tuple(move(scene, f"HVAC.{part}.Temperature", wanted, _DEGREES) for part in parts)


def _celsius(change: Change, scene: Scene) -> Change:
    if not isinstance(change.amount, float):
        return change
    is_fahrenheit = "fahrenheit" in scene.said.words or change.amount >= _FAHRENHEIT_FROM
    if change.op is Op.SET and is_fahrenheit:
        celsius = _UNITS.Quantity(change.amount, "degF").to("degC").magnitude
        return replace(change, amount=float(celsius))
    if change.op is not Op.SET and scene.vehicle["Display.Units.Temperature"] == "F":
        celsius = _UNITS.Quantity(change.amount, "delta_degF").to("delta_degC").magnitude
        return replace(change, amount=float(celsius))
    return change


@skill(
    "climate.fan",
    word="fan",
    phrases=(
        "[set|put|turn] [the] (fan|blower) (to|at|on) [level] {number} [percent] => {number}",
        "turn (up the (fan|blower)|the (fan|blower) up) => up",
        "(fan|blower) up => up",
        "more (fan|blower) => up",
        "turn (down the (fan|blower)|the (fan|blower) down) => down",
        "(fan|blower) down => down",
        "(fan|blower) off => off",
        "turn (off the (fan|blower)|the (fan|blower) off) => off",
        "(fan|blower) (to|at|on) (full|maximum|max) => max",
        "<zone_rear> (fan|blower) (to|at|on) [level] {number} => {zone} {number}",
    ),
    example="Fan to 60 percent.",
)
def fan(scene: Scene, *, zone: Rear = None, change: Amount) -> Effects:
    rear = zone is Place.REAR or scene.speaker in {Zone.REAR_LEFT, Zone.REAR_RIGHT}
    signal = f"HVAC.{'Rear' if rear else 'Front'}.FanSpeed"
    return (move(scene, signal, _fan_percent(change), _FAN),)


def _fan_percent(change: Change) -> Change:
    """Levels of 5 up to five, of 10 up to ten, percent above."""
    level = change.amount
    if not isinstance(level, float) or level > 10:
        return change
    return replace(change, amount=level * (20 if level <= 5 else 10))


def _switch(signal: str, value: bool) -> Effects:
    return (BusCommand(signal, value),)


@skill(
    "climate.air_conditioning",
    word="ac",
    phrases=(
        "turn on the <ac> => on",
        "turn the <ac> on => on",
        "(aircon|air conditioning) on => on",
        "turn off the <ac> => off",
        "turn the <ac> off => off",
        "(aircon|ac|air conditioning) off => off",
    ),
    example="Turn the AC on.",
)
def air_conditioning(scene: Scene, on: Switch) -> Effects:
    return _switch("HVAC.AirConditioning", on)


@skill(
    "climate.power",
    word="climate",
    phrases=(
        "turn (off the climate [control]|the climate [control] off) => off",
        "turn (on the climate [control]|the climate [control] on) => on",
    ),
    example="Turn the climate control off.",
)
def power(scene: Scene, on: Switch) -> Effects:
    return _switch("HVAC.Power", on)


@skill(
    "climate.auto",
    word="auto",
    phrases=("[set] [the] climate [control] to (auto|automatic) => on",),
)
def auto(scene: Scene, on: Switch) -> Effects:
    return _switch("HVAC.Auto", on)


@skill(
    "climate.sync",
    word="sync",
    phrases=("(sync|synchronise|synchronize) [the] (zones|climate|temperatures) => on",),
)
def sync(scene: Scene, on: Switch) -> Effects:
    return _switch("HVAC.Sync", on)


@skill(
    "climate.recirculation",
    word="recirc",
    phrases=(
        "turn (on recirculation|recirculation on) => on",
        "(recirculation on|recirculate the air) => on",
        "turn (off recirculation|recirculation off) => off",
        "recirculation off => off",
    ),
    example="Recirculation on.",
)
def recirculation(scene: Scene, on: Switch) -> Effects:
    return _switch("HVAC.Recirculation", on)


@skill(
    "climate.defrost",
    word="defrost",
    phrases=(
        "(defrost|demist|defog|clear) the (windscreen|windshield|front window) => front on",
        "(defrost|demist|defog|clear) the (rear|back) (window|windscreen|windshield) => rear on",
        "(front|windscreen|windshield) (defroster|defrost|demister) on => front on",
        "rear (defroster|defrost|demister) on => rear on",
        "(front|windscreen|windshield) (defroster|defrost|demister) off => front off",
        "rear (defroster|defrost|demister) off => rear off",
    ),
    example="Defrost the windscreen.",
)
def defrost(scene: Scene, window: Window, on: Switch) -> Effects:
    return tuple(BusCommand(f"HVAC.{part}Defroster", on) for part in window)


@skill(
    "climate.air",
    word="air",
    phrases=("[direct|send|blow] [the] air (to|at|on) (my|the) feet => feet",),
)
def air(scene: Scene, to: Air) -> Effects:
    return (BusCommand("HVAC.AirDistribution", to),)


@skill(
    "climate.steering_wheel",
    word="wheel",
    phrases=(
        "turn on the <wheel_heat> => on",
        "turn the <wheel_heat> on => on",
        "<wheel_heat> off => off",
    ),
    example="Heat the steering wheel.",
)
def steering_wheel(scene: Scene, change: Amount) -> tuple[Effect, ...]:
    return move_all(scene, ("SteeringWheel.Heating",), change, LEVELS)
