"""From a trend to the days that remain, as an interval that holds nine times in ten.

The trend gives a level and a speed, both uncertain; 256 even draws of the two, and of how the speed
may drift, are carried forward to the day the part is due. What that leaves out, the shape of how
parts really end, is corrected by what was found on other cars: split conformal prediction, errors
weighed by the model's own spread (Lei and others 2018), in the logarithm of days, by kind of part
and by how near the end is.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from math import expm1, log1p

import numpy as np
from numpy.typing import NDArray

from cloud_sync.maintenance.trend import Days, Trend, Usual

FARTHEST_DAYS = 1825
"""Beyond this everything is "more than five years"."""
NEAR = (21, 60, 150, 400)
"""Days where one correction ends and the next begins."""
_THIN, _THICK = 0.15, 1.5
_DRAWS = 256
_ROUNDING = 0.5
_LOW, _HIGH = 0.05, 0.95
_SLOWEST = 0.15
"""Of the usual speed: nothing heals, and nothing lasts for ever."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """Days; 90 of 100 true ones lie from ``low`` to ``high``."""

    low: float
    likely: float
    high: float

    @property
    def is_beyond(self) -> bool:
        """Longer than is worth a number."""
        return self.likely >= FARTHEST_DAYS


@dataclass(frozen=True, slots=True)
class Spread:
    """How far truth was found from what was likely, in parts of what the model expected.

    One factor for each stretch of ``NEAR``, below and above.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]

    def around(self, raw: Remaining) -> Remaining:
        place = bisect_right(NEAR, raw.likely)
        below, above = widths(raw.low, raw.likely, raw.high)
        low = _shifted(raw.likely, -self.low[place] * below)
        high = _shifted(raw.likely, self.high[place] * above)
        return Remaining(min(low, raw.likely), raw.likely, max(high, raw.likely))


def widths(low: float, likely: float, high: float) -> tuple[float, float]:
    """Of the model's own interval, in the logarithm of days; neither nothing nor everything."""
    middle = log1p(likely)
    below, above = middle - log1p(low), log1p(high) - middle
    return min(max(below, _THIN), _THICK), min(max(above, _THIN), _THICK)


def remaining(trend: Trend, usual: Usual, use_a_day: Days, at: NDArray[np.int_]) -> Days:
    """Low, likely and high for some days, one row each, not yet corrected."""
    root = np.sqrt(np.maximum(trend.level_var[at], 1e-12))
    slope = trend.both[at] / root
    rest = np.sqrt(np.maximum(trend.speed_var[at] - slope**2, 1e-14))
    first, second, third = _draws()
    level = trend.level[at, None] - usual.end + root[:, None] * first
    speed = trend.speed[at, None] + slope[:, None] * first + rest[:, None] * second
    fastest = np.maximum(-speed, -_SLOWEST * usual.speed)
    use = np.maximum(level, 0.0) / fastest
    drift = np.sqrt(usual.level_drift**2 * use + usual.speed_drift**2 * use**3 / 3)
    use = np.maximum(use + third * drift / fastest, 0.0)
    left = np.minimum(use / use_a_day[at, None], FARTHEST_DAYS)
    found: Days = np.quantile(left, (_LOW, 0.5, _HIGH), axis=1).T
    return found


@cache
def _draws() -> tuple[Days, Days, Days]:
    """Even points of three normal variables, the same at every call."""
    from scipy.stats import norm, qmc  # noqa: PLC0415 - heavy

    points = qmc.Sobol(3, scramble=False).random(_DRAWS) + 0.5 / _DRAWS
    first, second, third = norm.ppf(points).T
    return first, second, third


def _shifted(days: float, by: float) -> float:
    found = max(0.0, expm1(log1p(days) + by))
    return found if found < FARTHEST_DAYS - _ROUNDING else FARTHEST_DAYS
