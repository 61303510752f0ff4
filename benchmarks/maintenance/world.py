"""One car's weather and driving, day by day, long before and after it is observed.

Days count from the first observed one. Places and drivers are drawn at random from the ranges here;
ranges without a source are ours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BEFORE, OBSERVED, AFTER = 1600, 730, 3000
DAYS = BEFORE + OBSERVED + AFTER
Days = NDArray[np.float64]

_CLIMATES = ((4.0, 14.0), (10.0, 9.0), (17.0, 9.0), (24.0, 8.0))
"""Mean of the year and how far summer is above it: Oslo, Paris, Rome, Dubai, nearly."""


@dataclass(frozen=True, slots=True)
class World:
    """Every array has ``DAYS`` entries; the first stands for ``-BEFORE``."""

    mean_c: float
    outside_c: Days
    """At the first start of the day."""
    km: Days
    is_wet: Days
    dust: Days
    """1 is usual; pollen in spring, and dry places have more."""
    is_reported: Days
    """Whether the car was driven and its readings were kept."""
    short_trips: float
    """The share of short trips, 0 to 1."""
    harshness: float
    """How hard this driver brakes; 1 is usual."""


def world(rng: np.random.Generator) -> World:
    mean_c, above_c = _CLIMATES[rng.choice(4, p=(0.2, 0.45, 0.25, 0.1))]
    day = np.arange(DAYS, dtype=np.float64) + rng.integers(0, 365)
    outside_c = mean_c - above_c * np.cos(2 * np.pi * (day - 20) / 365) - 3.0
    outside_c += _wandering(rng, 0.8, 3.0)
    km = _kilometres(rng, day)
    wet_share = rng.uniform(0.03, 0.1) if mean_c > 20 else rng.uniform(0.15, 0.45)
    pollen = 0.7 * np.exp(-(((day % 365) - 120) ** 2) / (2 * 25.0**2))
    dust: Days = (1.6 if mean_c > 20 else 1.0) * rng.lognormal(0.0, 0.25) * (1.0 + pollen)
    return World(
        mean_c,
        outside_c,
        km,
        _wet(rng, wet_share),
        dust * rng.lognormal(0.0, 0.3, DAYS),
        _reported(rng, km),
        float(rng.beta(2, 4)),
        float(rng.lognormal(0.0, 0.3)),
    )


def _wet(rng: np.random.Generator, share: float) -> Days:
    weather, usual = _wandering(rng, 0.6, 1.0), _wandering(rng, 0.6, 1.0)
    return np.asarray(weather > np.quantile(usual, 1 - share), dtype=np.float64)


def _kilometres(rng: np.random.Generator, day: Days) -> Days:
    """12,000 km in the median year (ours); weekends, holidays, and lives that change."""
    level = np.full(DAYS, rng.lognormal(np.log(38.0), 0.5))
    for change in np.flatnonzero(rng.random(DAYS) < 0.15 / 365):
        level[change:] *= rng.lognormal(0.0, 0.35)
    is_weekend = day % 7 >= 5
    level = level * np.where(is_weekend, rng.uniform(0.4, 1.3), 1.0)
    is_driven = rng.random(DAYS) < np.where(is_weekend, 0.7, rng.uniform(0.7, 0.97))
    for away in np.flatnonzero(rng.random(DAYS) < 2.0 / 365):
        stretch = slice(away, away + int(rng.integers(5, 21)))
        if rng.random() < 0.5:
            is_driven[stretch] = False
        else:
            level[stretch] *= 2.5
    return np.where(is_driven, level * rng.lognormal(-0.18, 0.6, DAYS), 0.0)


def _reported(rng: np.random.Generator, km: Days) -> Days:
    is_kept = rng.random(DAYS) < 0.97
    for silent in np.flatnonzero(rng.random(DAYS) < 0.4 / 365):
        is_kept[silent : silent + int(rng.integers(7, 60))] = False
    return np.asarray((km > 0) & is_kept, dtype=np.float64)


def _wandering(rng: np.random.Generator, memory: float, spread: float) -> Days:
    from scipy.signal import lfilter  # noqa: PLC0415 - heavy

    steps = rng.normal(0.0, spread * np.sqrt(1 - memory**2), DAYS)
    found: Days = lfilter([1.0], [1.0, -memory], steps)
    return found
