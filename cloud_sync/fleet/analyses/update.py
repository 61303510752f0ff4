"""How updates went in the cars: how far each release came, and why it did not."""

from cloud_sync.fleet.analysis import Analysis, Per, Rate
from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views


def _phases(views: Views) -> Table:
    return views.updates.select("vehicle", "release", "phase")


def _problems(views: Views) -> Table:
    told = views.updates
    return told.filter(told.problem.notnull()).select("vehicle", "release", "problem")


def _offered(views: Views) -> Table:
    return views.updates.select("vehicle", "release")


_OFFERED = Per(("release",), _offered)
_SHARE = Rate("share", of="vehicles", per="of_vehicles")
_DENOMINATOR = "vehicles that told of this release"

ANALYSES = (
    Analysis(
        name="updates",
        title="How far updates came",
        definition="The last phase a vehicle told of a release: confirmed, refused in its trial,"
        " rolled back, or still on its way.",
        unit="share of vehicles",
        denominator=_DENOMINATOR,
        groups=("release", "phase"),
        tells=_phases,
        rates=(_SHARE,),
        most_groups=6,
        per=_OFFERED,
    ),
    Analysis(
        name="update-problems",
        title="Why updates did not stay",
        definition="The code of the problem a vehicle told with the last phase of a release.",
        unit="share of vehicles",
        denominator=_DENOMINATOR,
        groups=("release", "problem"),
        tells=_problems,
        rates=(_SHARE,),
        most_groups=6,
        per=_OFFERED,
    ),
)
