"""What is to be expected of one part: how long it lasts, and why, or that it is unknown.

Everything here is worked out anew from the logbook; two runs over the same readings say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from cloud_sync.maintenance.component import COMPONENTS, Component
from cloud_sync.maintenance.fleet import Kind, fleet
from cloud_sync.maintenance.forecast import MOST_SCATTER, Forecast, forecast, scatter, seen
from cloud_sync.maintenance.logbook import LEAST_READINGS, Logbook, Reading
from cloud_sync.maintenance.remaining import FARTHEST_DAYS, Remaining
from cloud_sync.maintenance.trend import Seen

_STALE = timedelta(days=30)
_DUE_WITHIN_DAYS = 3.0
_LOOKS_BACK = (35, 182)
"""Days that evidence is told over: of what is near, of what is far."""


class Condition(StrEnum):
    GOOD = "good"
    SOON = "soon"
    """It is worth planning for."""
    DUE = "due"


class Missing(StrEnum):
    NOT_REPORTED = "not_reported"
    TOO_FEW = "too_few"
    NOT_RECENT = "not_recent"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Change:
    """What was seen, in the unit of the part, at like temperature."""

    before: float
    now: float
    days: int
    km: float
    is_faster_since: date | None
    """None: it wears as before."""
    renewed_on: date | None
    """None: not since readings are kept."""


@dataclass(frozen=True, slots=True)
class Prognosis:
    component: Component
    on: date
    """The day of the last reading."""
    condition: Condition
    remaining: Remaining
    health_percent: float
    change: Change
    first_seen: date | None
    """When the need showed first; None: there is none."""
    readings: int

    def day(self, days: float) -> date | None:
        """Of an end of the interval; None: beyond what is worth a date."""
        return None if days >= FARTHEST_DAYS else self.on + timedelta(days=round(days))


@dataclass(frozen=True, slots=True)
class TooFew:
    """Nothing is claimed."""

    component: Component
    missing: Missing
    readings: int
    usual_days: tuple[float, float]
    """How long nine of ten such parts last from new, whatever this one does."""


Assessment = Prognosis | TooFew


def assess(logbook: Logbook, today: date) -> tuple[Assessment, ...]:
    """Every part, in the order of the catalogue."""
    return tuple(
        of_readings(one, logbook.readings(one.id), today, fleet()[one.kind])
        for one in COMPONENTS.values()
    )


def of_readings(
    component: Component, readings: Sequence[Reading], today: date, kind: Kind
) -> Assessment:
    def too_few(why: Missing) -> TooFew:
        return TooFew(component, why, len(readings), kind.life_days)

    if not readings:
        return too_few(Missing.NOT_REPORTED)
    if len(readings) < LEAST_READINGS:
        return too_few(Missing.TOO_FEW)
    if today - readings[-1].day > _STALE:
        return too_few(Missing.NOT_RECENT)
    history = _by_day(component, readings)
    told = forecast(component, history, kind)
    last = history.health.size - 1
    if scatter(told.trend)[last] > MOST_SCATTER:
        return too_few(Missing.CONTRADICTS)
    if not told.may_speak[last]:
        return too_few(Missing.NOT_RECENT)
    return _prognosis(component, readings, told, kind)


def _prognosis(
    component: Component, readings: Sequence[Reading], told: Forecast, kind: Kind
) -> Prognosis:
    last = told.has_reading.size - 1
    began = readings[0].day
    left = told.on(last, kind)
    is_open = bool(told.warned) and not any(day > told.warned[-1] for day in told.trend.renewed)
    is_open = is_open and left.likely <= 2 * kind.warn_days
    condition = Condition.SOON if is_open else Condition.GOOD
    if is_open and left.likely <= _DUE_WITHIN_DAYS:
        condition = Condition.DUE
    health = float(told.trend.level[last]) - kind.usual.end
    return Prognosis(
        component,
        readings[-1].day,
        condition,
        left,
        round(100 * min(1.0, max(0.0, health)), 1),
        _change(component, readings, told, left),
        began + timedelta(days=told.warned[-1]) if is_open else None,
        len(readings),
    )


def _change(
    component: Component, readings: Sequence[Reading], told: Forecast, left: Remaining
) -> Change:
    trend, last, began = told.trend, told.has_reading.size - 1, readings[0].day
    renewed = trend.renewed[-1] if trend.renewed else None
    faster = [day for day in trend.faster if renewed is None or day > renewed]
    is_near = left.likely < _LOOKS_BACK[1]
    first = max(last - _LOOKS_BACK[0 if is_near else 1], renewed or 0)
    km = readings[-1].odometer_km - next(
        one.odometer_km for one in readings if one.day >= began + timedelta(days=first)
    )
    return Change(
        component.reading(float(trend.level[first])),
        component.reading(float(trend.level[last])),
        last - first,
        max(0.0, km),
        began + timedelta(days=faster[-1]) if faster else None,
        None if renewed is None else began + timedelta(days=renewed),
    )


def _by_day(component: Component, readings: Sequence[Reading]) -> Seen:
    """Days without a reading are there, and empty."""
    began = readings[0].day
    days = (readings[-1].day - began).days + 1
    value, outside_c, odometer_km = (np.full(days, np.nan) for _ in range(3))
    for one in readings:
        place = (one.day - began).days
        value[place] = one.value
        outside_c[place] = one.outside_c
        odometer_km[place] = one.odometer_km
    return seen(component, value, outside_c, odometer_km)
