"""What the car remembers of whoever drives, as far as one turn needs it.

Values only, and already chosen for the situation: nothing here asks the memory or reads a disk.
Each says where it is known from. Where they come from is ``assistant.remembering``; which scene
they stand in, ``assistant.messages``.
"""

from dataclasses import dataclass

from vehicle_bus import BusCommand, Value


@dataclass(frozen=True, slots=True)
class Liking:
    """Something the driver likes now that a signal can be set to."""

    signal: str
    value: Value
    because: str
    """Where it is known from, in a sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told that no signal holds: who a sister is, which station is meant."""

    topic: str
    about: str
    value: str
    because: str


@dataclass(frozen=True, slots=True)
class Routine:
    """Wishes the driver taught the car under a name."""

    name: str
    words: str
    """As the driver said them."""
    wishes: tuple[str, ...]
    """In the answer notation."""
    because: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the car remembers of whoever drives, as far as this situation goes."""

    driver: str = ""
    """Who drives; empty for a guest."""
    likings: tuple[Liking, ...] = ()
    yesterday: tuple[Liking, ...] = ()
    """What was set on the day before."""
    routines: tuple[Routine, ...] = ()
    facts: tuple[Fact, ...] = ()
    learns: bool = False
    """Habits are noticed: the driver agreed to that."""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the driver usually does in this situation and has not done yet."""

    id: str
    question: str
    commands: tuple[BusCommand, ...]
    because: str
    is_agreed: bool = False
    """The driver said "always do that": it is done without asking."""
