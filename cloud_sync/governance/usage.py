"""The two periods whose turns ``drift`` compares, counted out of what landed of a fleet.

They are the sums of the answer to ``quality``, so no release is in them that fewer vehicles use
than may be told of, and nothing that a car had no grant for.
"""

from datetime import timedelta
from pathlib import Path

from cloud_sync.fleet import analysis, ask, open_views
from cloud_sync.fleet.engine import Name
from cloud_sync.governance.drift import Counted, Period
from cloud_sync.governance.period import Quarter

_RATES = ("done", "asked", "refused", "failed", "corrected", "undone")


def counted(directory: Path, quarter: Quarter, engine: Name) -> Counted:
    """A quarter and the one before. FleetEmptyError: nothing has landed at all."""
    before = _period(directory, quarter.before, engine)
    return Counted(before=before, now=_period(directory, quarter, engine))


def _period(directory: Path, quarter: Quarter, engine: Name) -> Period:
    last = quarter.end.date() - timedelta(days=1)
    days = (last - quarter.first.date()).days + 1
    with open_views(directory, last, days, engine) as views:
        rows = ask(analysis("quality"), views).rows
    return Period(
        turns=sum(row["turns"] for row in rows),
        rates={name: sum(row[name] for row in rows) for name in _RATES},
    )
