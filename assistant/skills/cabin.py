"""Wipers, mirrors, displays, horn and how the car drives."""

from dataclasses import replace
from typing import Annotated

from assistant.messages import Effect, Say, Scene, Status
from assistant.skill import Effects, skill
from assistant.slots import Amount, Change, Op, Switch, choice
from assistant.target import PERCENT, Steps, move
from vehicle_bus import BusCommand

_WIPE = ("OFF", "INTERVAL", "SLOW", "MEDIUM", "FAST")
Wipe = Annotated[
    str | Change,
    choice(
        on=Change(Op.ON),
        off="OFF",
        interval="INTERVAL",
        slow="SLOW",
        medium="MEDIUM",
        fast="FAST",
        auto="RAIN_SENSOR",
        up=Change(Op.UP),
        down=Change(Op.DOWN),
    ),
]
RearWipe = Annotated[
    str,
    choice(
        on="INTERVAL", off="OFF", interval="INTERVAL", slow="SLOW", medium="MEDIUM", fast="FAST"
    ),
]
Fold = Annotated[bool, choice(fold=True, unfold=False)]
MirrorSide = Annotated[str, choice(left="Left", right="Right")]
Tilt = Annotated[str, choice(up="UP", down="DOWN", left="LEFT", right="RIGHT")]
DayNight = Annotated[str, choice(day="DAY", night="NIGHT", auto="AUTO")]
Units = Annotated[str, choice(celsius="C", fahrenheit="F")]
Mode = Annotated[str, choice(eco="ECO", comfort="COMFORT", sport="SPORT", snow="SNOW")]
_CRUISE = Steps(5, 10, 20)
_MILES = frozenset({"mile", "miles", "mph"})
_KM_PER_MILE = 1.609344


@skill(
    "cabin.wipers",
    word="wipers",
    phrases=(
        "(wipers on|turn on the wipers|turn the wipers on|start the wipers) => on",
        "(wipers off|turn off the wipers|turn the wipers off|stop the wipers) => off",
        "[set] [the] wipers [to] (fast|faster|full speed|high) => fast",
        "(set the wipers to|wipers) slow => slow",
        "[set] [the] wipers (to|on) (auto|automatic|rain sensor) => auto",
        "[set] [the] wipers to (interval|intermittent) => interval",
    ),
    example="Wipers on.",
)
def wipers(scene: Scene, to: Wipe) -> Effects:
    mode = to if isinstance(to, str) else _wipe_faster(scene, to)
    return (BusCommand("Wiper.Front.Mode", mode),)


def _wipe_faster(scene: Scene, change: Change) -> str:
    now = scene.vehicle["Wiper.Front.Mode"]
    place = _WIPE.index(now) if isinstance(now, str) and now in _WIPE else 2
    if change.op is Op.ON:
        return _WIPE[place] if place else "MEDIUM"
    moved = place + (1 if change.op is Op.UP else -1)
    return _WIPE[min(max(moved, 0), len(_WIPE) - 1)]


@skill(
    "cabin.rear_wiper",
    word="rearwiper",
    phrases=(
        "rear wiper on => on",
        "turn on the rear wiper => on",
        "(rear wiper off|turn off the rear wiper) => off",
    ),
    example="Rear wiper on.",
)
def rear_wiper(scene: Scene, to: RearWipe) -> Effects:
    return (BusCommand("Wiper.Rear.Mode", to),)


@skill(
    "cabin.washer",
    word="washer",
    phrases=("(wash|clean) the (windscreen|windshield)",),
    example="Wash the windscreen.",
)
def washer(scene: Scene) -> Effects:
    return (BusCommand("Washer.Front", True),)


@skill(
    "cabin.mirrors",
    word="mirrors",
    phrases=(
        "fold [in] the mirrors => fold",
        "unfold the mirrors => unfold",
        "fold the mirrors in => fold",
    ),
    example="Fold the mirrors.",
)
def mirrors(scene: Scene, folded: Fold) -> Effects:
    return (BusCommand("Mirror.Fold", folded),)


