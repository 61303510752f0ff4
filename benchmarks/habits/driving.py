"""Twelve weeks of somebody's driving, made up by a seed: trips, weather, customs, whims.

What a simulated driver wants is known, so that an offer can be told right from wrong. Two weeks are
a holiday, in which some customs rest; one custom changes its value in the seventh week.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import pi, sin

Value = str | float | bool
WEEKS = 12
CHANGES_IN_WEEK = 6
_COLD_BELOW_C, _HOT_ABOVE_C = 8.0, 26.0
_FOLLOWED = 0.92
"""How often a driver does what they usually do."""
_WHIM = 0.08
"""How often in a phase something is set for no reason."""
AFTER_A_DRIVE: dict[str, Value] = {
    "Seat.Driver.Heating": 0.0,
    "Seat.Driver.Cooling": 0.0,
    "Seat.Driver.Massage": 0.0,
    "SteeringWheel.Heating": False,
    "Drive.Mode": "NORMAL",
    "HVAC.AirDistribution": "FACE",
    "Navigation.Destination": "",
}
"""What a car forgets when it is left; everything else stays as it was."""
_WHIMS: dict[str, tuple[Value, ...]] = {
    "HVAC.Driver.Temperature": (18.0, 20.0, 22.0, 24.0),
    "HVAC.Front.FanSpeed": (20.0, 40.0, 60.0),
    "HVAC.AirConditioning": (True, False),
    "Seat.Driver.Heating": (0.0, 1.0, 3.0),
    "Media.Source": ("RADIO", "BLUETOOTH", "USB", "STREAMING"),
    "Media.Volume": (10.0, 20.0, 30.0, 40.0, 50.0),
    "Light.Ambient.On": (True, False),
    "Navigation.Destination": ("bakery", "airport", "Vera", "garden centre", "station"),
    "Sunroof.Shade": (0.0, 50.0, 100.0),
}
_PARTS = ((5, "night"), (11, "morning"), (14, "noon"), (18, "afternoon"), (22, "evening"))


@dataclass(frozen=True, slots=True)
class Custom:
    """Something a simulated driver usually does, and what instead after a change."""

    when: frozenset[str]
    signal: str
    value: Value
    later: Value
    rests: bool
    """In the holidays."""


@dataclass(frozen=True, slots=True)
class Phase:
    at: datetime
    week: int
    conditions: frozenset[str]
    is_first: bool
    """Of a trip."""
    is_holiday: bool


@dataclass(frozen=True, slots=True)
class _Trip:
    at: datetime
    week: int
    conditions: frozenset[str]
    is_far: bool
    is_holiday: bool


def _custom(when: str, signal: str, value: Value, later: Value, *, rests: bool = False) -> Custom:
    return Custom(frozenset(when.split()), signal, value, later, rests)


CUSTOMS = (
    _custom("cold morning start", "Seat.Driver.Heating", 2.0, 3.0),
    _custom("cold", "SteeringWheel.Heating", True, True),
    _custom("morning start", "HVAC.Driver.Temperature", 21.0, 23.0),
    _custom("afternoon start", "HVAC.Driver.Temperature", 19.0, 18.0),
    _custom("hot start", "Seat.Driver.Cooling", 2.0, 1.0),
    _custom("rain", "HVAC.AirDistribution", "WINDSHIELD", "WINDSHIELD_FEET"),
    _custom("weekday morning start", "Media.Source", "RADIO", "STREAMING", rests=True),
    _custom("weekday afternoon start", "Media.Source", "BLUETOOTH", "USB", rests=True),
    _custom("weekend start", "Media.Source", "USB", "RADIO"),
    _custom("friday afternoon start", "Navigation.Destination", "lake house", "Vera", rests=True),
    _custom("saturday morning", "Navigation.Destination", "market", "gym", rests=True),
    _custom("sunday start", "Navigation.Destination", "parents", "swimming pool", rests=True),
    _custom("evening", "Light.Ambient.On", True, True),
    _custom("passengers start", "Media.Volume", 20.0, 15.0),
    _custom("alone weekday morning", "Media.Volume", 35.0, 45.0, rests=True),
    _custom("motorway", "Drive.Mode", "ECO", "SPORT"),
    _custom("long", "Seat.Driver.Massage", 1.0, 2.0),
)


class SimulatedDriver:
    def __init__(self, seed: int) -> None:
        self._world = random.Random(seed)  # noqa: S311 - weather, not secrets
        self.rng = random.Random(~seed)  # noqa: S311
        """What the driver does; the same trips are driven whatever is offered."""
        self.customs = tuple(self._world.sample(CUSTOMS, self._world.randint(5, 7)))
        may_change = [custom for custom in self.customs if custom.value != custom.later]
        self.changing = self._world.choice(may_change)
        first = self._world.randint(3, 9)
        self._holiday_weeks = {first, first + 1}
        self._skipped: set[Custom] = set()

    def phases(self) -> Iterator[Phase]:
        """In order of time."""
        began = datetime(2026, self._world.choice((1, 4, 7, 10)), 5, tzinfo=UTC)
        works_on = set(self._world.sample(range(5), self._world.randint(3, 5)))
        brings_kids, warmth_c, is_wet = self._world.random() < 0.3, 0.0, False
        for number in range(WEEKS * 7):
            day = began + timedelta(days=number)
            week = number // 7
            is_holiday = week in self._holiday_weeks
            warmth_c = 0.8 * warmth_c + self._world.gauss(0.0, 2.0)
            is_wet = self._world.random() < (0.55 if is_wet else 0.2)
            is_work = day.weekday() in works_on and not is_holiday
            for hour, in_company, is_far in self._day(is_work=is_work, kids=brings_kids):
                at = day + timedelta(hours=hour, minutes=self._world.randint(0, 25))
                around = _date(day) | _weather(at, warmth_c, is_wet=is_wet)
                around.add("passengers" if in_company else "alone")
                yield from self._drive(_Trip(at, week, frozenset(around), is_far, is_holiday))

    def _day(self, *, is_work: bool, kids: bool) -> list[tuple[int, bool, bool]]:
        """For each trip the hour, whether somebody comes along, whether it is far."""
        if is_work:
            home = self._world.choice((15, 16, 17))
            trips = [(7, kids, False), (home, False, self._world.random() < 0.05)]
            if self._world.random() < 0.3:
                trips.append((self._world.choice((19, 20)), self._world.random() < 0.5, False))
            return trips
        if self._world.random() < 0.3:
            return []
        hours = sorted(self._world.sample((9, 10, 12, 14, 16, 19, 20), self._world.randint(1, 3)))
        return [(h, self._world.random() < 0.6, self._world.random() < 0.2) for h in hours]

    def _drive(self, trip: _Trip) -> Iterator[Phase]:
        ways = [("start", "town"), ("town",)]
        if trip.is_far or self._world.random() < 0.5:
            ways += [("motorway",), *([("motorway", "long")] if trip.is_far else []), ("town",)]
        self._skipped.clear()
        for place, way in enumerate(ways):
            hour = (trip.at + timedelta(minutes=30 * place)).hour
            part = next((name for until, name in _PARTS if hour < until), "night")
            conditions = trip.conditions | {*way, part}
            at = trip.at + timedelta(minutes=5 * place)
            yield Phase(at, trip.week, conditions, place == 0, trip.is_holiday)

    def wanted(self, phase: Phase) -> dict[str, tuple[Custom, Value]]:
        """What this driver would like to have now; a more particular custom goes first."""
        fitting = [
            custom
            for custom in self.customs
            if custom.when <= phase.conditions and not (custom.rests and phase.is_holiday)
        ]
        fitting.sort(key=lambda custom: len(custom.when))
        return {custom.signal: (custom, self.value(custom, phase.week)) for custom in fitting}

    def value(self, custom: Custom, week: int) -> Value:
        return custom.later if self.has_changed(custom, week) else custom.value

    def has_changed(self, custom: Custom, week: int) -> bool:
        return custom is self.changing and week >= CHANGES_IN_WEEK

    def forgot(self, custom: Custom) -> bool:
        return custom in self._skipped

    def acts(self, custom: Custom) -> bool:
        """Does it; or forgets it for this trip."""
        if self.rng.random() < _FOLLOWED:
            return True
        self._skipped.add(custom)
        return False

    def by_hand(self, value: Value, signal: str) -> Value:
        """Hands are not exact."""
        if signal == "HVAC.Driver.Temperature" and self.rng.random() < 0.3:
            return float(value) + self.rng.choice((-0.5, 0.5))
        return value

    def whim(self) -> tuple[str, Value] | None:
        if self.rng.random() >= _WHIM:
            return None
        signal = self.rng.choice(sorted(_WHIMS))
        return signal, self.rng.choice(_WHIMS[signal])


def _date(day: datetime) -> set[str]:
    return {day.strftime("%A").lower(), "weekend" if day.weekday() >= 5 else "weekday"}


def _weather(at: datetime, warmth_c: float, *, is_wet: bool) -> set[str]:
    season_c = 11.0 - 11.0 * sin(2 * pi * (at.timetuple().tm_yday + 75) / 365)
    outside_c = season_c + warmth_c + 4.0 * sin(pi * (at.hour - 9.0) / 12.0)
    found = {"rain"} if is_wet else set()
    found |= {"cold"} if outside_c < _COLD_BELOW_C else set()
    return found | ({"hot"} if outside_c > _HOT_ABOVE_C else set())
