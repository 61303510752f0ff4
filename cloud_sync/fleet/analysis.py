"""What an analysis is: one row per vehicle and group, and how to read their sums.

Because every analysis says what each single vehicle adds, one piece of code sums it up, hides small
groups and bounds what a vehicle can add to a count that is shared; no analysis can forget to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views

Tells = Callable[[Views], Table]
"""Columns ``vehicle``, the groups, the counts; at most one row for a vehicle and group."""
_NONE: Mapping[str, int] = MappingProxyType({})


class Kind(StrEnum):
    SHARE = "share"
    """Of cases that are or are not so; Wilson's interval."""
    FREQUENCY = "frequency"
    """Events by exposure; Byar's interval for a Poisson count."""
    MEAN = "mean"
    """No interval."""


@dataclass(frozen=True, slots=True)
class Rate:
    name: str
    of: str
    """A count."""
    per: str
    """A count, or one of ``Per``."""
    kind: Kind = Kind.SHARE
    times: float = 1.0
    """10,000 for "per 10,000 km"."""


@dataclass(frozen=True, slots=True)
class Per:
    """All that could have been counted, such as every vehicle that has the part."""

    groups: tuple[str, ...]
    """Some of the analysis' own."""
    tells: Tells
    counts: tuple[str, ...] = ()
    """``of_vehicles`` is always there."""


@dataclass(frozen=True, slots=True)
class Analysis:
    name: str
    title: str
    definition: str
    """In a sentence."""
    unit: str
    denominator: str
    groups: tuple[str, ...]
    tells: Tells
    rates: tuple[Rate, ...]
    counts: tuple[str, ...] = ()
    shared: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Counts that may be given away, each with the most that one vehicle may add to one group.

    Every one takes its part of the noise; how many vehicles there are is always told.
    """
    most_groups: int = 1
    """That one vehicle may be counted in when it is shared."""
    per: Per | None = None
    trend: str | None = None
    """The group that is a week: rates are compared with the week before."""
