"""Is the driver too busy to be spoken to unasked?

One rule: what cannot be read from the car does not count, but nobody is spoken to while a call,
a turn or a tight spot wants the driver. Answers to what the driver said are not held back by this.
"""

from vehicle_bus import VehicleState

_FAST_KMH = 130.0
_FAST_IN_THE_WET_KMH = 100.0


def is_busy(vehicle: VehicleState) -> bool:
    return _is_turning(vehicle) or _is_fast(vehicle) or _is_in_company(vehicle)


def _is_turning(vehicle: VehicleState) -> bool:
    lamps = (vehicle["Light.Indicator"], vehicle["Light.Hazard"])
    return vehicle["Vehicle.Gear"] == "R" or any(lamp not in {None, False, "OFF"} for lamp in lamps)


def _is_fast(vehicle: VehicleState) -> bool:
    speed_kmh = vehicle.speed_kmh or 0.0
    is_hard_to_see = bool(vehicle.is_raining or vehicle.is_night)
    return speed_kmh > (_FAST_IN_THE_WET_KMH if is_hard_to_see else _FAST_KMH)


def _is_in_company(vehicle: VehicleState) -> bool:
    """Somebody on the telephone goes first."""
    return vehicle.in_call is not None or vehicle.incoming_call is not None
