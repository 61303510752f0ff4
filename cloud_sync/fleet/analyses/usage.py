"""How well wishes are carried out: by release, and week by week."""

from cloud_sync.fleet.analysis import Analysis, Kind, Rate
from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views, week

_COUNTS = ("turns", "done", "asked", "refused", "failed", "corrected", "undone")
_WEEKLY = ("turns", "failed", "corrected", "undone")
_REPORTS = "reports that tell the turns and all of their results; turns of one car are alike"


def _by_release(views: Views) -> Table:
    told = views.usage
    return told.group_by("vehicle", "release").agg(**{n: told[n].sum() for n in _COUNTS})


def _by_week(views: Views) -> Table:
    told = views.usage.mutate(week=week(views.usage["date"]))
    counts = (*_WEEKLY, "timed_turns", "ms")
    return told.group_by("vehicle", "week").agg(**{n: told[n].sum() for n in counts})


ANALYSES = (
    Analysis(
        name="quality",
        title="Success, failure and correction by release",
        definition="Turns by how they ended, and by whether people corrected or undid them.",
        unit="share of turns",
        denominator=_REPORTS,
        groups=("release",),
        tells=_by_release,
        counts=_COUNTS,
        shared={"turns": 2_000, "failed": 120, "corrected": 100},
        rates=tuple(Rate(f"{n}_share", of=n, per="turns") for n in _COUNTS if n != "turns"),
        most_groups=4,
    ),
    Analysis(
        name="trends",
        title="Key figures by week",
        definition="Failure, correction and undoing of turns and the time of an answer, by week,"
        " with the change against the week before.",
        unit="share of turns; mean of the reports' median milliseconds",
        denominator=_REPORTS,
        groups=("week",),
        tells=_by_week,
        counts=(*_WEEKLY, "timed_turns", "ms"),
        shared={"turns": 600, "failed": 40},
        rates=(
            *(Rate(f"{n}_share", of=n, per="turns") for n in _WEEKLY if n != "turns"),
            Rate("answer_ms", of="ms", per="timed_turns", kind=Kind.MEAN),
        ),
        most_groups=14,
        trend="week",
    ),
)