@skill(
    "cabin.mirror_heating",
    word="mirrorheat",
    phrases=(
        "(mirror heating on|heat the mirrors|turn on the mirror heating|defrost the mirrors) => on",
        "(mirror heating off|turn off the mirror heating) => off",
    ),
    example="Heat the mirrors.",
)
def mirror_heating(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Mirror.Heating", on),)


@skill("cabin.mirror", word="mirror", example="Left mirror down a bit.")
def mirror(scene: Scene, side: MirrorSide, to: Tilt) -> Effects:
    return (BusCommand(f"Mirror.{side}.Adjust", to),)


@skill(
    "cabin.mirror_dimming",
    word="dim",
    phrases=("dim the (rearview|rear view|inside) mirror => on",),
)
def mirror_dimming(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Mirror.Inside.Dimming", change, PERCENT),)


@skill(
    "cabin.screen",
    word="screen",
    phrases=(
        "(dim the (screen|display)|(screen|display) darker) => down",
        "(screen|display) brighter => up",
        "(screen|display) [brightness] (to|at) {number} [percent] => {number}",
    ),
    example="Screen to 40 percent.",
)
def screen(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Display.Brightness", change, PERCENT),)


@skill(
    "cabin.display_mode",
    word="display",
    phrases=(
        "[switch [the] display to] (night mode|dark mode) => night",
        "[switch [the] display to] day mode => day",
        "(display mode auto|set the display to auto) => auto",
    ),
    example="Night mode.",
)
def display_mode(scene: Scene, to: DayNight) -> Effects:
    return (BusCommand("Display.Mode", to),)


@skill(
    "cabin.units",
    word="units",
    phrases=(
        "(show|use|switch to) (celsius|centigrade) => celsius",
        "(show|use|switch to) fahrenheit => fahrenheit",
    ),
)
def units(scene: Scene, to: Units) -> Effects:
    return (BusCommand("Display.Units.Temperature", to),)


@skill(
    "cabin.hud",
    word="hud",
    phrases=(
        "(turn on the|turn the) (hud|head up display) [on] => on",
        "(turn off the (hud|head up display)|(hud|head up display) off) => off",
        "(hud|head up display) on => on",
    ),
)
def hud(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("HUD.On", on),)


@skill("cabin.horn", word="horn", phrases=("(honk|honk the horn|sound the horn|beep the horn)",))
def horn(scene: Scene) -> Effects:
    return (BusCommand("Horn", True),)


@skill(
    "cabin.drive_mode",
    word="drive",
    phrases=(
        "[switch to|set] eco [mode] => eco",
        "[switch to] comfort mode => comfort",
        "[switch to] sport mode => sport",
        "[switch to] snow mode => snow",
    ),
    example="Sport mode.",
)
def drive_mode(scene: Scene, to: Mode) -> Effects:
    return (BusCommand("Drive.Mode", to),)


@skill(
    "cabin.cruise_control",
    word="cruise",
    phrases=(
        "[set] [the] cruise [control] (to|at) {number} => {number}",
        "(turn on|activate) [the] cruise [control] => on",
        "(turn off|cancel|deactivate) [the] cruise [control] => off",
    ),
    example="Cruise control to 110.",
)
def cruise_control(scene: Scene, change: Amount) -> tuple[Effect, ...]:
    if change.op in {Op.ON, Op.OFF}:
        return (BusCommand("ADAS.CruiseControl.Active", change.op is Op.ON),)
    if change.op in {Op.MAX, Op.MIN, Op.HALF}:
        return (Say("Tell me a speed for the cruise control.", Status.CLARIFY),)
    now = scene.vehicle["ADAS.CruiseControl.Speed"]
    if change.op in {Op.UP, Op.DOWN} and not isinstance(now, int | float):
        return (Say("The cruise control has no speed set.", Status.CLARIFY),)
    return (move(scene, "ADAS.CruiseControl.Speed", _kmh(change, scene), _CRUISE),)


def _kmh(change: Change, scene: Scene) -> Change:
    if isinstance(change.amount, float) and _MILES.intersection(scene.said.words):
        return replace(change, amount=change.amount * _KM_PER_MILE)
    return change


@skill(
    "cabin.lane_assist",
    word="lane",
    phrases=(
        "(lane assist on|turn on lane assist) => on",
        "(lane assist off|turn off lane assist) => off",
    ),
)
def lane_assist(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("ADAS.LaneAssist", on),)
