"""What a skill can be told: slot types, the words they are written in, the values they become.

A slot is a table from word patterns to values, so the same object gives the grammar its
legal words, reads an answer back and says what is missing. ``NUMBER`` and ``TEXT`` stand for
"any number" and "a run of words the driver said". Nothing here knows a signal or a limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

NUMBER = "{number}"
TEXT = "{text}"

Pattern = tuple[str, ...]


class Op(StrEnum):
    """How a value is to change."""

    SET = "set"
    UP = "up"
    DOWN = "down"
    MAX = "max"
    MIN = "min"
    HALF = "half"
    ON = "on"
    OFF = "off"


class Size(StrEnum):
    """How far a change without a number goes."""

    LITTLE = "little"
    USUAL = "usual"
    MUCH = "much"


@dataclass(frozen=True, slots=True)
class Change:
    """A wished change of one value, before anybody knows what the value is now."""

    op: Op
    amount: float | Size = Size.USUAL
    """The new value for SET, the distance for UP and DOWN, in the unit that was spoken."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot's language: every pattern it is written in and the value each stands for.

    A value of ``TEXT`` takes the words that were said, a Change in a pattern with a ``NUMBER`` that
    number.
    """

    values: Mapping[Pattern, object]

    def read(self, pattern: Pattern, said: Sequence[str]) -> object:
        """The value behind a matched pattern; ``said`` are its number or text words."""
        value = self.values[pattern]
        if value == TEXT:
            return " ".join(said)
        if isinstance(value, Change) and NUMBER in pattern:
            return Change(value.op, float(said[0]))
        return value


def choice(**words: object) -> Slot:
    """One of a few words; an underscore in a keyword stands for a space."""
    return Slot({tuple(word.split("_")): value for word, value in words.items()})


def _moves(up: str, down: str) -> dict[Pattern, object]:
    return {
        pattern: Change(op, amount)
        for word, op in ((up, Op.UP), (down, Op.DOWN))
        for pattern, amount in (
            ((word,), Size.USUAL),
            ((word, "little"), Size.LITTLE),
            ((word, "much"), Size.MUCH),
            ((word, NUMBER), 0.0),
        )
    }


_SET: dict[Pattern, object] = {(NUMBER,): Change(Op.SET)}
_ENDS: dict[Pattern, object] = {(op.value,): Change(op) for op in (Op.MAX, Op.MIN, Op.HALF)}
_SWITCH: dict[Pattern, object] = {("on",): Change(Op.ON), ("off",): Change(Op.OFF)}

CHANGE = Slot(_SET | _moves("up", "down") | _ENDS | _SWITCH)
OPENING = Slot(
    _SET
    | _moves("open", "close")
    | {
        ("open",): Change(Op.MAX),
        ("close",): Change(Op.MIN),
        ("half",): Change(Op.HALF),
    }
)
"""Windows, roofs and shades: a bare "open" goes all the way."""

Amount = Annotated[Change, CHANGE]
Opening = Annotated[Change, OPENING]
Along = Annotated[Change, Slot(_SET | _moves("back", "forward"))]
"""Seat travel and recline: back is up."""

Fade = Annotated[Change, Slot(_SET | _moves("rear", "front"))]
Balance = Annotated[Change, Slot(_SET | _moves("right", "left"))]
Zoom = Annotated[Change, Slot(_SET | _moves("in", "out"))]
Skip = Annotated[
    Change,
    Slot({("forward", NUMBER): Change(Op.UP), ("back", NUMBER): Change(Op.DOWN)}),
]
Text = Annotated[str, Slot({(TEXT,): TEXT})]
Switch = Annotated[bool, choice(on=True, off=False)]
OpenClose = Annotated[bool, choice(open=True, close=False)]


class Place(StrEnum):
    """A part of the cabin as people name it."""

    DRIVER = "driver"
    PASSENGER = "passenger"
    REAR = "rear"
    REAR_LEFT = "rear left"
    REAR_RIGHT = "rear right"
    FRONT = "front"
    ALL = "all"


Where = Annotated[Place | None, Slot({tuple(place.value.split()): place for place in Place})]
"""None: not said, or the speaker's own place."""
