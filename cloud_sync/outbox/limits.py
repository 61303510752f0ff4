"""How much of each data class waits, for how long, and what goes first when it is too much."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cloud_sync.event import DataClass

_MB = 1_000_000


class Drop(StrEnum):
    OLDEST = "oldest"
    THINNED = "thinned"
    """Every second one of the oldest half: the long run stays visible."""
    NEWEST = "newest"
    """What is there stays; what comes is refused."""


@dataclass(frozen=True, slots=True)
class Limit:
    most_bytes: int
    """Of the data that wait."""
    most_age: timedelta
    drop: Drop
    trusts_any_clock: bool
    """Age counts although the cloud has not confirmed the time: rather lost than kept too long."""
    kept_sent: timedelta
    """So long the owner can have a copy of what was sent."""


LIMITS: Mapping[DataClass, Limit] = {
    DataClass.PUBLIC: Limit(1 * _MB, timedelta(days=90), Drop.OLDEST, False, timedelta(days=90)),
    DataClass.VEHICLE: Limit(
        64 * _MB, timedelta(days=730), Drop.THINNED, False, timedelta(days=90)
    ),
    DataClass.PERSONAL: Limit(16 * _MB, timedelta(days=30), Drop.OLDEST, True, timedelta(days=30)),
    DataClass.SAFETY: Limit(
        16 * _MB, timedelta(days=3650), Drop.NEWEST, False, timedelta(days=365)
    ),
}
