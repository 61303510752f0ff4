"""From a wished change to an exact command: where people mean, how far they mean.

Limits and resolutions are the catalogue's; this file only knows how far "a bit" is and whose
seat "mine" is. What cannot be worked out because the car does not report it is said, not guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.messages import Effect, Say, Scene, Status
from assistant.slots import Change, Op, Place, Size
from vehicle_bus import BusCommand, Zone, catalogue

_ZONES: dict[Place, tuple[Zone, ...]] = {
    Place.DRIVER: (Zone.DRIVER,),
    Place.PASSENGER: (Zone.PASSENGER,),
    Place.REAR: (Zone.REAR_LEFT, Zone.REAR_RIGHT),
    Place.REAR_LEFT: (Zone.REAR_LEFT,),
    Place.REAR_RIGHT: (Zone.REAR_RIGHT,),
    Place.FRONT: (Zone.DRIVER, Zone.PASSENGER),
    Place.ALL: tuple(Zone),
}

SIGNAL_PART: dict[Zone, str] = {
    Zone.DRIVER: "Driver",
    Zone.PASSENGER: "Passenger",
    Zone.REAR_LEFT: "RearLeft",
    Zone.REAR_RIGHT: "RearRight",
}
"""How a zone is spelled inside a signal's name."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far a change without a number goes, and what "on" means, in the signal's unit."""

    little: float
    usual: float
    much: float
    on: float | None = None
    least: float | None = None
    """What "lowest" means where the end of the range would be off; None: the end itself."""

    def distance(self, change: Change) -> float:
        if isinstance(change.amount, Size):
            sizes = {Size.LITTLE: self.little, Size.USUAL: self.usual, Size.MUCH: self.much}
            return sizes[change.amount]
        return change.amount


_FAR = 4
"""Times the usual step: what lies further off is not meant by one word."""
LEVELS = Steps(1, 1, 2, on=2, least=1)
PERCENT = Steps(10, 20, 40, on=50)
TRAVEL = Steps(5, 10, 25)


def zones(place: Place | None, speaker: Zone) -> tuple[Zone, ...]:
    """The seats a place means; the speaker's own when none was named."""
    return (speaker,) if place is None else _ZONES[place]


def move(scene: Scene, signal: str, change: Change, steps: Steps) -> Effect:
    """The command that brings one signal where the change wants it, inside its range."""
    entry = catalogue.SIGNALS[signal]
    now = _now(scene, signal)
    own = _own(scene, signal, change, now, steps)
    wanted = own or _wanted(change, now, entry.low, entry.high, steps)
    if wanted is None:
        return Say("I cannot read that from the car right now.", Status.UNSUPPORTED)
    value = round(min(max(wanted, entry.low), entry.high) / entry.step) * entry.step
    return BusCommand(signal, value if entry.kind == "float" else round(value))


def move_all(
    scene: Scene, signals: Iterable[str], change: Change, steps: Steps
) -> tuple[Effect, ...]:
    """``move`` for each signal; says so when there is nothing to move at that place."""
    effects = tuple(move(scene, signal, change, steps) for signal in signals)
    return effects or (Say("There is nothing like that at this seat.", Status.UNSUPPORTED),)


def _own(
    scene: Scene, signal: str, change: Change, now: float | None, steps: Steps
) -> float | None:
    """Just "warmer": what whoever drives ends up with here, if it lies that way and not far."""
    if now is None or change.amount is not Size.USUAL or change.op not in {Op.UP, Op.DOWN}:
        return None
    liked = (one.value for one in scene.known.likings if one.signal == signal)
    value = next((v for v in liked if isinstance(v, int | float)), now)
    way = value - now if change.op is Op.UP else now - value
    return float(value) if 0 < way <= _FAR * steps.distance(change) else None


def _now(scene: Scene, signal: str) -> float | None:
    value = scene.vehicle.target(signal)
    return value if isinstance(value, int | float) else None


def _wanted(
    change: Change, now: float | None, low: float, high: float, steps: Steps
) -> float | None:
    if change.op in {Op.UP, Op.DOWN}:
        way = 1 if change.op is Op.UP else -1
        return None if now is None else now + way * steps.distance(change)
    least = low if steps.least is None else steps.least
    fixed = {Op.MAX: high, Op.MIN: least, Op.OFF: low, Op.HALF: (low + high) / 2}
    if change.op is Op.ON:
        return now or (high if steps.on is None else steps.on)
    return fixed[change.op] if change.op in fixed else steps.distance(change)
