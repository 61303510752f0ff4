"""What every ECU of the virtual car can do, and how it says what came of a request.

An ECU judges a request before anything of it happens: it is obeyed whole or not at all. It trusts
nobody either, so the refusals here do not look at the interlocks of the catalogue: they are the car
maker's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from vehicle_bus.request import Outcome
from vehicle_bus.value import Query, Value

Wanted = Mapping[str, Value]
"""Signals of one request and what each shall be."""


class Ecu(Protocol):
    def refuses(self, wanted: Wanted) -> bool:
        """Does something stand against it in this state?"""

    def follow(self, wanted: Wanted) -> None:
        """The wish is on the board: do what goes along with it."""

    def tick(self, dt_s: float) -> None:
        """Time went by."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request in words."""

    outcome: Outcome
    resolved: Query | None = None
    """What was understood: the asked fields, spelled right, and what was found for them."""
    candidates: tuple[str, ...] = ()
    """Where several fit, or where a list was asked for."""


NOT_FOUND = Answer(Outcome.NOT_FOUND)
REJECTED = Answer(Outcome.REJECTED)
NOT_NOW = Answer(Outcome.NOT_AVAILABLE)


def found(asked: Query, candidates: tuple[str, ...] = (), /, **fields: str) -> Answer:
    """Accepted: the question with these fields added or replaced; empty ones are left out."""
    known = {name: text for name, text in fields.items() if text}
    return Answer(Outcome.OK, asked.merged(known), candidates)
