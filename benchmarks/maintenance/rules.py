"""The two simpler rules that the product is held against, set as well as it is itself.

Fixed intervals go by the stamp in the service book: so many days, or kilometres, after a part was
new. Fixed thresholds go by the median of the last seven readings, at like temperature. Both are set
for each kind of part on the cars the product was set on, by the same standard.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from benchmarks.maintenance.car import Truth
from benchmarks.maintenance.trial import Score, Watched, score
from benchmarks.maintenance.world import OBSERVED, Days
from cloud_sync.maintenance.component import COMPONENTS, Clock

Rule = Callable[[Watched, float], Sequence[int]]
_OF = 7
_LIES_AGAIN = 0.1
"""Health above the threshold at which a part counts as renewed."""
_WANTED_PRECISION = 0.88


def by_interval(one: Watched, limit: float) -> Sequence[int]:
    return [day for life in one.track.lives for day in _after(one, life, limit)]


def by_threshold(one: Watched, limit: float) -> Sequence[int]:
    found: list[int] = []
    is_told = False
    days, levels = _medians(one)
    for day, level in zip(days, levels, strict=True):
        if level <= limit and not is_told:
            found.append(day)
        is_told = level <= limit or (is_told and level <= limit + _LIES_AGAIN)
    return found


_KNOWN: dict[tuple[int, str], tuple[list[int], list[float]]] = {}


def _medians(one: Watched) -> tuple[list[int], list[float]]:
    key = one.seed, one.component
    if key not in _KNOWN:
        there = np.flatnonzero(~np.isnan(one.health))
        if there.size < _OF:
            return [], []
        windows = np.lib.stride_tricks.sliding_window_view(one.health[there], _OF)
        _KNOWN[key] = there[_OF - 1 :].tolist(), np.median(windows, axis=1).tolist()
    return _KNOWN[key]


def set_on(watched: Sequence[Watched], name: str) -> dict[str, float]:
    """The limit of one rule for each kind."""
    rule, limits = RULES[name]
    kinds = {one.kind for one in watched}
    return {
        kind: _best([one for one in watched if one.kind == kind], rule, limits) for kind in kinds
    }


def of_rule(watched: Iterable[Watched], *, name: str, limits: Mapping[str, float]) -> Score:
    total = Score()
    for one in watched:
        warnings = RULES[name][0](one, limits[one.kind])
        total.add(score(warnings, one.track.lives, one.horizon))
    return total


def _best(
    watched: Sequence[Watched], rule: Rule, limits: Callable[[Sequence[Watched]], Days]
) -> float:
    """The most foreseen where not too much is wrong; where that cannot be, the best of both."""
    scores: dict[float, Score] = {}
    for limit in limits(watched):
        scores[float(limit)] = total = Score()
        for one in watched:
            total.add(score(rule(one, float(limit)), one.track.lives, one.horizon))
    good = {limit: s for limit, s in scores.items() if s.precision >= _WANTED_PRECISION}
    if any(s.foreseen for s in good.values()):
        return max(good, key=lambda limit: good[limit].recall)
    return max(scores, key=lambda limit: scores[limit].f1)


def _lives(watched: Sequence[Watched]) -> Days:
    """Limits from a tenth to all of what such parts last."""
    lasted = [_age(one, life, life.need) for one in watched for life in one.track.lives]
    found: Days = np.quantile([x for x in lasted if x > 0], np.linspace(0.01, 0.7, 40))
    return found


def _is_by_km(one: Watched) -> bool:
    return COMPONENTS[one.component].clock is Clock.KM


def _age(one: Watched, life: Truth, day: int) -> float:
    if not _is_by_km(one):
        return float(day - life.first)
    at = min(max(day, 0), OBSERVED - 1)
    return float(one.odometer_km[at] - life.first_km)


def _after(one: Watched, life: Truth, limit: float) -> list[int]:
    if not _is_by_km(one):
        day = life.first + round(limit)
    else:
        day = int(np.searchsorted(one.odometer_km, life.first_km + limit))
    return [day] if max(life.first, 0) <= day < min(life.last, OBSERVED) else []


RULES: Mapping[str, tuple[Rule, Callable[[Sequence[Watched]], Days]]] = {
    "fixed interval": (by_interval, _lives),
    "fixed threshold": (by_threshold, lambda _: np.linspace(0.0, 0.4, 41)),
}
