"""A quarter of a year, as in 2026Q4."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

_FORM = re.compile(r"(\d{4})Q([1-4])")
_MONTHS = 3
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self:
        """ValueError if it is none."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(f"{text} is no quarter like 2026Q4")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def before(self) -> "Quarter":
        if self.number == 1:
            return Quarter(self.year - 1, _QUARTERS)
        return Quarter(self.year, self.number - 1)

    @property
    def first(self) -> datetime:
        return datetime(self.year, (self.number - 1) * _MONTHS + 1, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        if self.number == _QUARTERS:
            return Quarter(self.year + 1, 1).first
        return Quarter(self.year, self.number + 1).first
