"""Whether the condition of a preference holds now, by what the car reports.

What the car cannot tell does not hold: a preference for the way home says nothing where no route
leads home.
"""

from datetime import datetime

from personalization import Preference
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


def holds(preference: Preference, vehicle: VehicleState) -> bool:
    true_now = _true_now(vehicle)
    return all(condition in true_now for condition in preference.when.conditions)


def _true_now(vehicle: VehicleState) -> frozenset[str]:
    today = datetime.now().astimezone()
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
