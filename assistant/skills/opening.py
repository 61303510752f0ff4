"""What opens and closes: windows, roof, shades, doors, lids, locks."""

from typing import Annotated

from assistant.messages import Scene
from assistant.skill import Effects, skill
from assistant.slots import Change, Op, OpenClose, Opening, Switch, Where, choice
from assistant.target import PERCENT, SIGNAL_PART, move, move_all, zones
from vehicle_bus import BusCommand, Zone

ChildLocks = Annotated[str, choice(windows="Window.ChildLock", doors="Door.ChildLock")]
Lock = Annotated[bool, choice(lock=True, unlock=False)]

_WINDOWS = {zone: f"Window.{part}.Position" for zone, part in SIGNAL_PART.items()}


@skill(
    "opening.window",
    word="window",
    phrases=(
        "(open|roll down|lower|wind down) (my|the) window => open",
        "(close|shut|roll up|wind up) (my|the) window => close",
        "(open|roll down|lower|wind down) <zone> window => {zone} open",
        "(close|shut|roll up|wind up) <zone> window => {zone} close",
        "(open|roll down|lower|wind down) all [the|of the] windows => all open",
        "(open|roll down|lower|wind down) the windows => all open",
        "(close|shut|roll up|wind up) all [the|of the] windows => all close",
        "(close|shut|roll up|wind up) the windows => all close",
        "(open|roll down|lower) (my|the) window (halfway|half way) => half",
        "(open|roll down|lower) <zone> window (halfway|half way) => {zone} half",
        "(open|roll down|lower) (my|the) window (a bit|a little|a crack|slightly) => open little",
        "(open|set) (my|the) window [to] {number} percent => {number}",
        "(open|set) <zone> window [to] {number} percent => {zone} {number}",
    ),
    example="Open my window halfway.",
)
def window(scene: Scene, *, zone: Where = None, change: Opening) -> Effects:
    closing = change == Change(Op.MIN)
    meant = _left_open(scene) if zone is None and closing else zones(zone, scene.speaker)
    return move_all(scene, (_WINDOWS[z] for z in meant), change, PERCENT)


def _left_open(scene: Scene) -> tuple[Zone, ...]:
    """Whom "close the window" is about: the speaker's if it is open, else those that are."""
    opened = tuple(z for z in Zone if scene.vehicle.target(_WINDOWS[z]) not in {0, None})
    return (scene.speaker,) if scene.speaker in opened or not opened else opened


@skill(
    "opening.sunroof",
    word="roof",
    phrases=(
        "open [the] (sunroof|sun roof|roof) => open",
        "close [the] (sunroof|sun roof|roof) => close",
        "open [the] (sunroof|sun roof|roof) (halfway|half way) => half",
        "open [the] (sunroof|sun roof|roof) (a bit|a little|slightly) => open little",
    ),
    example="Open the sunroof.",
)
def sunroof(scene: Scene, change: Opening) -> Effects:
    return move_all(scene, ("Sunroof.Position",), change, PERCENT)


@skill(
    "opening.tilt",
    word="tilt",
    phrases=("tilt [the] (sunroof|roof) => on", "vent [the] (sunroof|roof) => on"),
)
def tilt(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Sunroof.Tilt", on),)


@skill(
    "opening.shade",
    word="shade",
    phrases=(
        "open the (sunshade|sun shade|roof shade|sunroof shade) => open",
        "close the (sunshade|sun shade|roof shade|sunroof shade) => close",
    ),
    example="Close the sunshade.",
)
def shade(scene: Scene, change: Opening) -> Effects:
    return move_all(scene, ("Sunroof.Shade",), change, PERCENT)


_TURNED = {Op.MAX: Op.MIN, Op.MIN: Op.MAX, Op.UP: Op.DOWN, Op.DOWN: Op.UP}


@skill(
    "opening.blind",
    word="blind",
    phrases=("close the (rear blind|rear sun blind|rear shade) => close",),
)
def blind(scene: Scene, change: Opening) -> Effects:
    """The rear blind counts shading as 100, so closing it is up."""
    turned = Change(_TURNED.get(change.op, change.op), change.amount)
    return (move(scene, "RearShade.Position", turned, PERCENT),)


@skill(
    "opening.child_lock",
    word="childlock",
    phrases=(
        "turn on the (child lock|child locks) => doors on",
        "turn off the (child lock|child locks) => doors off",
        "lock the rear windows => windows on",
    ),
    example="Lock the rear windows.",
)
def child_lock(scene: Scene, which: ChildLocks, on: Switch) -> Effects:
    return (BusCommand(which, on),)


@skill(
    "opening.lock",
    word="doors",
    phrases=("lock the (car|doors) => lock", "unlock the (car|doors) => unlock"),
    example="Lock the doors.",
)
def lock(scene: Scene, locked: Lock) -> Effects:
    return (BusCommand("Door.Lock", locked),)


_DOORS = {
    Zone.DRIVER: "Door.Driver.Open",
    Zone.PASSENGER: "Door.Passenger.Open",
    Zone.REAR_LEFT: "Door.Rear.Open",
    Zone.REAR_RIGHT: "Door.Rear.Open",
}


@skill(
    "opening.door",
    word="door",
    phrases=("open my door => open", "close my door => close", "open <zone> door => {zone} open"),
    example="Open my door.",
)
def door(scene: Scene, *, zone: Where = None, opened: OpenClose) -> Effects:
    signals = dict.fromkeys(_DOORS[z] for z in zones(zone, scene.speaker))
    return tuple(BusCommand(signal, opened) for signal in signals)


@skill(
    "opening.trunk",
    word="trunk",
    phrases=(
        "open the (trunk|boot|tailgate) => open",
        "close the (trunk|boot|tailgate) => close",
    ),
    example="Open the boot.",
)
def trunk(scene: Scene, opened: OpenClose) -> Effects:
    return (BusCommand("Trunk.Rear.Open", opened),)


@skill("opening.frunk", word="frunk", phrases=("open the (frunk|front trunk) => open",))
def frunk(scene: Scene, opened: OpenClose) -> Effects:
    return (BusCommand("Trunk.Front.Open", opened),)


@skill("opening.hood", word="hood", phrases=("open the (hood|bonnet) => open",))
def hood(scene: Scene, opened: OpenClose) -> Effects:
    return (BusCommand("Hood.Open", opened),)


@skill(
    "opening.flap",
    word="flap",
    phrases=("open the (fuel|petrol|gas|charge|charging) (flap|cap|port) => open",),
)
def flap(scene: Scene, opened: OpenClose) -> Effects:
    return (BusCommand("FuelFlap.Open", opened),)
