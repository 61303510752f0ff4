"""Parts that failed or wore out, by their age."""

from cloud_sync.fleet.analysis import Analysis, Kind, Per, Rate, Tells
from cloud_sync.fleet.engine import Column, Table
from cloud_sync.fleet.views import Views

_YEAR_DAYS = 365.25


def _age(days: Column) -> Column:
    old = (days < 4 * _YEAR_DAYS).ifelse("2 to 4 years", "4 years and more")
    older = (days < 2 * _YEAR_DAYS).ifelse("1 to 2 years", old)
    return (days < _YEAR_DAYS).ifelse("under 1 year", older)


def _events(cause: str) -> Tells:
    def tells(views: Views) -> Table:
        done = views.repairs
        done = done.filter(done.cause == cause, done.age_days.notnull())
        done = done.mutate(age=_age(done.age_days))
        return done.group_by("vehicle", "component", "age").agg(events=done.count())

    return tells


def _held(views: Views) -> Table:
    """A part that was taken out counts as well."""
    have = views.components.select("vehicle", "component", "age_days")
    all_parts = have.union(views.repairs.select("vehicle", "component", "age_days"))
    all_parts = all_parts.filter(all_parts.age_days.notnull())
    ages = all_parts.select("vehicle", "component", age=_age(all_parts.age_days)).distinct()
    ages = ages.left_join(views.driven, "vehicle")
    return ages.select("vehicle", "component", "age", "km")


def _by_age(name: str, title: str, cause: str, definition: str) -> Analysis:
    return Analysis(
        name=name,
        title=title,
        definition=definition,
        unit="events per 1,000 vehicles; events per 10,000 km",
        denominator="vehicles that had such a part of that age in the period; their kilometres",
        groups=("component", "age"),
        tells=_events(cause),
        counts=("events",),
        shared={"events": 2},
        rates=(
            Rate("per_1000_vehicles", "events", "of_vehicles", Kind.FREQUENCY, times=1e3),
            Rate("per_10000_km", of="events", per="km", kind=Kind.FREQUENCY, times=1e4),
        ),
        most_groups=6,
        per=Per(("component", "age"), _held, ("km",)),
    )


ANALYSES = (
    _by_age(
        "faults",
        "Warranty: faults by age",
        "fault",
        "Parts repaired or replaced because they failed, by component and age of the part.",
    ),
    _by_age(
        "wear",
        "Warranty: wear by age",
        "wear",
        "Parts repaired or replaced because they were worn, by component and age of the part.",
    ),
)
