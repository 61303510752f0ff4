"""One part's history, replayed: for every day what was to be expected on it, and what was told.

The product looks at the last day, the benchmark at all of them; both run this. Nothing is kept
between two runs, so a car that restarts says what it said before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cloud_sync.maintenance.component import Clock, Component
from cloud_sync.maintenance.fleet import Kind
from cloud_sync.maintenance.logbook import LEAST_READINGS
from cloud_sync.maintenance.remaining import Remaining, remaining
from cloud_sync.maintenance.trend import Days, Seen, Trend, follow

Flags = NDArray[np.bool_]
_RECENT_DAYS, _LEAST_RECENT = 60, 5
_SCATTER_OF, _MOST_OF_ONE, MOST_SCATTER = 20, 25.0, 6.0
"""Mean square of so many deviations; 1 is as usual."""
_USE_OVER_DAYS, _USE_PRIOR_DAYS = 150, 30
_USUAL_KM, _LEAST_KM = 35.0, 2.0
"""A day."""
_KM_A_STEP = 100.0
_SURE = 1 / 3
"""Of the days to warn at: so near, one reading is enough."""
_CALM = 10
"""Readings that have to look well before the same thing may be told anew."""


@dataclass(frozen=True, slots=True)
class Forecast:
    trend: Trend
    raw: Days
    """Low, likely, high for every day, not yet corrected."""
    has_reading: Flags
    may_speak: Flags
    """Whether there was enough to go by."""
    warned: tuple[int, ...]
    """Days on which a need was told first."""
    use_a_day: Days

    def on(self, day: int, kind: Kind) -> Remaining:
        low, likely, high = map(float, self.raw[day])
        return kind.spread.around(Remaining(low, likely, high))

    def warned_at(self, warn_days: float) -> Forecast:
        """The same, had it been told at another number of days."""
        may = self.has_reading & self.may_speak
        return replace(self, warned=_warnings(self.raw[:, 1], may, self.trend.renewed, warn_days))


def seen(component: Component, reading: Days, outside_c: Days, odometer_km: Days) -> Seen:
    """``reading``: one a day, nan where there is none; so may the other two be there."""
    health = np.full(reading.size, np.nan)
    last = -component.every_days
    for day in np.flatnonzero(~np.isnan(reading) & ~np.isnan(outside_c)):
        if day - last >= component.every_days:
            health[day] = component.health(float(reading[day]), float(outside_c[day]))
            last = int(day)
    return Seen(health, outside_c, _use(component, odometer_km))


def forecast(component: Component, found: Seen, kind: Kind) -> Forecast:
    trend = follow(found, kind.usual, keeps_rate=component.keeps_rate)
    days = np.arange(found.health.size)
    use_a_day = _use_a_day(component, found.use)
    known = ~np.isnan(trend.level)
    raw = np.full((days.size, 3), np.nan)
    if known.any():
        raw[known] = remaining(trend, kind.usual, use_a_day, days[known])
    has_reading = ~np.isnan(found.health)
    untold = Forecast(trend, raw, has_reading, _enough(has_reading, trend), (), use_a_day)
    return untold.warned_at(kind.warn_days)


def scatter(trend: Trend) -> Days:
    """Mean square of the last deviations, day by day; 1 is what the sensor is known for."""
    found = np.full(trend.surprise.size, np.nan)
    seen_on = np.flatnonzero(~np.isnan(trend.surprise))
    squares = np.minimum(trend.surprise[seen_on] ** 2, _MOST_OF_ONE)
    sums = np.cumsum(np.insert(squares, 0, 0.0))
    ends = np.arange(1, seen_on.size + 1)
    begins = np.maximum(0, ends - _SCATTER_OF)
    found[seen_on] = (sums[ends] - sums[begins]) / (ends - begins)
    return _held(found)


def _enough(has_reading: Flags, trend: Trend) -> Flags:
    count = np.cumsum(has_reading)
    before = np.concatenate([np.zeros(_RECENT_DAYS), count])[: count.size]
    is_recent = count - before >= _LEAST_RECENT
    agrees = np.nan_to_num(scatter(trend), nan=0.0) <= MOST_SCATTER
    found: Flags = (count >= LEAST_READINGS) & is_recent & agrees
    return found


def _warnings(
    likely: Days, may: Flags, renewed: tuple[int, ...], warn_days: float
) -> tuple[int, ...]:
    """Once for each need: two readings running, or one that leaves no doubt."""
    found: list[int] = []
    is_told, low, calm, fresh = False, 0, 0, set(renewed)
    for day in range(likely.size):
        if day in fresh:
            is_told, low = False, 0
        if not may[day]:
            continue
        is_low = likely[day] <= warn_days
        low = low + 1 if is_low else 0
        calm = calm + 1 if likely[day] > 2 * warn_days else 0
        is_told = is_told and calm < _CALM
        if not is_told and (low >= 2 or likely[day] <= warn_days * _SURE):
            found.append(day)
            is_told, calm = True, 0
    return tuple(found)


def _use(component: Component, odometer_km: Days) -> Days:
    """Since the day before. Kilometres of days without a report are spread over them."""
    if component.clock is Clock.DAYS:
        return np.ones(odometer_km.size)
    use = np.zeros(odometer_km.size)
    for before, after in pairwise(np.flatnonzero(~np.isnan(odometer_km))):
        driven = max(0.0, odometer_km[after] - odometer_km[before])
        use[before + 1 : after + 1] = driven / _KM_A_STEP / (after - before)
    return use


def _use_a_day(component: Component, use: Days) -> Days:
    """What is to be expected: the mean of the last months, for a new car that of others."""
    if component.clock is Clock.DAYS:
        return np.ones(use.size)
    total, days = np.cumsum(use), np.arange(use.size)
    lag = np.minimum(days, _USE_OVER_DAYS)
    usual = _USUAL_KM / _KM_A_STEP * _USE_PRIOR_DAYS
    mean = (total - total[days - lag] + usual) / (lag + _USE_PRIOR_DAYS)
    found: Days = np.maximum(mean, _LEAST_KM / _KM_A_STEP)
    return found


def _held(values: Days) -> Days:
    """The last known value goes on."""
    last = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(values.size)))
    return values[last]
