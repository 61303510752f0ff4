"""What a driver did, and what the car makes of it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from personalization.when import When

Value = str | float | bool
By = Literal["hand", "voice", "car"]
_NEAR = 0.03
"""Numbers that differ by no more than this part of the larger are the same choice."""


@dataclass(frozen=True, slots=True)
class Deed:
    signal: str
    value: Value
    at: datetime
    by: By
    """The car's own doing proves nothing about the driver."""


@dataclass(frozen=True, slots=True)
class Evidence:
    times: int
    """Occasions it was done on."""
    of: int
    """Occasions it could have been done on; where it stood so already is none."""
    since: date
    last: date
    low: float
    high: float
    """The 80 % credible interval of how often it is wanted."""


@dataclass(frozen=True, slots=True)
class Habit:
    """One setting that a driver usually chooses under some conditions."""

    signal: str
    value: Value
    when: When
    evidence: Evidence
    is_agreed: bool = False
    """The driver said "always do that"."""

    @property
    def id(self) -> str:
        told = "|".join((self.signal, str(self.value), *self.when.conditions))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def sentence(self) -> str:
        """By the name of the signal; whoever knows how people call it says it better."""
        seen, always = self.evidence, ", always" if self.is_agreed else ""
        what = f"{self.signal} {self.value}{self.when.sentence()}{always}"
        return f"{what}: {seen.times} of {seen.of} times since {seen.since:%-d %B}."


def alike(one: Value, other: Value) -> bool:
    """The same choice, as people mean it: 21 and 21.5 degrees are, levels 1 and 2 are not."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _NEAR * max(abs(one), abs(other))
    return type(one) is type(other) and one == other
