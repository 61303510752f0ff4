"""What a preference may be about: the key, the kind of value, the words and the sentence.

The kinds say which values are legal, once: the same type is exported as JSON schema and checks
every preference that is made. Words are in the one spelling of ``models.normalise``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints, TypeAdapter, ValidationError

from personalization.category import Category

Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in one unit, whatever unit it was said in."""

    unit: Literal["celsius", "percent", "level"]
    low: float
    high: float
    levels: int = 0
    """Of a percentage: "level n" is n of so many; 0: it has no levels."""
    is_switch: bool = False
    """True and False are values, too: on at the usual strength, and off."""

    @property
    def legal(self) -> Any:
        number = Annotated[float, Field(ge=self.low, le=self.high, allow_inf_nan=False)]
        return number | StrictBool if self.is_switch else number

    def said(self, value: Value) -> str:
        if isinstance(value, bool):
            return "on" if value else "off"
        form = {"celsius": "{:g} degrees", "percent": "at {:g} percent", "level": "on level {:g}"}
        return form[self.unit].format(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values, each with the words it is said in; the first are used to answer."""

    options: Mapping[str, tuple[str, ...]] = field(hash=False)

    @property
    def legal(self) -> Any:
        return Literal[tuple(self.options)]

    def said(self, value: Value) -> str:
        return self.options[str(value)][0]


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    @property
    def legal(self) -> Any:
        return StrictBool

    def said(self, value: Value) -> str:
        return "on" if value else "off"


@dataclass(frozen=True, slots=True)
class Text:
    """A name, as the driver spells it, or another short text in small letters."""

    longest: int
    known: tuple[str, ...] = ()
    """Values that are recognised without the topic being named."""
    is_name: bool = False

    @property
    def legal(self) -> Any:
        limits = StringConstraints(strip_whitespace=True, min_length=1, max_length=self.longest)
        return Annotated[str, limits]

    def said(self, value: Value) -> str:
        return str(value)


Kind = Amount | Choice | Switch | Text


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    category: Category
    kind: Kind
    words: tuple[str, ...]
    """The nouns and verbs it is known by."""
    question: str
    """What to ask when the value was left open."""
    liked: str
    """A sentence without its full stop; ``{value}`` and ``{about}`` are filled in."""
    disliked: str
    several: bool = False
    """Several values are liked side by side; else a new one takes the place of the old."""
    stands_alone: bool = False
    """Its values name the topic: "I like jazz" needs no word for music."""
    vague: tuple[str, ...] = ()
    """Words that mean the topic and leave the value open: "warm"."""
    signal: str | None = None
    """The signal that can be set to it. A choice is the signal's value in small letters with
    spaces for underscores."""

    @property
    def is_name(self) -> bool:
        return isinstance(self.kind, Text) and self.kind.is_name

    def admits(self, value: Value) -> bool:
        try:
            _adapter(self.kind).validate_python(value, strict=True)
        except ValidationError:
            return False
        return True


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(kind.legal)
