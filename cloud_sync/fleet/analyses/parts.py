"""Parts that will be needed, and parts that may have a second life."""

from cloud_sync.fleet.analysis import Analysis, Per, Rate
from cloud_sync.fleet.engine import Column, Table
from cloud_sync.fleet.views import Views

_WORN_PERCENT = 20.0
"""The health at which a part is replaced."""
_YOUNGEST_DAYS = 30.0
"""Wear of a younger part says too little."""
_REUSE_PERCENT, _REFURBISH_PERCENT = 80.0, 50.0
_BY = ("vehicle", "component", "part_number")


def _due(views: Views) -> Table:
    parts = views.components
    days = _days_left(parts)
    due = parts.select(
        *_BY,
        due_30_days=(days <= 30).ifelse(1, 0),
        due_90_days=(days <= 90).ifelse(1, 0),
    )
    due = due.filter(due.due_90_days > 0)
    counts = ("due_30_days", "due_90_days")
    return due.group_by(*_BY).agg(**{name: due[name].sum() for name in counts})


def _days_left(parts: Table) -> Column:
    """Until it is worn: as the car expects, else if it goes on as it went; None: unknown."""
    lost = 100.0 - parts.health_percent
    is_known = (parts.age_days >= _YOUNGEST_DAYS) & (lost > 0)
    left = (parts.health_percent - _WORN_PERCENT) * parts.age_days
    return parts.remaining_likely_days.coalesce(is_known.ifelse(left / lost.nullif(0.0), None))


def _have(views: Views) -> Table:
    parts = views.components
    return parts.group_by(*_BY).agg(parts=parts.count())


def _graded(views: Views) -> Table:
    out = _taken_out(views)
    return out.group_by("vehicle", "component", "grade").agg(parts=out.count())


def _taken_out(views: Views) -> Table:
    done = views.repairs
    done = done.filter(done.action == "replaced", done.health_percent.notnull())
    worse = (done.health_percent >= _REFURBISH_PERCENT).ifelse("refurbish", "recycle")
    return done.mutate(grade=(done.health_percent >= _REUSE_PERCENT).ifelse("reuse", worse))


def _all_taken_out(views: Views) -> Table:
    out = _taken_out(views)
    return out.group_by("vehicle", "component").agg(all_parts=out.count())


ANALYSES = (
    Analysis(
        name="parts",
        title="Parts needed next",
        definition=f"Parts that will be down to {_WORN_PERCENT:.0f} % of their health within 30 and"
        " 90 days: as the vehicle expects, else if they wear as they did.",
        unit="parts; share of the parts in use",
        denominator="parts of that number that vehicles told of in the period",
        groups=("component", "part_number"),
        tells=_due,
        counts=("due_30_days", "due_90_days"),
        shared={"due_30_days": 2, "due_90_days": 2},
        rates=(
            Rate("due_30_days_share", of="due_30_days", per="parts"),
            Rate("due_90_days_share", of="due_90_days", per="parts"),
        ),
        most_groups=6,
        per=Per(("component", "part_number"), _have, ("parts",)),
    ),
    Analysis(
        name="reuse",
        title="Parts for a second life",
        definition=f"Parts taken out, by the health they had left: reuse from"
        f" {_REUSE_PERCENT:.0f} %, refurbish from {_REFURBISH_PERCENT:.0f} %, else recycle.",
        unit="parts; share of the parts taken out",
        denominator="parts of that kind that were replaced in the period",
        groups=("component", "grade"),
        tells=_graded,
        counts=("parts",),
        shared={"parts": 2},
        rates=(Rate("share", of="parts", per="all_parts"),),
        most_groups=6,
        per=Per(("component",), _all_taken_out, ("all_parts",)),
    ),
)
