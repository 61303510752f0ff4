"""Questions about the car's health. They change nothing; the control units are asked, only to read.

A light or a trouble code is named in the question; what it means is told from what is known of it.
"""

from typing import Annotated

from assistant.care import ASK, CODE, LIGHT
from assistant.messages import Scene
from assistant.skill import Effects, skill
from assistant.slots import Slot, Text, choice
from vehicle_bus import BusCommand, Query

Topic = Annotated[
    str,
    choice(
        lights="LIGHTS",
        faults="FAULTS",
        safe="SAFE",
        tyres="TYRES",
        battery="BATTERY",
        brakes="BRAKES",
        oil="OIL",
        coolant="COOLANT",
        wipers="WIPERS",
        filters="FILTERS",
        parts="PARTS",
        service="SERVICE",
        identity="IDENTITY",
        software="SOFTWARE",
    ),
]
_LIGHTS = {
    "oil": "OIL_PRESSURE_LOW",
    "brake": "BRAKE_FAULT",
    "coolant": "COOLANT_HOT",
    "steering": "STEERING_FAULT",
    "charging": "CHARGING_FAULT",
    "tyre": "TIRE_PRESSURE_LOW",
    "abs": "ABS_FAULT",
    "airbag": "AIRBAG_FAULT",
    "engine": "CHECK_ENGINE",
    "ice": "ICE",
    "washer": "WASHER_FLUID_LOW",
}
_NOUGHTS = frozenset({"o", "oh"})
Lamp = Annotated[str, Slot({(word,): name for word, name in _LIGHTS.items()})]


@skill(
    "care.ask",
    word="care",
    phrases=(
        "what does (this|that) [warning] (light|lamp|symbol) mean => lights",
        "(what is|what's) (this|that) [warning] (light|lamp|symbol) => lights",
        "why is (this|that|the) warning light on => lights",
        "explain the warning (light|lights) => lights",
        "(what is|what's) wrong with (the|my) car => faults",
        "(does|has) the car (have|stored) any (faults|fault codes) => faults",
        "(read|tell me) the fault codes => faults",
        "[are there] any [stored] (faults|fault codes) => faults",
        "is it safe to (drive|drive on|keep driving|go on) => safe",
        "can i (drive on|keep driving|safely drive on) => safe",
        "should i (stop|pull over) => safe",
        "how are (my|the) (tyres|tires) [doing] => tyres",
        "how (is|are) (my|the) (battery|batteries) [doing] => battery",
        "how are (my|the) (brakes|brake pads) [doing] => brakes",
        "how (worn|thick) are (my|the) brake pads => brakes",
        "how is (my|the) [engine] oil [doing] => oil",
        "how is (my|the) coolant [doing] => coolant",
        "(is the engine|are we) (too hot|overheating) => coolant",
        "how (is|are) (my|the) (wipers|wiper blades) [doing] => wipers",
        "how worn are (my|the) (wipers|wiper blades) => wipers",
        "when (do|will) (my|the) (wipers|wiper blades) need (changing|replacing) => wipers",
        "how (is|are) (my|the) (filter|filters|cabin filter|air filter|pollen filter) => filters",
        "when (does|will) (my|the) (cabin|air|pollen) filter need (changing|replacing) => filters",
        "when (do|will) (my|the) brakes need (changing|replacing|doing) => brakes",
        "which parts (need|will need) (changing|replacing) [soon] => parts",
        "what (needs|will need) (changing|replacing|doing) [soon|next] => parts",
        "which parts are (worn|wearing out) => parts",
        "(when is|when's) (my|the) [next] service [due] => service",
        "(when|in how many kilometres) do i need a service => service",
        "(what is|what's) (my|the) (vin|vehicle identification number|chassis number) => identity",
        "which software (does|do) the control units (have|run) => software",
    ),
    example="Is it safe to drive on?",
)
def care(scene: Scene, what: Topic) -> Effects:
    return (BusCommand(ASK, what),)


@skill(
    "care.light",
    word="lamp",
    phrases=tuple(
        f"(what does|why is) the {said} [warning] light (mean|on|lit) => {word}"
        for word, said in {
            **{word: word for word in _LIGHTS if word not in {"tyre", "engine"}},
            "tyre": "(tyre|tire|tyre pressure|tire pressure)",
            "engine": "[check] engine",
        }.items()
    ),
)
def light(scene: Scene, which: Lamp) -> Effects:
    return (BusCommand(LIGHT, which),)


@skill(
    "care.code",
    word="code",
    phrases=(
        "what does [the] [fault|error|trouble] [code] {code} mean => {code}",
        "(what is|what's) [the] (fault|error|trouble) code {code} => {code}",
        "explain [the] [fault|error|trouble] [code] {code} => {code}",
    ),
    example="What does P0420 mean?",
)
def code(scene: Scene, which: Text) -> Effects:
    return (BusCommand(CODE, Query.of(code=_joined(which))),)


def _joined(said: str) -> str:
    """A code as it is written, of one said in pieces: "p oh 301" is p0301."""
    return "".join("0" if piece in _NOUGHTS else piece for piece in said.split())
