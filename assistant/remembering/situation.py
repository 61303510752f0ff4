"""Which conditions of preferences and habits hold now, by what the car reports.

What the car cannot tell does not hold: a preference for the way home says nothing where no route
leads home.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from vehicle_bus import VehicleState, Zone

_COLD_BELOW_C, _HOT_ABOVE_C = 8.0, 26.0
_FAST_ABOVE_KMH, _SLOW_BELOW_KMH = 80.0, 60.0
_PARTS = (
    (5, "night"),
    (11, "morning"),
    (14, "noon"),
    (18, "afternoon"),
    (22, "evening"),
    (24, "night"),
)
"""Each until the hour before its name."""


_STANDS_S = 300.0
"""Parked this long, the next start is another trip."""
_START_S, _LONG_S = 300.0, 3600.0


class _Trip:
    """How far into a trip we are; it begins with the program, and again after a stop."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._parked_since_s: float | None = None
        self.number = 0
        """Another one is another trip."""
        self.begin()

    def begin(self) -> None:
        self.number += 1
        self._began_s = self._clock()

    def conditions(self, vehicle: VehicleState) -> frozenset[str]:
        """What of "start" and "long" holds; to be asked every few seconds."""
        now_s = self._clock()
        if vehicle["Vehicle.Gear"] == "P":
            self._parked_since_s = self._parked_since_s or now_s
        elif self._parked_since_s is not None:
            if now_s - self._parked_since_s >= _STANDS_S:
                self.begin()
            self._parked_since_s = None
        under_way_s = now_s - self._began_s
        if under_way_s < _START_S:
            return frozenset({"start"})
        return frozenset({"long"}) if under_way_s > _LONG_S else frozenset()


class Situation:
    """When it is, how far into a trip we are, and which conditions hold. Any thread may ask."""

    def __init__(self, now: Callable[[], datetime], clock: Callable[[], float]) -> None:
        self._now = now
        self._nights = timedelta()
        """How far ahead of the clock we are."""
        self._trip = _Trip(clock)

    @property
    def trip(self) -> int:
        """Another number is another trip."""
        return self._trip.number

    def now(self) -> datetime:
        return self._now() + self._nights

    def conditions(self, vehicle: VehicleState) -> frozenset[str]:
        return _true_now(vehicle, self.now()) | self._trip.conditions(vehicle)

    def pass_a_night(self) -> None:
        """The next trip begins, a day later: for trying what takes days."""
        self._nights += timedelta(days=1)
        self._trip.begin()


def _true_now(vehicle: VehicleState, today: datetime) -> frozenset[str]:
    """Conditions of ``When``; the date is the clock's, the time of day the car's."""
    found = {today.strftime("%A").lower(), "weekend" if today.weekday() >= 5 else "weekday"}
    found |= _time(vehicle) | _weather(vehicle) | _way(vehicle)
    found.add("passengers" if vehicle.occupants - {Zone.DRIVER} else "alone")
    return frozenset(found)


def _time(vehicle: VehicleState) -> set[str]:
    clock = vehicle["Vehicle.Time"]
    if not isinstance(clock, str):
        return set()
    hour = int(clock.partition(":")[0])
    return {next(name for until, name in _PARTS if hour < until)}


def _weather(vehicle: VehicleState) -> set[str]:
    outside_c = vehicle.number("Vehicle.Exterior.AirTemperature")
    found = {"rain"} if vehicle.is_raining else set()
    if outside_c is not None and outside_c < _COLD_BELOW_C:
        found.add("cold")
    if outside_c is not None and outside_c > _HOT_ABOVE_C:
        found.add("hot")
    return found


def _way(vehicle: VehicleState) -> set[str]:
    speed, towards = vehicle.speed_kmh, (vehicle.destination or "").casefold()
    found = {f"way {'home' if towards == 'home' else 'to work'}"} if towards in _PLACES else set()
    if speed is not None and speed > _FAST_ABOVE_KMH:
        found.add("motorway")
    if speed is not None and speed < _SLOW_BELOW_KMH:
        found.add("town")
    return found


_PLACES = frozenset({"home", "work"})
