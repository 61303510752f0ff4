"""What lights, codes and readings mean: ``knowledge.toml``, read and checked once.

Every entry says how pressing it is, what to do, and where that is known from. A code without an
entry is told by its number alone, and said to be unknown.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import CareError


class Urgency(StrEnum):
    """The most pressing first."""

    STOP_NOW = "stop_now"
    STOP_SOON = "stop_soon"
    WORKSHOP = "workshop"
    SERVICE = "service"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        return list(Urgency).index(self)


Sentence = Annotated[str, Field(min_length=1, pattern=r"\.$")]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    urgency: Urgency
    what: Annotated[str, Field(min_length=1, pattern=r"[^.]$")]
    """A clause: "cylinder 1 misfires"."""
    todo: Sentence
    source: str
    """Key of ``sources``."""


class Light(Entry):
    called: str
    only_moving: bool = False
    """No news while the car stands."""
    explained_by: tuple[str, ...] = ()
    """Control units whose codes say better why it is lit."""


class Limit(Entry):
    of: str
    """Name of the parameter."""
    below: float | None = None
    above: float | None = None

    def holds(self, value: float) -> bool:
        is_low = self.below is not None and value < self.below
        return is_low or (self.above is not None and value > self.above)


class Knowledge(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: Mapping[str, str]
    lights: Mapping[str, Light]
    codes: Mapping[str, Entry]
    limits: tuple[Limit, ...]

    @model_validator(mode="after")
    def _cites(self) -> "Knowledge":
        entries = (*self.lights.values(), *self.codes.values(), *self.limits)
        if unknown := {entry.source for entry in entries} - self.sources.keys():
            raise ValueError(f"no source is called {', '.join(sorted(unknown))}")
        return self

    def limit(self, name: str, value: float) -> Limit | None:
        """The first limit of this parameter that is passed."""
        return next((one for one in self.limits if one.of == name and one.holds(value)), None)


@cache
def knowledge() -> Knowledge:
    """CareError if the file cannot be used."""
    return read(files("assistant.health").joinpath("knowledge.toml").read_bytes())


def read(content: bytes) -> Knowledge:
    try:
        return Knowledge.model_validate(tomllib.loads(content.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise CareError("What I know of warning lights cannot be read.") from error


_SYSTEMS = {"P": "the powertrain", "C": "the chassis", "B": "the body", "U": "the network"}
_AREAS = {
    "0": "fuel and air",
    "1": "fuel and air",
    "2": "fuel injection",
    "3": "ignition",
    "4": "emission control",
    "5": "speed and idle control",
    "6": "the computer and its outputs",
    "7": "the gearbox",
    "8": "the gearbox",
    "9": "the gearbox",
}
"""Third character of a powertrain code of SAE J2012."""
_OF_MAKER = frozenset({"P1", "C1", "C2", "B1", "B2", "U1", "U2"})


def unknown(code: str) -> Entry:
    """What the number alone says of a code there is no entry for (SAE J2012)."""
    where = ""
    if code[:2] in _OF_MAKER:
        where = " numbered by the car's maker"
    elif code[:2] == "P0" and code[2] in _AREAS:
        where = f" in {_AREAS[code[2]]}"
    return Entry(
        urgency=Urgency.WORKSHOP,
        what=f"{_SYSTEMS[code[0]]} has a fault{where} that I have no description of",
        todo="How pressing it is I cannot tell: have it read by a workshop.",
        source="J2012",
    )
