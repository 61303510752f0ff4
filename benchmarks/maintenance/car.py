"""One simulated car as it can be seen: dated readings with the faults of real sensors, and truth.

Sensors round, scatter, depend on temperature, and say nothing on days without a drive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.maintenance import wear
from benchmarks.maintenance.wear import Life, Owner, Part
from benchmarks.maintenance.world import BEFORE, OBSERVED, Days, World, world

_NEVER_SERVED = Owner(None, (1, 6))
_AIR_BAR, _KELVIN = 1.013, 273.15


@dataclass(frozen=True, slots=True)
class Truth:
    """One life, in observed days; the first may have begun before."""

    first: int
    last: int
    need: int
    is_sudden: bool
    first_km: float
    """What the odometer showed on the first day."""


@dataclass(frozen=True, slots=True)
class Track:
    readings: Days
    """One for each observed day; nan: none."""
    lives: tuple[Truth, ...]
    remaining_days: Days
    """True, were nothing renewed; nan: it is due and not yet renewed."""


@dataclass(frozen=True, slots=True)
class Car:
    seed: int
    outside_c: Days
    odometer_km: Days
    tracks: Mapping[str, Track]


def car(seed: int, worse: float = 0.0) -> Car:
    """``worse``: standard deviation of noise on top of every reading, in steps of its sensor."""
    rng = np.random.default_rng(seed)
    around = world(rng)
    is_electric = bool(rng.random() < 0.45)
    tracks = {
        name: _worse(
            _track(np.random.default_rng((seed, number)), around, name, is_electric),
            np.random.default_rng((seed, number, 1)),
            worse * _STEPS[name.split(".")[0]],
        )
        for number, name in enumerate(_NAMES)
        if is_electric or name != "drive_battery"
    }
    seen = slice(BEFORE, BEFORE + OBSERVED)
    odometer = np.cumsum(around.km)[seen]
    return Car(seed, np.round(around.outside_c[seen], 1), np.floor(odometer), tracks)


_NAMES = (
    *(f"tyre.{corner}" for corner in ("front_left", "front_right", "rear_left", "rear_right")),
    "starter_battery",
    "brake.front",
    "brake.rear",
    "cabin_filter",
    "coolant",
    "wiper",
    "drive_battery",
)


def _worse(track: Track, rng: np.random.Generator, spread: float) -> Track:
    noise = rng.normal(0.0, spread, track.readings.size) if spread else 0.0
    return replace(track, readings=track.readings + noise)


def _track(rng: np.random.Generator, w: World, name: str, is_electric: bool) -> Track:
    part, owner, began = _part(rng, name, is_electric)
    found = wear.lives(rng, w, part, owner, began)
    level = np.full(BEFORE + OBSERVED, np.nan)
    remaining = np.full(BEFORE + OBSERVED, np.nan)
    for life in found:
        _write(life, level, remaining)
    seen = slice(BEFORE, BEFORE + OBSERVED)
    readings = _SENSORS[name.split(".", maxsplit=1)[0]](rng, level[seen], w, seen)
    readings = np.where(w.is_reported[seen] > 0, readings, np.nan)
    total_km = np.cumsum(w.km)
    lives = tuple(
        Truth(
            life.first - BEFORE,
            life.last - BEFORE,
            life.need - BEFORE,
            life.is_sudden,
            float(total_km[life.first]),
        )
        for life in found
        if life.last > BEFORE
    )
    return Track(readings, lives, remaining[seen])


def _write(life: Life, level: Days, remaining: Days) -> None:
    stop = min(life.last, level.size)
    days = np.arange(life.first, stop)
    level[days] = life.level[np.minimum(days - life.first, life.level.size - 1)]
    left = (life.need - days).astype(float)
    remaining[days] = np.where(left > 0, left, np.nan)


def _part(rng: np.random.Generator, name: str, is_electric: bool) -> tuple[Part, Owner, int]:
    """The part, who looks after it, and when the first one was fitted."""
    began = int(rng.integers(0, 900))
    is_careful = rng.random() < 0.35
    yearly = Owner(_yearly(rng), (1, 15)) if is_careful else Owner(None, (1, 15))
    if name.startswith("tyre"):
        return wear.Wheel(rng), Owner(float(rng.lognormal(np.log(150), 0.6)), (1, 4)), began
    parts: dict[str, tuple[Part, Owner]] = {
        "starter_battery": (wear.starter_battery, _NEVER_SERVED),
        "brake.front": (wear.front_brake(is_electric), Owner(None, (1, 20))),
        "brake.rear": (wear.rear_brake(is_electric), Owner(None, (1, 20))),
        "cabin_filter": (wear.cabin_filter, yearly),
        "coolant": (wear.coolant, Owner(_yearly(rng), (1, 6))),
        "wiper": (wear.wiper, yearly),
        "drive_battery": (wear.drive_battery, Owner(None, (5, 40))),
    }
    part, owner = parts[name]
    return part, owner, BEFORE - 1 if name == "drive_battery" else began


def _yearly(rng: np.random.Generator) -> float:
    return float(rng.uniform(330, 420))


def _rounded(values: Days, step: float) -> Days:
    found: Days = np.round(values / step) * step
    return found


def _tyre(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    """Gauge pressure at the tyre's own temperature: a garage is warmer than the street."""
    offset = rng.choice((0.0, rng.uniform(2, 8)), p=(0.7, 0.3))
    tyre_c = w.outside_c[seen] + offset + rng.normal(0, 2.0, level.size)
    at_tyre = (level + _AIR_BAR) * (tyre_c + _KELVIN) / (20 + _KELVIN) - _AIR_BAR
    return _rounded(at_tyre + rng.normal(0, 0.02, level.size), 0.1)


def _starter(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    """0.028 V a degree, as the tables of the load test have it; less when it is badly charged."""
    a_degree = rng.normal(0.028, 0.005)
    charge = -0.12 * w.short_trips * np.abs(rng.normal(0, 1, level.size))
    cold = a_degree * (w.outside_c[seen] - 21)
    return _rounded(level + cold + charge + rng.normal(0, 0.06, level.size), 0.05)


def _brake(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    return _rounded(level + rng.normal(0, 0.12, level.size), 0.5)


def _filter(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    damp = 1 + 0.06 * w.is_wet[seen]
    return _rounded(level * damp * rng.normal(1.0, 0.05, level.size), 5.0)


def _coolant(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    warm = 0.15 * (w.outside_c[seen] - 20)
    return _rounded(np.clip(level + warm + rng.normal(0, 1.2, level.size), 0, 120), 2.0)


def _wiper(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    return _rounded(np.clip(level + rng.normal(0, 2.5, level.size), 0, 100), 5.0)


def _drive(rng: np.random.Generator, level: Days, w: World, seen: slice) -> Days:
    drift = np.convolve(rng.normal(0, 0.5, level.size + 6), np.full(7, 1 / np.sqrt(7)), "valid")
    return _rounded(level + 0.04 * (w.outside_c[seen] - 20) + drift, 0.5)


_STEPS = {
    "tyre": 0.1,
    "starter_battery": 0.05,
    "brake": 0.5,
    "cabin_filter": 5.0,
    "coolant": 2.0,
    "wiper": 5.0,
    "drive_battery": 0.5,
}
_SENSORS = {
    "tyre": _tyre,
    "starter_battery": _starter,
    "brake": _brake,
    "cabin_filter": _filter,
    "coolant": _coolant,
    "wiper": _wiper,
    "drive_battery": _drive,
}
