"""How commands become parcels of one frame each: what goes together, and what goes first.

Nothing is sent here. ``courier`` sends them; ``reproduction`` makes the same frames again.
"""

from collections.abc import Iterator, Sequence

from vehicle_bus.catalogue import find
from vehicle_bus.errors import UnknownSignalError
from vehicle_bus.state import VehicleState
from vehicle_bus.value import BusCommand, Query
from vehicle_bus.wiring import Wiring

Objection = tuple[BusCommand, str]


def rounds(commands: Sequence[BusCommand]) -> Iterator[list[BusCommand]]:
    """What one signal is told twice happens twice, one after the other."""
    left = list(commands)
    while left:
        first: dict[str, BusCommand] = {}
        again = []
        for command in left:
            if command.signal in first:
                again.append(command)
            else:
                first[command.signal] = command
        yield list(first.values())
        left = again


def permitted(
    commands: Sequence[BusCommand], state: VehicleState
) -> tuple[list[BusCommand], list[Objection]]:
    """The commands nothing speaks against, also when only these are done; and the others, why."""
    left, against = list(commands), []
    while True:
        found = [(c, find(c.signal).objection(c.value, state, together=left)) for c in left]
        against += [(command, reason) for command, reason in found if reason is not None]
        kept = [command for command, reason in found if reason is None]
        if len(kept) == len(left):
            return kept, against
        left = kept


def is_asked(command: BusCommand) -> bool:
    """In words, over the text channel; all else is a number in a frame."""
    return isinstance(command.value, Query)


def by_message(
    commands: Sequence[BusCommand], wiring: Wiring
) -> tuple[list[list[BusCommand]], list[BusCommand]]:
    """The commands that share a frame, and those no message of this car has."""
    groups: dict[str, list[BusCommand]] = {}
    unknown = []
    for command in commands:
        try:
            groups.setdefault(wiring.commanding(command.signal).name, []).append(command)
        except UnknownSignalError:
            unknown.append(command)
    return list(groups.values()), unknown
