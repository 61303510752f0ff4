"""Parts that failed or wore out, by their age."""

from cloud_sync.fleet.analysis import Analysis, Kind, Per, Rate
from cloud_sync.fleet.engine import Column, Table
from cloud_sync.fleet.views import Views

_CAUSES = ("fault", "wear")
_YEAR_DAYS = 365.25


def _age(days: Column) -> Column:
    old = (days < 4 * _YEAR_DAYS).ifelse("2 to 4 years", "4 years and more")
    older = (days < 2 * _YEAR_DAYS).ifelse("1 to 2 years", old)
    return (days < _YEAR_DAYS).ifelse("under 1 year", older)


def _events(views: Views) -> Table:
    done = views.services
    done = done.filter(done.cause.isin(_CAUSES), done.age_days.notnull())
    done = done.mutate(age=_age(done.age_days))
    by = ("vehicle", "component", "cause", "age")
    return done.group_by(*by).agg(events=done.count())


def _held(views: Views) -> Table:
    """A part that was taken out counts as well."""
    have = views.components.select("vehicle", "component", "age_days")
    all_parts = have.union(views.services.select("vehicle", "component", "age_days"))
    all_parts = all_parts.filter(all_parts.age_days.notnull())
    ages = all_parts.select("vehicle", "component", age=_age(all_parts.age_days)).distinct()
    ages = ages.left_join(views.driven, "vehicle")
    return ages.select("vehicle", "component", "age", "km")


ANALYSES = (
    Analysis(
        name="warranty",
        title="Faults and wear by age",
        definition="Parts serviced for a fault or for wear, by component and age of the part.",
        unit="events per 1,000 vehicles; events per 10,000 km",
        denominator="vehicles that had such a part of that age in the period; their kilometres",
        groups=("component", "cause", "age"),
        tells=_events,
        counts=("events",),
        shared={"events": 2},
        rates=(
            Rate("per_1000_vehicles", "events", "of_vehicles", Kind.FREQUENCY, times=1e3),
            Rate("per_10000_km", of="events", per="km", kind=Kind.FREQUENCY, times=1e4),
        ),
        most_groups=6,
        per=Per(("component", "age"), _held, ("km",)),
    ),
)
