"""Which release the fleet runs, week by week."""

from cloud_sync.fleet.analysis import Analysis, Per, Rate
from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views, first, week


def _last_of_week(views: Views) -> Table:
    used = views.usage.mutate(week=week(views.usage["date"]))
    last_first = (used["date"].desc(), used.release.desc())
    return first(used, ("vehicle", "week"), last_first).select("vehicle", "week", "release")


ANALYSES = (
    Analysis(
        name="adoption",
        title="Adoption of releases",
        definition="The release a vehicle used last in a week, by the turns it told of.",
        unit="share of vehicles",
        denominator="vehicles that told of turns in that week",
        groups=("week", "release"),
        tells=_last_of_week,
        rates=(Rate("share", of="vehicles", per="of_vehicles"),),
        most_groups=14,
        per=Per(("week",), _last_of_week),
    ),
)
