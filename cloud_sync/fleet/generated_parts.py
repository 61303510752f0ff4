"""The parts of made-up cars: they wear with the road, fail now and then, and are replaced."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cloud_sync.event import ComponentHealth, Repair
from cloud_sync.fleet.landing import Batch

_TOLD_EVERY_DAYS = 7
_REPLACED_PERCENT = 15.0
_NOON_US = 43_200_000_000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    part_numbers: tuple[str, ...]
    lasts_km: float
    faults_a_day: tuple[float, ...]
    """By part number, while it is under a year old; half of it later."""


_KINDS = (
    _Kind("brake pads", ("BP-201", "BP-202"), 45_000, (0.001, 0.001)),
    _Kind("wiper blades", ("WB-11",), 18_000, (0.0015,)),
    _Kind("12 V battery", ("BA-70", "BA-71"), 110_000, (0.001, 0.003)),
    _Kind("cabin filter", ("CF-3",), 25_000, (0.001,)),
)


class Parts:
    """``health`` and ``age``: kind of part by car."""

    def __init__(self, chance: np.random.Generator, odometer_km: Floats) -> None:
        self._chance = chance
        shape = (len(_KINDS), len(odometer_km))
        lasts = np.array([kind.lasts_km for kind in _KINDS])[:, None]
        self._percent_a_km = 100 / (lasts * chance.lognormal(0, 0.25, shape))
        self._age_km = np.minimum(chance.uniform(0, 1, shape) * 0.85 * lasts, odometer_km)
        km_a_day = chance.uniform(25, 60, shape)
        self._age_days = self._age_km / km_a_day
        counts = np.array([len(kind.part_numbers) for kind in _KINDS])[:, None]
        self._number = chance.integers(0, counts, shape)
        self._serial = chance.integers(10**9, 10**10, shape)

    def day(self, number: int, midnight_us: int, km: Floats) -> Iterator[Batch]:
        self._age_km += km
        self._age_days += 1
        for place, kind in enumerate(_KINDS):
            yield from self._serviced(place, kind, midnight_us)
            cars = np.arange(len(km))
            yield self._told(place, kind, cars[cars % _TOLD_EVERY_DAYS == number % 7], midnight_us)

    def _serviced(self, place: int, kind: _Kind, midnight_us: int) -> Iterator[Batch]:
        rates = np.array(kind.faults_a_day)[self._number[place]]
        rates = np.where(self._age_days[place] < 365, rates, rates / 2)
        failed = self._chance.random(len(rates)) < rates
        worn = (self._health(place) < _REPLACED_PERCENT) & ~failed
        for cause, those in (("fault", failed), ("wear", worn)):
            cars = np.flatnonzero(those)
            fields = self._fields(place, kind, cars)
            fields |= {"action": "replaced", "cause": cause}
            yield Batch(Repair, cars, self._noon(cars, midnight_us), fields)
            self._renew(place, cars)

    def _told(self, place: int, kind: _Kind, cars: NDArray[np.int64], midnight_us: int) -> Batch:
        fields = self._fields(place, kind, cars)
        return Batch(ComponentHealth, cars, self._noon(cars, midnight_us) + 1 + place, fields)

    def _fields(self, place: int, kind: _Kind, cars: NDArray[np.int64]) -> dict[str, object]:
        return {
            "component": kind.name,
            "part_number": [kind.part_numbers[one] for one in self._number[place, cars]],
            "serial": [f"{one:x}" for one in self._serial[place, cars]],
            "health_percent": np.round(self._health(place)[cars], 1),
            "age_km": np.round(self._age_km[place, cars], 1),
            "age_days": self._age_days[place, cars].astype(np.int64),
        }

    def _health(self, place: int) -> Floats:
        lost: Floats = self._age_km[place] * self._percent_a_km[place]
        return np.clip(100 - lost, 0.0, 100.0)

    def _renew(self, place: int, cars: NDArray[np.int64]) -> None:
        self._age_km[place, cars] = 0
        self._age_days[place, cars] = 0
        self._serial[place, cars] = self._chance.integers(10**9, 10**10, len(cars))

    def _noon(self, cars: NDArray[np.int64], midnight_us: int) -> NDArray[np.int64]:
        return midnight_us + _NOON_US + cars * 1_000
