"""A made-up fleet, landed as a real one would be: for trying questions and measuring engines.

Releases roll out and differ in how often turns fail, one is so bad that cars take it back, parts
wear and are replaced, batteries age, one part number fails young, and some cars are attacked. The
same seed gives the same events. Who drives is in none of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cloud_sync.errors import FleetError
from cloud_sync.event import Health, Security, UpdateState, Usage
from cloud_sync.fleet.generated_parts import Parts
from cloud_sync.fleet.landing import Batch, Landing

_TURNS = 20
"""In one report, as cars tell them."""
_DELIVERED = 0
_BAD = 2
_RELEASES = ("", "2026.9.1", "2026.10.1", "2026.10.2")
_FAILED = (0.065, 0.050, 0.085, 0.040)
_CORRECTED = (0.040, 0.032, 0.070, 0.025)
_ANSWER_MS = (310.0, 290.0, 420.0, 240.0)
_BEGINS = (0.0, 0.10, 0.40, 0.60)
"""When a release begins to be rolled out, as a part of the days."""
_DAYS_TO_ALL = (1.0, 20.0, 12.0, 18.0)
_DAY_US = 86_400_000_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Size:
    vehicles: int = 2_000
    days: int = 90
    health_a_day: int = 6
    """Events of its condition that a car tells in a day."""
    seed: int = 1


def generate(directory: Path, size: Size, last: date) -> int:
    """How many events landed. FleetError if something lies there already."""
    if directory.exists() and any(directory.iterdir()):
        raise FleetError(f"There is something in {directory.name} already.")
    fleet = _Fleet(size)
    landing = Landing(directory, fleet.names)
    for number in range(size.days):
        day = last - timedelta(days=size.days - 1 - number)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for batch in fleet.day(number, int(midnight.timestamp()) * 1_000_000):
            landing.add(day, batch)
    return landing.events


class _Fleet:
    """Everything about the cars that changes from day to day, one place in an array each."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._chance = chance = np.random.default_rng(size.seed)
        cars = size.vehicles
        self.names = [f"car-{number:06d}" for number in range(1, cars + 1)]
        self._release = np.full(cars, _DELIVERED)
        self._km_a_day = chance.lognormal(3.5, 0.5, cars)
        self._odometer_km = chance.uniform(500, 140_000, cars)
        self._turns_a_day = chance.gamma(2.0, 40.0, cars)
        self._battery_v = np.clip(chance.normal(12.55, 0.25, cars), 11.3, 13.0)
        self._tyres_kpa = chance.normal(238, 9, (4, cars))
        self._installs = self._install_days()
        self._parts = Parts(chance, self._odometer_km)

    def day(self, number: int, midnight_us: int) -> Iterator[Batch]:
        yield from self._updated(number, midnight_us)
        yield self._used(midnight_us)
        yield self._condition(midnight_us)
        yield from self._parts.day(number, midnight_us, self._km_a_day)
        attacked = self._attacked(midnight_us)
        if attacked is not None:
            yield attacked
        self._odometer_km += self._km_a_day
        self._battery_v -= self._chance.uniform(0, 0.004, len(self.names))
        self._tyres_kpa -= self._chance.exponential(0.35, self._tyres_kpa.shape)
        self._tyres_kpa[self._tyres_kpa < 172] = 240

    def _install_days(self) -> Ints:
        """Release by car: the day it is installed; some never are."""
        shape = (len(_RELEASES), self._size.vehicles)
        begins = np.array(_BEGINS)[:, None] * self._size.days
        waits = self._chance.exponential(np.array(_DAYS_TO_ALL)[:, None] / 3, shape)
        never = self._chance.random(shape) < 0.05
        never[_DELIVERED] = True
        return np.where(never, -1, begins + waits).astype(np.int64)

    def _updated(self, number: int, midnight_us: int) -> Iterator[Batch]:
        for release in range(1, len(_RELEASES)):
            since = number - self._installs[release]
            came = (self._installs[release] >= 0) & (self._release < release)
            yield from self._installed(np.flatnonzero(came & (since == 0)), release, midnight_us)
            uses = self._release == release
            yield from self._proved(np.flatnonzero(uses & (since == 3)), release, midnight_us)

    def _installed(self, cars: Ints, release: int, midnight_us: int) -> Iterator[Batch]:
        """On probation, or refused in the trial."""
        refused = self._chance.random(len(cars)) < (0.12 if release == _BAD else 0.03)
        self._release[cars[~refused]] = release
        yield self._told(cars[~refused], midnight_us, release, "probation", None)
        yield self._told(cars[refused], midnight_us, release, "refused", "update.trial.worse")

    def _proved(self, cars: Ints, release: int, midnight_us: int) -> Iterator[Batch]:
        """Confirmed, or rolled back."""
        back = self._chance.random(len(cars)) < (0.35 if release == _BAD else 0.02)
        self._release[cars[back]] = release - 1
        problem = "update.probation.troubled"
        yield self._told(cars[~back], midnight_us, release, "confirmed", None)
        yield self._told(cars[back], midnight_us, release, "rolled_back", problem)

    def _told(
        self, cars: Ints, midnight_us: int, release: int, phase: str, problem: str | None
    ) -> Batch:
        fields: Mapping[str, Any] = {"release": _RELEASES[release], "phase": phase}
        if problem is not None:
            fields = {**fields, "problem": problem}
        return Batch(UpdateState, cars, self._times(len(cars), midnight_us), fields)

    def _used(self, midnight_us: int) -> Batch:
        reports = self._chance.poisson(self._turns_a_day / _TURNS)
        cars = np.repeat(np.arange(len(reports)), reports)
        release = self._release[cars]
        failed = self._chance.binomial(_TURNS, np.array(_FAILED)[release])
        asked = self._chance.binomial(_TURNS - failed, 0.05)
        refused = self._chance.binomial(_TURNS - failed - asked, 0.01)
        corrected = self._chance.binomial(_TURNS, np.array(_CORRECTED)[release])
        answer_ms = np.array(_ANSWER_MS)[release] * self._chance.lognormal(0, 0.2, len(cars))
        fields = {
            "turns": np.full(len(cars), _TURNS),
            "done": _TURNS - failed - asked - refused,
            "asked": asked,
            "refused": refused,
            "failed": failed,
            "corrected": corrected,
            "undone": self._chance.binomial(_TURNS, 0.012, len(cars)),
            "median_ms": np.round(answer_ms, 1),
            "release": [_RELEASES[one] or None for one in release],
        }
        return Batch(Usage, cars, self._times(len(cars), midnight_us), fields)

    def _condition(self, midnight_us: int) -> Batch:
        each = self._size.health_a_day
        count = len(self.names) * each
        cars = np.tile(np.arange(len(self.names)), each)
        done = np.repeat(np.arange(each) / each, len(self.names))
        tyres = self._tyres_kpa[:, cars] + self._chance.normal(0, 1.5, (4, count))
        km = self._odometer_km[cars] + self._km_a_day[cars] * done
        fields = {
            "battery_v": np.round(self._battery_v[cars] + self._chance.normal(0, 0.05, count), 2),
            "odometer_km": np.round(km, 1),
            "tyre_front_left_kpa": np.round(tyres[0], 1),
            "tyre_front_right_kpa": np.round(tyres[1], 1),
            "tyre_rear_left_kpa": np.round(tyres[2], 1),
            "tyre_rear_right_kpa": np.round(tyres[3], 1),
            "fuel_percent": np.round(self._chance.uniform(5, 100, count)),
        }
        times = midnight_us + (done * _DAY_US).astype(np.int64) + cars
        return Batch(Health, cars, times, fields)

    def _attacked(self, midnight_us: int) -> Batch | None:
        cars = np.flatnonzero(self._chance.random(len(self.names)) < 0.0015)
        if not len(cars):
            return None
        details = ("update.trust.signatures", "update.trust.rolled_back", "link.command.late")
        picked = self._chance.choice(len(details), len(cars), p=(0.6, 0.3, 0.1))
        fields = {
            "kind": ["link" if one == 2 else "update" for one in picked],
            "detail": [details[one] for one in picked],
            "count": self._chance.integers(1, 4, len(cars)),
        }
        return Batch(Security, cars, self._times(len(cars), midnight_us), fields)

    def _times(self, count: int, midnight_us: int) -> Ints:
        return np.sort(self._chance.integers(midnight_us, midnight_us + _DAY_US, count))
