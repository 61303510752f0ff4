"""All questions at once, and what there was to answer them with. The face others use."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cloud_sync.errors import FleetError
from cloud_sync.event import ComponentHealth, Health, Repair, Security, UpdateState, Usage
from cloud_sync.fleet.analyses import ANALYSES
from cloud_sync.fleet.analysis import Analysis
from cloud_sync.fleet.answer import Answer, ask
from cloud_sync.fleet.engine import Name
from cloud_sync.fleet.engines import open_engine
from cloud_sync.fleet.landed import newest_day
from cloud_sync.fleet.views import Period, Views

DAYS = 90
_MOST_DAYS = 3_660
_READ = (Health, Usage, UpdateState, Security, ComponentHealth, Repair)


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    events: int
    sealed: int
    """Events of them that are sealed here, and in no answer."""
    answers: tuple[Answer, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "events": self.events,
            "sealed": self.sealed,
            "answers": [answer.plain() for answer in self.answers],
        }


@contextmanager
def open_views(
    directory: Path, until: date | None = None, days: int = DAYS, engine: Name = "duckdb"
) -> Iterator[Views]:
    """Of the partitions in a directory. ``until``: None is the last day something landed of.

    FleetEmptyError: nothing has; EngineMissingError: the engine is not here.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise FleetError(f"A period has 1 to {_MOST_DAYS} days.")
    newest = newest_day(directory)
    with open_engine(engine) as opened:
        yield Views(opened, directory, Period.until(until or newest, days))


def report(views: Views, analyses: Sequence[Analysis] = ANALYSES) -> Report:
    counts = [views.landed_counts(schema) for schema in _READ]
    answers = tuple(ask(analysis, views) for analysis in analyses)
    events = sum(row["events"] for row in counts)
    return Report(views.period, events, sum(row["sealed"] for row in counts), answers)
