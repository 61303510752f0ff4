"""What a signal can be worth: the values that travel between people and frames.

Numbers are in the unit of the signal's catalogue entry, enumerations are their upper-case name,
sets are tuples of such names, and what needs words is a ``Query``. Nothing here knows the bus.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """Named texts, sorted by name: the content of a request that needs words."""

    fields: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        names = [name for name, _ in self.fields]
        if names != sorted(set(names)):
            raise ValueError(f"a query has each field once, in order of name: {names}")

    @classmethod
    def of(cls, /, **fields: str) -> Query:
        return cls(tuple(sorted(fields.items())))

    def get(self, name: str) -> str | None:
        return self.as_dict().get(name)

    def as_dict(self) -> dict[str, str]:
        return dict(self.fields)

    def merged(self, fields: dict[str, str]) -> Query:
        """The same query with more fields; a field of the same name is replaced."""
        return Query.of(**{**self.as_dict(), **fields})


Value = bool | int | float | str | tuple[str, ...] | Query


@dataclass(frozen=True, slots=True)
class BusCommand:
    """One wish for one signal: the last value before bytes.

    ``value`` is in the unit of the catalogue; True for what is merely pressed.
    """

    signal: str
    value: Value
