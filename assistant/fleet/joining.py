"""A conversation joined to the car's fleet, if it belongs to one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.dialogue.turn import Dialogue
from assistant.fleet.car_cloud import CarCloud
from assistant.fleet.parts import open_parts
from assistant.fleet.upkeep import Upkeep, kept_up
from assistant.messages import Offer, Turn
from cloud_sync import CloudError, NotEnrolledError
from vehicle_bus import Vehicle

Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Joined:
    dialogue: Dialogue
    took: Callable[[Turn], None]
    """To be told of every turn that is over; takes no time."""
    offer: Callable[[], Offer | None]
    """What the fleet proposes now; None: nothing."""


@contextmanager
def joined(dialogue: Dialogue, vehicle: Vehicle, home: Path, notice: Notice) -> Iterator[Joined]:
    """Without a fleet, or if its papers cannot be used, the dialogue as it is."""
    with ExitStack() as stack:
        try:
            parts = stack.enter_context(open_parts(home))
        except NotEnrolledError:
            yield Joined(dialogue, lambda _: None, lambda: None)
            return
        except CloudError as error:
            notice(f"{error} ({error.code})")
            yield Joined(dialogue, lambda _: None, lambda: None)
            return
        upkeep = Upkeep(parts, vehicle, notice)
        cloud = CarCloud(parts, upkeep.look, upkeep.nudge)
        upkeep.watch(cloud.refresh)
        stack.enter_context(kept_up(upkeep))
        yield Joined(replace(dialogue, cloud=cloud), upkeep.taken.put, upkeep.offer)
