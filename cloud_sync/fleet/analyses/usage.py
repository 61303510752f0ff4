"""How well wishes are carried out: by release, and week by week."""

from cloud_sync.fleet.analysis import Analysis, Kind, Rate
from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views, week

_MOST = {
    "turns": 2_000,
    "done": 2_000,
    "asked": 500,
    "refused": 300,
    "failed": 300,
    "corrected": 300,
    "undone": 200,
}
_MOST_A_WEEK = {"turns": 200, "failed": 30, "corrected": 30, "undone": 20}
_TIMES = {"timed_turns": 200, "ms": 200_000}
_REPORTS = "reports that tell the turns and all of their results; turns of one car are alike"


def _by_release(views: Views) -> Table:
    told = views.usage
    return told.group_by("vehicle", "release").agg(**{n: told[n].sum() for n in _MOST})


def _by_week(views: Views) -> Table:
    told = views.usage.mutate(week=week(views.usage["date"]))
    counts = (*_MOST_A_WEEK, *_TIMES)
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
        counts=_MOST,
        rates=tuple(Rate(f"{n}_share", of=n, per="turns") for n in _MOST if n != "turns"),
        most_groups=6,
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
        counts=_MOST_A_WEEK | _TIMES,
        rates=(
            *(Rate(f"{n}_share", of=n, per="turns") for n in _MOST_A_WEEK if n != "turns"),
            Rate("answer_ms", of="ms", per="timed_turns", kind=Kind.MEAN),
        ),
        most_groups=14,
        trend="week",
    ),
)
