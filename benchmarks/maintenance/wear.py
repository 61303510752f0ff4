"""How each part of a simulated car wears, and the day on which it is truly due.

A *life* runs from when a part is fitted, or filled up, to when it is due; owners may end it before.
Its truth is worked out to the end also then: what would have been if nobody had. Rates are drawn
from ranges with a source where one is named; the others are ours. Some ends come without a sign.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.maintenance.world import AFTER, BEFORE, DAYS, OBSERVED, Days, World

_YEAR = 365.0
_NEVER = 10**6
_LONGEST = AFTER


@dataclass(frozen=True, slots=True)
class Life:
    first: int
    """Index into the days of the world."""
    level: Days
    """The true level from the first day until it is due, or for ``AFTER`` days."""
    need: int
    """Index of the day it is due; more than ``DAYS`` if not within ``AFTER`` days."""
    is_sudden: bool
    last: int = _NEVER
    """When the next life began."""


Part = Callable[[np.random.Generator, World, int], Life]
"""A new one, fitted on a day."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who looks after a part besides us."""

    every_days: float | None
    """Renewed at a service about this often, due or not; None: never."""
    delay_days: tuple[int, int]
    """From the day it is due until it is renewed."""


def _ended(first: int, level: Days, due: NDArray[np.bool_], sudden_at: int | None) -> Life:
    """Cut where it is due; ``due``: on days that are. A sudden end shows in no level."""
    found = np.flatnonzero(due)
    need = first + int(found[0]) if found.size else 2 * DAYS
    is_sudden = sudden_at is not None and sudden_at < need
    if is_sudden and sudden_at is not None:
        need = sudden_at
    return Life(first, level[: min(need - first, level.size) + 1], need, is_sudden)


def _sudden(rng: np.random.Generator, first: int, a_year: float) -> int:
    return first + 1 + int(rng.exponential(_YEAR / a_year))


def _span(world: World, first: int) -> tuple[slice, Days]:
    span = slice(first, min(first + _LONGEST, DAYS))
    return span, np.arange(span.stop - span.start, dtype=float)


def brake(
    new_mm: float, mm_per_1000_km: float, rng: np.random.Generator, w: World, first: int
) -> Life:
    """Pads last 15,000 to 80,000 km (HELLA PAGID): 0.57 to 0.11 mm in 1,000 km; due at 3 mm."""
    span, days = _span(w, first)
    rate = mm_per_1000_km / 1000 * w.harshness * rng.lognormal(0.0, 0.3)
    daily = w.km[span] * rate * rng.lognormal(-0.08, 0.4, days.size)
    sticks = _sudden(rng, 0, 0.03)
    daily[sticks:] *= rng.uniform(3.0, 8.0)
    level = rng.normal(new_mm, 0.4) - np.cumsum(daily)
    return _ended(first, level, level < 3.0, None)


def starter_battery(rng: np.random.Generator, w: World, first: int) -> Life:
    """58 months in the cold and 41 in the heat at the mean (Consumer Reports, as cited by Jalopnik,
    2025); due when the voltage under load, at 21 degrees, is below 9.6 V (the usual load test).
    """
    span, days = _span(w, first)
    months = np.interp(w.mean_c, (4, 24), (58, 41)) * rng.lognormal(-0.05, 0.32)
    heat = 2 ** ((w.outside_c[span] - w.mean_c) / 20)
    age = np.cumsum(heat / heat.mean()) / (months * 30.4) * (1 + 0.3 * (w.short_trips - 0.33))
    worn = age ** rng.uniform(1.3, 3.5)
    if rng.random() < 0.12:
        fault = int(days.size and rng.uniform(0.2, 1.0) * months * 30.4)
        worn[fault:] += np.arange(worn[fault:].size) / rng.uniform(20, 120)
    new = rng.normal(10.9, 0.15)
    level = new - (new - 9.6) * worn
    return _ended(first, level, level < 9.6, _sudden(rng, first, 0.012))


def cabin_filter(rng: np.random.Generator, w: World, first: int) -> Life:
    """Renewed after 15,000 to 30,000 km or a year or two (makers' plans); due at 180 Pa (ours)."""
    span, _ = _span(w, first)
    load = np.cumsum(w.km[span] * w.dust[span]) / (22_000 * rng.lognormal(0.0, 0.3))
    if rng.random() < 0.1:
        load[int(rng.integers(30, 600)) :] += rng.uniform(0.05, 0.3)
    clean = rng.normal(70, 7)
    level = clean + (180 - clean) * load ** rng.uniform(1.1, 2.2)
    return _ended(first, level, level > 180, None)


