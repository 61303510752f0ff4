"""Attempts to get at cars."""

from cloud_sync.fleet.analysis import Analysis, Kind, Per, Rate
from cloud_sync.fleet.engine import Table
from cloud_sync.fleet.views import Views


def _attempts(views: Views) -> Table:
    return views.security


def _vehicles(views: Views) -> Table:
    return views.vehicles


ANALYSES = (
    Analysis(
        name="security",
        title="Security events by kind",
        definition="What vehicles told of attempts to get at them, by kind and code.",
        unit="events per 1,000 vehicles",
        denominator="vehicles that told their condition or their turns in the period",
        groups=("kind", "detail"),
        tells=_attempts,
        counts=("attempts",),
        shared={"attempts": 10},
        rates=(
            Rate("vehicles_share", of="vehicles", per="of_vehicles"),
            Rate("per_1000_vehicles", "attempts", "of_vehicles", Kind.FREQUENCY, times=1e3),
        ),
        most_groups=4,
        per=Per((), _vehicles),
    ),
)
