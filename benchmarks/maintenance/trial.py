"""Simulated cars watched by the product, and by two simpler rules; who foresaw what.

A warning is right if the part is truly due within the horizon, in 1 to 90 days (drive battery 365).
A need is foreseen if a right warning was given before it. A warning that comes earlier is wrong,
and so is one a day late, which is counted apart. Needs without a sign count as missed. Needs of the
first 60 days are not asked of anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import numpy as np

from benchmarks.maintenance.car import Track, Truth, car
from benchmarks.maintenance.world import OBSERVED, Days
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.maintenance.fleet import Kind
from cloud_sync.maintenance.forecast import Forecast, forecast, seen

ASKED_FROM = 60


@dataclass(frozen=True, slots=True)
class Watched:
    """One part of one car."""

    seed: int
    component: str
    track: Track
    forecast: Forecast
    health: Days
    """What was read, 1 new and 0 due; nan: nothing."""
    odometer_km: Days

    @property
    def kind(self) -> str:
        return COMPONENTS[self.component].kind

    @property
    def horizon(self) -> int:
        return COMPONENTS[self.component].horizon_days


@dataclass(slots=True)
class Score:
    right: int = 0
    wrong: int = 0
    late: int = 0
    foreseen: int = 0
    needs: int = 0
    sudden: int = 0
    """Needs without a sign."""
    lead_days: list[int] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong + self.late)

    @property
    def recall(self) -> float:
        return self.foreseen / max(1, self.needs)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: "Score") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.late += other.late
        self.foreseen += other.foreseen
        self.needs += other.needs
        self.sudden += other.sudden
        self.lead_days += other.lead_days


def watch(seeds: Iterable[int], kinds: Mapping[str, Kind], worse: float = 0.0) -> list[Watched]:
    """``worse``: noise on top of what the sensors have, in their steps."""
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(partial(_watch, kinds=kinds, worse=worse), seeds, chunksize=8)
        return list(chain.from_iterable(found))


def _watch(seed: int, kinds: Mapping[str, Kind], worse: float) -> list[Watched]:
    one = car(seed, worse)
    found = []
    for name, track in one.tracks.items():
        component = COMPONENTS[name]
        odometer_km = np.where(np.isnan(track.readings), np.nan, one.odometer_km)
        outside_c = np.where(np.isnan(track.readings), np.nan, one.outside_c)
        of = seen(component, track.readings, outside_c, odometer_km)
        told = forecast(component, of, kinds[component.kind])
        found.append(Watched(seed, name, track, told, of.health, one.odometer_km))
    return found


def score(warnings: Sequence[int], lives: Sequence[Truth], horizon: int) -> Score:
    total = Score()
    for life in lives:
        total.add(_of_life(warnings, life, horizon))
    return total


def _of_life(warnings: Sequence[int], life: Truth, horizon: int) -> Score:
    mine = [day for day in warnings if life.first <= day < life.last]
    right = [day for day in mine if 1 <= life.need - day <= horizon]
    asked = [day for day in mine if day >= ASKED_FROM]
    found = Score(
        right=sum(day in right for day in asked),
        wrong=sum(life.need - day > horizon for day in asked),
        late=sum(day >= life.need for day in asked),
    )
    if ASKED_FROM <= life.need < OBSERVED and life.need <= life.last:
        found.needs, found.sudden = 1, int(life.is_sudden)
        found.foreseen = int(bool(right))
        found.lead_days = [life.need - right[0]] if right else []
    return found


def of_product(watched: Iterable[Watched]) -> Score:
    total = Score()
    for one in watched:
        total.add(score(one.forecast.warned, one.track.lives, one.horizon))
    return total
