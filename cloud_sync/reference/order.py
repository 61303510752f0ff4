"""Which events of a message are new: nothing twice, nothing out of order, no gap.

An event names the sequence its vehicle kept before it. It follows on what is stored if that is
stored already and it is not itself. What was never stored because the vehicle dropped it is no gap;
what lies between and is still to come is. Where nothing is stored, whatever comes first begins.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Placed(Protocol):
    @property
    def sequence(self) -> int: ...

    @property
    def previous(self) -> int:
        """Less than ``sequence``."""


P = TypeVar("P", bound=Placed)


def admitted(last: int | None, events: Iterable[P]) -> list[P]:
    """Those to store now, in order, up to the first gap. ``last``: the highest stored, or None."""
    taken: list[P] = []
    for event in events:
        if last is not None and event.sequence <= last:
            continue
        if last is not None and event.previous > last:
            break
        taken.append(event)
        last = event.sequence
    return taken
