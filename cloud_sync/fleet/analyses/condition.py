"""Signs of wear that cars report themselves."""

from cloud_sync.fleet.analysis import Analysis, Kind, Per, Rate
from cloud_sync.fleet.engine import Column, Table
from cloud_sync.fleet.views import Views

_LOW_BATTERY_V = 11.8
_LOW_TYRE_KPA = 180.0


def _signs(views: Views) -> Table:
    health = views.health
    battery = _days(health, health.battery_v < _LOW_BATTERY_V, "battery low")
    return battery.union(_days(health, health.tyre_kpa < _LOW_TYRE_KPA, "tyre low"))


def _days(health: Table, is_so: Column, sign: str) -> Table:
    import ibis  # noqa: PLC0415 - heavy, and only needed when asked

    found = health.filter(is_so)
    by = found.group_by("vehicle").agg(days=found.count())
    return by.select("vehicle", "days", sign=ibis.literal(sign))


def _all(views: Views) -> Table:
    health = views.health
    told = health.group_by("vehicle").agg(told_days=health.count())
    return told.left_join(views.driven, "vehicle").select("vehicle", "told_days", "km")


ANALYSES = (
    Analysis(
        name="condition",
        title="Signs of wear",
        definition=f"Days on which the lowest battery voltage was under {_LOW_BATTERY_V} V or the"
        f" lowest tyre pressure under {_LOW_TYRE_KPA:.0f} kPa.",
        unit="days per 1,000 vehicle days; days per 10,000 km",
        denominator="days on which vehicles told their condition; kilometres driven in the period",
        groups=("sign",),
        tells=_signs,
        counts=("days",),
        shared={"days": 30},
        rates=(
            Rate("vehicles_share", of="vehicles", per="of_vehicles"),
            Rate("per_1000_days", of="days", per="told_days", kind=Kind.FREQUENCY, times=1e3),
            Rate("per_10000_km", of="days", per="km", kind=Kind.FREQUENCY, times=1e4),
        ),
        most_groups=2,
        per=Per((), _all, ("told_days", "km")),
    ),
)