def coolant(rng: np.random.Generator, w: World, first: int) -> Life:
    """A closed system loses little; leaks (8 in 100 years) from 0.1 to 3 % a day. Due at MIN."""
    _, days = _span(w, first)
    level = rng.normal(97, 2) - rng.lognormal(np.log(0.012), 0.5) * days
    leaks = _sudden(rng, 0, 0.08)
    rate = np.exp(rng.uniform(np.log(0.1), np.log(3.0)))
    after = np.maximum(0.0, days - leaks)
    level -= rate * after * (1 + after * rng.uniform(0, 0.01))
    return _ended(first, level, level < 20, _sudden(rng, first, 0.004))


def wiper(rng: np.random.Generator, w: World, first: int) -> Life:
    """Six to twelve months is what makers advise; wiped days, heat and frost. Some tear."""
    span, _ = _span(w, first)
    wiped = w.is_wet[span] * (w.km[span] > 0)
    aged = 0.25 + 1.6 * wiped + 0.35 * (w.outside_c[span] > 28) + 0.3 * (w.outside_c[span] < -2)
    level = np.cumsum(aged * rng.lognormal(-0.05, 0.3, aged.size)) / (230 * rng.lognormal(0, 0.3))
    return _ended(first, 100 * level, level > 1.0, _sudden(rng, first, 0.04))


def drive_battery(rng: np.random.Generator, w: World, first: int) -> Life:
    """1.5 to 3 % a year, 4 without cooling (Geotab 2019-2026); a weak module falls fast. Due at 70.

    How old it is when it is first seen is drawn at random: nobody observes a car for 14 years.
    """
    _, days = _span(w, first)
    a_year = rng.lognormal(np.log(2.2), 0.4) * (1 + 0.015 * (w.mean_c - 10))
    share = rng.uniform(0.2, 0.6)
    age = rng.uniform(0.0, 14.0) + (days + first) / _YEAR
    level = 100 - a_year * (share * np.sqrt(10 * age) + (1 - share) * age)
    if rng.random() < 0.2:
        weak = int(rng.integers(0, BEFORE + OBSERVED))
        level -= rng.uniform(0.008, 0.05) * np.maximum(0, days - weak)
    if level[0] < 72:
        level += 100 - level[0]
    return _ended(first, level, level < 70, _sudden(rng, first, 0.004))


class Wheel:
    """Air goes through the rubber (0.5 to 1.5 psi a month, NGK and others) and through holes.

    Due when the pressure at 20 degrees is 20 % below the placard (UN Regulation 141). Filling up
    does not close a hole; the workshop does.
    """

    placard_bar = 2.5

    def __init__(self, rng: np.random.Generator) -> None:
        self._a_day = rng.lognormal(np.log(0.05), 0.35) / 30
        self._hole = (_NEVER, 0.0)

    def __call__(self, rng: np.random.Generator, w: World, first: int) -> Life:
        if self._hole[0] == _NEVER:
            self._hole = (
                _sudden(rng, first, 0.12),
                np.exp(rng.uniform(np.log(0.004), np.log(0.12))),
            )
        _, days = _span(w, first)
        filled = rng.normal(self.placard_bar, 0.06)
        leaking = np.maximum(0, days + first - max(first, self._hole[0]))
        level = filled * np.exp(-(self._a_day * days + self._hole[1] * leaking) / self.placard_bar)
        is_low = level < 0.8 * self.placard_bar
        return _ended(first, level, is_low, _sudden(rng, first, 0.01))

    def renewed(self, day: int, *, was_due: bool) -> None:
        """The hole is found and closed where the tyre was due."""
        if was_due and self._hole[0] <= day:
            self._hole = (_NEVER, 0.0)


def lives(rng: np.random.Generator, w: World, part: Part, owner: Owner, began: int) -> list[Life]:
    """One after another until observation ends."""
    found: list[Life] = []
    day = began
    while day < BEFORE + OBSERVED:
        life = part(rng, w, day)
        renewed = life.need + int(rng.integers(*owner.delay_days))
        if owner.every_days is not None:
            renewed = min(renewed, day + 1 + int(rng.gamma(6.0, owner.every_days / 6.0)))
        if isinstance(part, Wheel):
            part.renewed(renewed, was_due=renewed >= life.need)
        found.append(Life(life.first, life.level, life.need, life.is_sudden, renewed))
        day = renewed
    return found


def front_brake(is_electric: bool) -> Part:
    return partial(brake, 11.5, 0.22 * (0.45 if is_electric else 1.0))


def rear_brake(is_electric: bool) -> Part:
    return partial(brake, 9.5, 0.16 * (0.45 if is_electric else 1.0))
