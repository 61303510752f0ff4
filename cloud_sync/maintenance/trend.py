"""Level and speed of wear out of noisy readings: a local linear trend, filtered day by day.

The model is the one of structural time series (Harvey 1989), filtered by statsmodels: the level
goes on with a speed that may drift, the reading adds noise and a share of the temperature. Where
the readings begin to fall behind the model (Page-Hinkley, by river) the speed is set free to be
learned anew; where they jump up, something was renewed. The state of a day rests on readings up to
that day alone, so the past can be replayed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]
_LEVEL, _SPEED, _SHARE = range(3)
_STATES = 3
_MILD_C, _DEGREES = 20.0, 10.0
_JUMP = 4.5
"""Standard deviations above what was expected, twice running: it was renewed."""
_JUMP_LEAST = 0.12
"""And that much of the way from due to new."""
_DRIFT = 0.35
"""Page-Hinkley: what is let pass of each deviation, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Usual:
    """How parts of one kind wear in the fleet; health a day, or a hundred kilometres."""

    speed: float
    speed_spread: float
    noise: float
    level_drift: float
    speed_drift: float
    share: float
    """Change of the reading for ten degrees, in health."""
    share_spread: float
    end: float
    """Health, as the trend has it, where workshops found it due: 0, but for what sensors hide."""
    fault_speed: float
    """How much faster it gets where something is broken."""
    alarm: float
    """Page-Hinkley's threshold."""


@dataclass(frozen=True, slots=True)
class Trend:
    """For every day, from what was known on it."""

    level: Days
    level_var: Days
    speed: Days
    speed_var: Days
    both: Days
    """Covariance of the two."""
    renewed: tuple[int, ...]
    """Days on which it was seen that something was renewed."""
    faster: tuple[int, ...]
    """Days on which it was seen to wear faster than before."""
    surprise: Days
    """Deviation of the reading from what was expected, in standard deviations; nan: no reading."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Readings of one part by day, as health; nan: none."""

    health: Days
    outside_c: Days
    use: Days
    """Since the day before: 1, or hundreds of kilometres."""


def follow(seen: Seen, usual: Usual, *, keeps_rate: bool) -> Trend:
    run = _Run(seen, usual, keeps_rate)
    run.all()
    return run.trend()


