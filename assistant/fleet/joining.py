"""A conversation joined to the car's fleet, if it belongs to one; guarded in any case."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.dialogue.turn import Dialogue
from assistant.fleet.car_cloud import CarCloud
from assistant.fleet.foresight import Foresight
from assistant.fleet.guard import Book, Guard, guarded
from assistant.fleet.keeping import Keeper, keeping
from assistant.fleet.noticed import NOT_WATCHED
from assistant.fleet.parts import Parts, open_parts
from assistant.fleet.upkeep import Upkeep, kept_up
from assistant.fleet.workshop import Workshop
from assistant.known import Offer
from assistant.messages import Turn
from cloud_sync import (
    CloudError,
    CloudHome,
    Incidents,
    Logbook,
    NotEnrolledError,
    SecurityRecord,
    TrustedClock,
)
from models import Slots
from vehicle_bus import Vehicle

Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Joined:
    dialogue: Dialogue
    took: Callable[[Turn], None]
    """To be told of every turn that is over; takes no time."""
    offer: Callable[[], Offer | None]
    """What the fleet proposes now; None: nothing."""
    noticed: Callable[[], Iterable[str]]
    """What looked like an attack on this car, in plain words."""


@contextmanager
def joined(dialogue: Dialogue, vehicle: Vehicle, home: Path, notice: Notice) -> Iterator[Joined]:
    """Without a fleet, or if its papers cannot be used, the dialogue as it is."""
    with ExitStack() as stack:
        try:
            guard = _guard(vehicle, home, notice)
        except CloudError as error:
            notice(f"{error} ({error.code})")
            yield Joined(dialogue, lambda _: None, lambda: None, lambda: (NOT_WATCHED,))
            return
        try:
            parts = stack.enter_context(open_parts(home))
        except CloudError as error:
            if not isinstance(error, NotEnrolledError):
                notice(f"{error} ({error.code})")
            stack.enter_context(guarded(guard))
            foreseen, offer = _kept(stack, dialogue, vehicle, home, notice)
            yield Joined(foreseen, guard.took, offer, guard.noticed)
            return
        upkeep = Upkeep(parts, vehicle, notice, guard=guard)
        guard.join(upkeep.tell, lambda: _refused(parts))
        cloud = CarCloud(parts, upkeep.look, upkeep.nudge)
        upkeep.watch(cloud.refresh)
        stack.enter_context(guarded(guard))
        stack.enter_context(kept_up(upkeep))

        def took(turn: Turn) -> None:
            guard.took(turn)
            upkeep.taken.put(turn)

        care = Foresight(dialogue.care, parts.logbook, parts.clock.now)
        known = replace(dialogue, cloud=cloud, care=care)
        yield Joined(known, took, upkeep.offer, guard.noticed)


def _kept(
    stack: ExitStack, dialogue: Dialogue, vehicle: Vehicle, home: Path, notice: Notice
) -> tuple[Dialogue, Callable[[], Offer | None]]:
    """The logbook of a car without a fleet: what it foresees, and what its parts need."""
    cloud = CloudHome(home)
    try:
        logbook = stack.enter_context(closing(Logbook(cloud)))
    except CloudError as error:
        notice(f"{error} ({error.code})")
        return dialogue, lambda: None
    now = TrustedClock(cloud).now
    workshop = Workshop(cloud, logbook, lambda _events: None)
    keeper = Keeper(workshop, vehicle, now)
    stack.enter_context(keeping(keeper))
    return replace(dialogue, care=Foresight(dialogue.care, logbook, now)), keeper.offer


def _guard(vehicle: Vehicle, home: Path, notice: Notice) -> Guard:
    cloud = CloudHome(home)
    now = TrustedClock(cloud).now
    slots = Slots(home)
    used = slots.contents(slots.in_use) if slots.in_use is not None else None
    release = used.release if used else None
    book = Book(SecurityRecord(cloud, now), Incidents(cloud), now, release)
    return Guard(book, vehicle, notice)


def _refused(parts: Parts) -> Mapping[str, int]:
    """What was refused, and what keeps the line down now."""
    status = parts.line.status()
    return Counter(status.refused) + Counter([status.problem] if status.problem else [])
