"""Learn what is usual in a fleet, and write the table that ships with the product.

    python -m benchmarks.maintenance.learn [--out FILE]

What parts do between renewals is fitted to readings alone, by pooled maximum likelihood (the
likelihood is statsmodels', without the outermost deviations). Corrections of the intervals and the
days to warn at come from other cars, of which a workshop would tell the day of need; how long parts
last from new is a Weibull fit (lifelines) to lives that ended and lives that did not. None of these
cars is one of the report.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from lifelines import WeibullFitter
from scipy.optimize import minimize

from benchmarks.maintenance.car import Truth, car
from benchmarks.maintenance.trial import Score, Watched, of_product, watch
from benchmarks.maintenance.world import OBSERVED, Days
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.maintenance.fleet import Kind
from cloud_sync.maintenance.forecast import seen
from cloud_sync.maintenance.remaining import FARTHEST_DAYS, NEAR, Spread, remaining, widths
from cloud_sync.maintenance.trend import Seen, Usual, filtered

READ = range(10_000, 10_120)
"""Cars of which the readings are known."""
SERVICED = range(20_000, 20_300)
"""Cars of which a workshop tells when parts were due."""
_MOST_STRETCHES = 110
_LEAST_STRETCH = 25
_OUTERMOST = 9.0
_FAULT = {"tyre": 0.04, "brake": 0.012, "cabin_filter": 0.005, "wiper": 0.003, "coolant": 0.01,
          "starter_battery": 0.01, "drive_battery": 0.001}  # fmt: skip
"""Health a day, or a hundred kilometres, by which a broken one may lose more."""
_ALARM = {"tyre": 6.0}
_USUAL_ALARM = 8.0
_KINDS = tuple(sorted({one.kind for one in COMPONENTS.values()}))
_COVERED = 0.90
_WANTED_PRECISION = 0.88
_LEAST_LIVES = 12
"""Fewer have no correction of their own."""
_UNCORRECTED = Spread((0.0,) * (len(NEAR) + 1), (0.0,) * (len(NEAR) + 1))


def main() -> None:
    parser = argparse.ArgumentParser("benchmarks.maintenance.learn")
    parser.add_argument("--out", type=Path, default=Path("cloud_sync/maintenance/usual.toml"))
    out = parser.parse_args().out
    with ProcessPoolExecutor(2) as pool:
        fitted = dict(zip(_KINDS, pool.map(_fitted, _KINDS), strict=True))
    kinds = {name: Kind(usual, _UNCORRECTED, 40.0, (0, 0)) for name, usual in fitted.items()}
    kinds = finished(kinds)
    out.write_text(_toml(kinds), encoding="utf-8")
    print(f"{out} written")


def finished(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """With all that workshops tell: where parts end, how far intervals reach, when to warn."""
    watched = watch(SERVICED, kinds)
    kinds = {
        name: replace(kind, usual=replace(kind.usual, end=_end(_of(watched, name))))
        for name, kind in kinds.items()
    }
    watched = [_again(one, kinds[one.kind].usual) for one in watched]
    return {name: _corrected(kind, _of(watched, name)) for name, kind in kinds.items()}


def _again(one: Watched, usual: Usual) -> Watched:
    """The same trend, to another end."""
    told = one.forecast
    known = np.flatnonzero(~np.isnan(told.trend.level))
    raw = np.full(told.raw.shape, np.nan)
    raw[known] = remaining(told.trend, usual, told.use_a_day, known)
    return replace(one, forecast=replace(told, raw=raw))


def _of(watched: Iterable[Watched], kind: str) -> list[Watched]:
    return [one for one in watched if one.kind == kind]


# -- from readings ---------------------------------------------------------------------------------


def _fitted(kind: str) -> Usual:
    stretches = _stretches(kind)
    start = _start(stretches)
    is_gas = any(one.is_gas for one in COMPONENTS.values() if one.kind == kind)

    def unlikely(point: Days) -> float:
        usual = _usual(kind, point, is_gas)
        return sum(_unlikely(one, usual) for one in stretches) / len(stretches)

    corners = np.vstack([start, start + 0.5 * np.eye(start.size)])
    options = {"maxfev": 350, "initial_simplex": corners}
    point = minimize(unlikely, start, method="Nelder-Mead", options=options).x
    return _usual(kind, point, is_gas)


def _usual(kind: str, point: Days, is_gas: bool) -> Usual:
    """The physics of a gas are known; what temperature does to the others is not."""
    speed, spread, noise, level_drift, speed_drift, share_spread = np.exp(point[:6])
    return Usual(
        speed=-speed,
        speed_spread=spread,
        noise=noise,
        level_drift=level_drift,
        speed_drift=speed_drift,
        share=0.0 if is_gas else float(point[6]) / 10,
        share_spread=0.004 if is_gas else share_spread,
        end=0.0,
        fault_speed=_FAULT[kind],
        alarm=_ALARM.get(kind, _USUAL_ALARM),
    )


def _start(stretches: Sequence[Seen]) -> Days:
    """A straight line through each."""
    speeds, noises = [], []
    for one in stretches:
        is_there, used = ~np.isnan(one.health), np.cumsum(one.use)
        line = np.polyfit(used[is_there], one.health[is_there], 1)
        speeds.append(line[0])
        noises.append(np.std(one.health[is_there] - np.polyval(line, used[is_there])))
    speed = max(-float(np.median(speeds)), 1e-5)
    spread = float(np.median(np.abs(np.array(speeds) + speed))) * 1.5 + 1e-6
    noise = float(np.median(noises))
    logs = np.log([speed, spread, noise, noise / 30, speed / 30, noise / 2])
    return np.append(logs, 0.0)


def _unlikely(one: Seen, usual: Usual) -> float:
    is_there = ~np.isnan(one.health)
    mean = np.array([one.health[is_there][0], usual.speed, usual.share])
    spread = (3 * usual.noise, usual.speed_spread, usual.share_spread)
    found = filtered(one, usual, slice(None), mean, np.diag(np.square(spread)))
    squares = np.minimum(found.standardized_forecasts_error[0][is_there] ** 2, _OUTERMOST)
    variance = found.forecasts_error_cov[0, 0][is_there]
    return float(0.5 * np.mean(squares + np.log(variance)))


def _stretches(kind: str) -> list[Seen]:
    """Between renewals, as the readings show them."""
    found: list[Seen] = []
    for seed in READ:
        one = car(seed)
        for name, track in one.tracks.items():
            if COMPONENTS[name].kind == kind:
                outside_c = np.where(np.isnan(track.readings), np.nan, one.outside_c)
                of = seen(COMPONENTS[name], track.readings, outside_c, one.odometer_km)
                found += _cut(of)
    order = np.random.default_rng(0).permutation(len(found))
    return [found[place] for place in order[:_MOST_STRETCHES]]


def _cut(one: Seen) -> list[Seen]:
    there = np.flatnonzero(~np.isnan(one.health))
    values = one.health[there]
    jumps = [
        there[place]
        for place in range(5, there.size - 5)
        if np.median(values[place : place + 5]) - np.median(values[place - 5 : place]) > 0.2
    ]
    ends = [0, *jumps, one.health.size]
    parts = [slice(a, b) for a, b in pairwise(ends)]
    return [
        Seen(one.health[part], one.outside_c[part], one.use[part])
        for part in parts
        if np.count_nonzero(~np.isnan(one.health[part])) > _LEAST_STRETCH
    ]


# -- from workshops --------------------------------------------------------------------------------


def _due(one: Watched) -> list[Truth]:
    """Lives that were seen to end with a sign."""
    lives = one.track.lives
    return [x for x in lives if 30 <= x.need < OBSERVED and x.need <= x.last and not x.is_sudden]


def _end(watched: Sequence[Watched]) -> float:
    levels = [one.forecast.trend.level[life.need - 1] for one in watched for life in _due(one)]
    return float(np.nanmedian(levels)) if len(levels) >= _LEAST_LIVES else 0.0


def _corrected(kind: Kind, watched: Sequence[Watched]) -> Kind:
    kind = replace(kind, spread=_spread(watched))
    return replace(kind, warn_days=_warn_days(kind, watched), life_days=_life_days(watched))


def _spread(watched: Sequence[Watched]) -> Spread:
    """Beyond the farthest day nothing can be missed above, so all that may be is missed below."""
    rows = np.vstack([_errors(one) for one in watched])
    near = np.digitize(rows[:, 0], NEAR)
    low, high = [], []
    for place in range(len(NEAR) + 1):
        mine = rows[near == place]
        if len(set(mine[:, 3])) < _LEAST_LIVES:
            mine = rows[(near < len(NEAR)) == (place < len(NEAR))]
        if len(mine) == 0:
            mine = rows
        above = float(np.quantile(mine[:, 2], 1 - (1 - _COVERED) / 2))
        missed = float(np.mean(mine[:, 2] > above))
        low.append(float(np.quantile(mine[:, 1], _COVERED + missed)))
        high.append(above)
    return Spread(tuple(low), tuple(high))


def _errors(one: Watched) -> Days:
    """Once a week: likely days, how far below and above it truth was, which life."""
    rows = []
    left = np.minimum(one.track.remaining_days, FARTHEST_DAYS)
    for day in range(0, OBSERVED, 7):
        if one.forecast.may_speak[day] and not np.isnan(left[day]):
            low, likely, high = one.forecast.raw[day]
            below, above = widths(low, likely, high)
            error = np.log1p(left[day]) - np.log1p(likely)
            life = one.seed + (day + left[day]) / 1e6
            rows.append((likely, -error / below, error / above, life))
    return np.array(rows).reshape(-1, 4)


def _warn_days(kind: Kind, watched: Sequence[Watched]) -> float:
    """The most foreseen where not too much is wrong; where that cannot be, the best of both."""
    horizon = watched[0].horizon
    scores = {days: _score_at(days, watched) for days in horizon * np.linspace(0.08, 0.8, 19)}
    good = {d: s for d, s in scores.items() if s.precision >= _WANTED_PRECISION}
    if good:
        return float(max(good, key=lambda days: (good[days].recall, days)))
    return float(max(scores, key=lambda days: scores[days].f1))


def _score_at(days: float, watched: Sequence[Watched]) -> Score:
    return of_product(
        [replace(one, forecast=one.forecast.warned_at(float(days))) for one in watched]
    )


def _life_days(watched: Sequence[Watched]) -> tuple[float, float]:
    lives = [life for one in watched for life in one.track.lives if life.first < OBSERVED]
    entry = np.array([max(0, -life.first) for life in lives])
    end = np.array([min(life.last, life.need, OBSERVED) for life in lives])
    is_due = np.array([life.need <= min(life.last, OBSERVED) for life in lives])
    lasted = end - np.array([life.first for life in lives])
    is_seen = lasted > entry
    fit = WeibullFitter().fit(lasted[is_seen], is_due[is_seen], entry=entry[is_seen])
    return float(fit.percentile(0.95)), float(fit.percentile(0.05))


def _toml(kinds: Mapping[str, Kind]) -> str:
    lines = ["# Written by python -m benchmarks.maintenance.learn; simulated cars, see there."]
    for name, kind in kinds.items():
        usual = ", ".join(f"{key} = {value:.4g}" for key, value in asdict(kind.usual).items())
        lines += [
            f"\n[{name}]",
            f"usual = {{ {usual} }}",
            f"spread_low = {_numbers(kind.spread.low)}",
            f"spread_high = {_numbers(kind.spread.high)}",
            f"warn_days = {kind.warn_days:.1f}",
            f"life_days = {_numbers(kind.life_days, 0)}",
        ]
    return "\n".join(lines) + "\n"


def _numbers(values: Iterable[float], digits: int = 3) -> str:
    return f"[{', '.join(str(round(value, digits)) for value in values)}]"


if __name__ == "__main__":
    main()
