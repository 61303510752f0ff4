"""Readings as a car would note them, of parts that wear in a known way."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from cloud_sync.maintenance import COMPONENTS, Assessment, Reading
from cloud_sync.maintenance.fleet import fleet
from cloud_sync.maintenance.prognosis import of_readings

BEGAN = date(2026, 1, 1)
STEPS = {"bar": 0.1, "V": 0.05, "mm": 0.5, "Pa": 5.0, "%": 1.0}


def history(
    component: str,
    level: Callable[[int], float],
    days: int,
    *,
    outside_c: float = 20.0,
    missing: frozenset[int] = frozenset(),
    km_a_day: float = 40.0,
    noise: float = 0.3,
    seed: int = 7,
) -> list[Reading]:
    """``level``: by day; ``noise``: in steps of the sensor."""
    rng = np.random.default_rng(seed)
    step = STEPS[COMPONENTS[component].unit]
    return [
        Reading(
            component,
            BEGAN + timedelta(days=day),
            round((level(day) + float(rng.normal(0, noise * step))) / step) * step,
            outside_c,
            48_000 + km_a_day * day,
        )
        for day in range(days)
        if day not in missing
    ]


def said_of(readings: list[Reading], today: date | None = None) -> Assessment:
    component = COMPONENTS[readings[0].component]
    return of_readings(component, readings, today or readings[-1].day, fleet()[component.kind])