class _Run:
    def __init__(self, seen: Seen, usual: Usual, keeps_rate: bool) -> None:
        self._seen, self._usual, self._keeps = seen, usual, keeps_rate
        days = seen.health.size
        self._mean = np.full((_STATES, days), np.nan)
        self._cov = np.full((_STATES, _STATES, days), np.nan)
        self._surprise = np.full(days, np.nan)
        self._renewed: list[int] = []
        self._faster: list[int] = []

    def all(self) -> None:
        begin = int(np.argmax(~np.isnan(self._seen.health)))
        if np.isnan(self._seen.health[begin]):
            return
        mean, cov = self._fresh(self._seen.health[begin])
        while begin < self._seen.health.size:
            begin, mean, cov = self._stretch(begin, mean, cov)

    def trend(self) -> Trend:
        return Trend(
            self._mean[_LEVEL],
            self._cov[_LEVEL, _LEVEL],
            self._mean[_SPEED],
            self._cov[_SPEED, _SPEED],
            self._cov[_LEVEL, _SPEED],
            tuple(self._renewed),
            tuple(self._faster),
            self._surprise,
        )

    def _fresh(self, health: float) -> tuple[Days, Days]:
        """Before anything is known of this one but its first reading."""
        u = self._usual
        spread = (3 * u.noise, u.speed_spread, u.share_spread)
        return np.array([health, u.speed, u.share]), np.diag(np.square(spread))

    def _stretch(self, begin: int, mean: Days, cov: Days) -> tuple[int, Days, Days]:
        """From one day to the next on which the model has to be corrected, or to the end."""
        found = filtered(self._seen, self._usual, slice(begin, None), mean, cov)
        surprise = found.standardized_forecasts_error[0]
        jump = self._jump(begin, surprise, found.forecasts_error[0])
        slip = self._slip(surprise, jump)
        end = min(jump, slip)
        stop = min(end, surprise.size)
        self._keep(begin, stop, found, surprise)
        if stop == surprise.size:
            return begin + stop, mean, cov
        day = begin + stop
        at = found.predicted_state[:, stop], found.predicted_state_cov[:, :, stop]
        if end == jump:
            self._renewed.append(day)
            return day, *self._after_renewal(day, *at)
        self._faster.append(day)
        return day, *self._after_fault(*at)

    def _keep(self, begin: int, stop: int, found: object, surprise: Days) -> None:
        span = slice(begin, begin + stop)
        self._mean[:, span] = found.filtered_state[:, :stop]  # type: ignore[attr-defined]
        self._cov[:, :, span] = found.filtered_state_cov[:, :, :stop]  # type: ignore[attr-defined]
        seen = ~np.isnan(self._seen.health[span])
        self._surprise[span] = np.where(seen, surprise[:stop], np.nan)

    def _jump(self, begin: int, surprise: Days, error: Days) -> int:
        """The second of two readings far above."""
        seen = np.flatnonzero(~np.isnan(self._seen.health[begin:]))
        high = (surprise[seen] > _JUMP) & (error[seen] > _JUMP_LEAST)
        twice = np.flatnonzero(high[1:] & high[:-1])
        return int(seen[twice[0] + 1]) if twice.size else surprise.size

    def _slip(self, surprise: Days, before: int) -> int:
        from river.drift import PageHinkley  # noqa: PLC0415 - heavy

        watch = PageHinkley(
            min_instances=3, delta=_DRIFT, threshold=self._usual.alarm, alpha=1.0, mode="down"
        )
        for day, deviation in enumerate(surprise[:before]):
            if np.isnan(deviation) or deviation == 0.0:
                continue
            watch.update(float(np.clip(deviation, -4.0, 4.0)))
            if watch.drift_detected:
                return day
        return int(surprise.size)

    def _after_renewal(self, day: int, mean: Days, cov: Days) -> tuple[Days, Days]:
        fresh_mean, fresh_cov = self._fresh(self._seen.health[day])
        fresh_mean[_SHARE], fresh_cov[_SHARE, _SHARE] = mean[_SHARE], cov[_SHARE, _SHARE]
        if self._keeps:
            fresh_mean[_SPEED] = mean[_SPEED]
            fresh_cov[_SPEED, _SPEED] = cov[_SPEED, _SPEED] + self._usual.speed_spread**2
        return fresh_mean, fresh_cov

    def _after_fault(self, mean: Days, cov: Days) -> tuple[Days, Days]:
        u = self._usual
        return mean, cov + np.diag([(2 * u.noise) ** 2, u.fault_speed**2, 0.0])


def filtered(seen: Seen, usual: Usual, span: slice, mean: Days, cov: Days):  # type: ignore[no-untyped-def]
    """statsmodels' filter over some days, begun with what is known."""
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter  # noqa: PLC0415 - heavy

    health = seen.health[span]
    use = np.maximum(seen.use[span], 1e-6)
    days = health.size
    design = np.zeros((1, _STATES, days))
    design[0, _LEVEL] = 1.0
    design[0, _SHARE] = np.nan_to_num((seen.outside_c[span] - _MILD_C) / _DEGREES)
    step = np.repeat(np.eye(_STATES)[:, :, None], days, axis=2)
    step[_LEVEL, _SPEED] = use
    drift = np.zeros((_STATES, _STATES, days))
    drift[_LEVEL, _LEVEL] = usual.level_drift**2 * use
    drift[_SPEED, _SPEED] = usual.speed_drift**2 * use
    model = KalmanFilter(k_endog=1, k_states=_STATES)
    model.bind(np.array(health, order="F")[:, None])
    model["design"], model["transition"] = design, step
    model["selection"], model["state_cov"] = np.eye(_STATES), drift
    model["obs_cov"] = np.array([[usual.noise**2]])
    model.initialize_known(mean, cov)
    return model.filter()
