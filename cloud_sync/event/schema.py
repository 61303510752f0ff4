"""How an event is declared: every field says what it is, why it may be told, and in which unit.

A field that does not say so cannot be declared, so nothing can be told by oversight. All fields of
one schema are of one data class and one purpose; which of them are told is for the owner's grants
to say, so every one may be missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class DataClass(StrEnum):
    """How carefully it is handled: each is kept, sealed and routed apart."""

    PUBLIC = "public"
    VEHICLE = "vehicle"
    """About the car, not about who is in it."""
    PERSONAL = "personal"
    SAFETY = "safety"


class Purpose(StrEnum):
    """What an owner may allow, each for itself."""

    MAINTENANCE = "maintenance"
    IMPROVEMENT = "improvement"
    LOCATION = "location"
    SPEECH = "speech"
    SECURITY = "security"
    UPDATES = "updates"
    PUBLIC = "public"
    TRIAL = "trial"
    """Kept in the car alone."""

    @property
    def what(self) -> str:
        """In words for the owner."""
        return _IN_WORDS[self]


_IN_WORDS: Mapping[Purpose, str] = {
    Purpose.MAINTENANCE: "the health of the car",
    Purpose.IMPROVEMENT: "how well wishes are carried out, in numbers",
    Purpose.LOCATION: "where the car is",
    Purpose.SPEECH: "what is said to the car",
    Purpose.SECURITY: "attempts to attack the car",
    Purpose.UPDATES: "how updates went",
    Purpose.PUBLIC: "which version of the program runs",
    Purpose.TRIAL: "what is said, kept in the car to try updates with",
}


@dataclass(frozen=True, slots=True)
class Told:
    """In the annotation of every field of an event."""

    data_class: DataClass
    purpose: Purpose
    unit: str = ""
    """As UCUM has it; empty for what has none."""


class Event(BaseModel):
    """The base of every schema. None: it is not known, or not to be told."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: ClassVar[str]
    version: ClassVar[int] = 1
    stream: ClassVar[str]
    """Events of one stream arrive in the order they were told."""
    data_class: ClassVar[DataClass]
    purpose: ClassVar[Purpose]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        told = [_told(cls, name) for name in cls.model_fields]
        kinds = {(one.data_class, one.purpose) for one in told}
        if len(kinds) != 1:
            raise TypeError(f"{cls.__name__}: fields of one class and purpose belong together")
        ((cls.data_class, cls.purpose),) = kinds

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Their full names, as grants have them."""
        return tuple(f"{cls.name}.{field}" for field in cls.model_fields)

    @classmethod
    def unit(cls, field: str) -> str:
        return _told(cls, field).unit


def _told(cls: type[Event], name: str) -> Told:
    field = cls.model_fields[name]
    found = [mark for mark in field.metadata if isinstance(mark, Told)]
    if len(found) != 1 or field.is_required() or field.default is not None:
        raise TypeError(f"{cls.__name__}.{name} has to say what it is, and may be missing")
    return found[0]
