"""Seats: warmth, massage and how they move."""

from assistant.messages import Scene
from assistant.skill import Effects, skill
from assistant.slots import Along, Amount, Place, Where
from assistant.target import LEVELS, SIGNAL_PART, TRAVEL, move_all, zones
from vehicle_bus import catalogue


def _signals(scene: Scene, place: Place | None, function: str) -> tuple[str, ...]:
    """The seats meant, as far as they have the function at all."""
    named = [f"Seat.{SIGNAL_PART[z]}.{function}" for z in zones(place, scene.speaker)]
    return tuple(signal for signal in named if signal in catalogue.SIGNALS)


@skill(
    "seat.heating",
    word="heat",
    phrases=(
        "[turn] [the|my] seat (heating|heater|warmer) on => on",
        "turn on (the|my) (seat heating|seat heater|seat warmer|heated seat) => on",
        "(heat|warm) my seat => on",
        "[turn] [the|my] seat (heating|heater|warmer) off => off",
        "turn off (the|my) (seat heating|seat heater|seat warmer|heated seat) => off",
        "[set] [the|my] seat (heating|heater) (to|at|on) [level] {number} => {number}",
        "turn (on the <zone_seat> seat heating|the <zone_seat> seat heating on) => {zone} on",
        "turn (off the <zone_seat> seat heating|the <zone_seat> seat heating off) => {zone} off",
    ),
    example="Seat heating to 2.",
)
def heating(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    return move_all(scene, _signals(scene, zone, "Heating"), change, LEVELS)


@skill(
    "seat.cooling",
    word="cool",
    phrases=(
        "(cool|ventilate) my seat => on",
        "[turn] [the|my] seat (cooling|ventilation) on => on",
        "[turn] [the|my] seat (cooling|ventilation) off => off",
        "[set] [the|my] seat (cooling|ventilation) (to|at|on) [level] {number} => {number}",
    ),
    example="Cool my seat.",
)
def cooling(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    return move_all(scene, _signals(scene, zone, "Cooling"), change, LEVELS)


@skill(
    "seat.massage",
    word="massage",
    phrases=(
        "(massage my back|start the massage|turn on the massage|massage on) => on",
        "(stop the massage|turn off the massage|massage off) => off",
        "[set] [the] massage (to|at|on) [level] {number} => {number}",
    ),
    example="Massage my back.",
)
def massage(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    return move_all(scene, _signals(scene, zone, "Massage"), change, LEVELS)


@skill("seat.lumbar", word="lumbar", phrases=("(more|a bit more) lumbar [support] => up",))
def lumbar(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    return move_all(scene, _signals(scene, zone, "Lumbar"), change, TRAVEL)


@skill(
    "seat.height",
    word="height",
    phrases=("(raise|lift) my seat => up", "lower my seat => down"),
    example="Raise my seat a bit.",
)
def height(scene: Scene, *, zone: Where = None, change: Amount) -> Effects:
    return move_all(scene, _signals(scene, zone, "Height"), change, TRAVEL)


@skill(
    "seat.slide",
    word="slide",
    phrases=("(move|slide) my seat back => back", "(move|slide) my seat forward => forward"),
    example="Move my seat back a bit.",
)
def slide(scene: Scene, *, zone: Where = None, change: Along) -> Effects:
    return move_all(scene, _signals(scene, zone, "Position"), change, TRAVEL)


@skill(
    "seat.recline", word="recline", phrases=("recline my seat => back",), example="Recline my seat."
)
def recline(scene: Scene, *, zone: Where = None, change: Along) -> Effects:
    return move_all(scene, _signals(scene, zone, "Backrest"), change, TRAVEL)
