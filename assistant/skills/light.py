"""Lights outside and in."""

from typing import Annotated

from assistant.messages import Scene
from assistant.skill import Effects, skill
from assistant.slots import CHANGE, Change, Slot, Switch, Where, choice
from assistant.target import Steps, move, zones
from vehicle_bus import BusCommand, Zone

Lamps = Annotated[str, choice(on="on", off="off", auto="auto")]
Fogs = Annotated[tuple[str, ...], choice(front=("Front",), rear=("Rear",), any=("Front",))]
Side = Annotated[str, choice(left="LEFT", right="RIGHT", off="OFF")]
Glow = Annotated[
    Change | str,
    Slot(
        CHANGE.values
        | choice(
            red="RED",
            green="GREEN",
            blue="BLUE",
            white="WHITE",
            yellow="YELLOW",
            orange="ORANGE",
            purple="PURPLE",
            pink="PINK",
            cyan="CYAN",
            warm="WARM_WHITE",
        ).values
    ),
]
_GLOW = Steps(10, 20, 40)


@skill(
    "light.headlights",
    word="lights",
    phrases=(
        "turn (on the headlights|the headlights on|on the low beams|on the lights) => on",
        "(headlights|headlamps|dipped beam) on => on",
        "turn (off the headlights|the headlights off|off the low beams) => off",
        "(headlights|headlamps) off => off",
        "(set the headlights to|headlights|lights to) (auto|automatic) => auto",
    ),
    example="Headlights on.",
)
def headlights(scene: Scene, to: Lamps) -> Effects:
    if to == "auto":
        return (BusCommand("Light.Auto", True),)
    return (BusCommand("Light.LowBeam", to == "on"),)


@skill(
    "light.high_beam",
    word="highbeam",
    phrases=(
        "(high beams|high beam|full beam|main beam) on => on",
        "turn (on the|the) (high beams|high beam|full beam) [on] => on",
        "(high beams|high beam|full beam|main beam) off => off",
        "turn off the (high beams|high beam|full beam) => off",
    ),
    example="High beams on.",
)
def high_beam(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Light.HighBeam", on),)


@skill(
    "light.parking",
    word="parking",
    phrases=("(parking lights|sidelights) on => on", "(parking lights|sidelights) off => off"),
)
def parking(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Light.Parking", on),)


@skill(
    "light.fog",
    word="fog",
    phrases=(
        "(fog lights|fog lamps|fogs) on => any on",
        "turn on the (fog lights|fog lamps) => any on",
        "(turn off the fog lights|fog lights off) => any off",
        "[turn on the] rear fog (light|lights|lamp|lamps) [on] => rear on",
        "turn on the front fog (light|lights|lamp|lamps) => front on",
    ),
    example="Fog lights on.",
)
def fog(scene: Scene, which: Fogs, on: Switch) -> Effects:
    lit = ("Front", "Rear") if not on and len(which) == 1 and _both_lit(scene) else which
    return tuple(BusCommand(f"Light.Fog.{part}", on) for part in lit)


def _both_lit(scene: Scene) -> bool:
    return all(scene.vehicle[f"Light.Fog.{part}"] is True for part in ("Front", "Rear"))


@skill(
    "light.hazard",
    word="hazard",
    phrases=(
        "(hazards|hazard lights|warning lights|flashers) on => on",
        "turn on the (hazards|hazard lights|flashers) => on",
        "(hazards|hazard lights|flashers) off => off",
        "turn off the (hazards|hazard lights|flashers) => off",
    ),
    example="Hazards on.",
)
def hazard(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Light.Hazard", on),)


@skill(
    "light.indicator",
    word="indicator",
    phrases=("(indicate|signal) left => left", "(indicate|signal) right => right"),
    example="Indicate left.",
)
def indicator(scene: Scene, side: Side) -> Effects:
    return (BusCommand("Light.Indicator", side),)


@skill(
    "light.dome",
    word="dome",
    phrases=(
        "turn on the <inside> (light|lights) => on",
        "turn the <inside> (light|lights) on => on",
        "turn off the <inside> (light|lights) => off",
        "turn the <inside> (light|lights) off => off",
        "(interior|inside|cabin|dome) (light|lights) on => on",
        "(inside|cabin|dome) (light|lights) off => off",
    ),
    example="Inside light on.",
)
def dome(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Light.Dome", on),)


_READING = {Zone.DRIVER: "Driver", Zone.PASSENGER: "Passenger"}


@skill(
    "light.reading",
    word="reading",
    phrases=(
        "[turn on] (my|the) reading light [on] => on",
        "(turn off (my|the) reading light|reading light off) => off",
    ),
    example="Reading light on.",
)
def reading(scene: Scene, *, zone: Where = None, on: Switch) -> Effects:
    parts = dict.fromkeys(_READING.get(z, "Rear") for z in zones(zone, scene.speaker))
    return tuple(BusCommand(f"Light.Reading.{part}", on) for part in parts)


@skill(
    "light.ambient",
    word="ambient",
    phrases=(
        "[set] [the] ambient (light|lights|lighting) to <colour> => {colour}",
        "make the ambient (light|lights|lighting) <colour> => {colour}",
        "(turn on the ambient lights|ambient lighting on|ambient lights on) => on",
        "(turn off the ambient lights|ambient lighting off|ambient lights off) => off",
    ),
    example="Ambient light to blue.",
)
def ambient(scene: Scene, to: Glow) -> Effects:
    if isinstance(to, str):
        return (BusCommand("Light.Ambient.Color", to),)
    if to.op in {"on", "off"}:
        return (BusCommand("Light.Ambient.On", to.op == "on"),)
    return (move(scene, "Light.Ambient.Intensity", to, _GLOW),)
