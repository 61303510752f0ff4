"""Seats: heating, ventilation, massage and their motors; who sits where."""

from vehicle_bus.catalogue.entry import Family
from vehicle_bus.interlock import STANDSTILL_TO_MOVE
from vehicle_bus.signal import Kind, Signal

_SEAT = "Vehicle.Cabin.Seat"
_seat = Family("SEAT")


def _warmth(seat: str, vss: str) -> tuple[Signal, ...]:
    return (
        _seat.level(f"Seat.{seat}.Heating", f"{_SEAT}.{vss}.HeatingCooling", "Heating, 0 is off"),
        _seat.level(
            f"Seat.{seat}.Cooling",
            f"{_SEAT}.{vss}.HeatingCooling",
            "Ventilation, 0 is off; the negative half of the VSS range",
        ),
    )


def _front(seat: str, vss: str, holds_driver: bool) -> tuple[Signal, ...]:
    still = (STANDSTILL_TO_MOVE,) if holds_driver else ()
    place = f"{_SEAT}.{vss}"
    return (
        *_warmth(seat, vss),
        _seat.level(f"Seat.{seat}.Massage", f"{place}.Massage.Level", "Massage, 0 is off"),
        _seat.percent(
            f"Seat.{seat}.Position",
            f"{place}.Position",
            "0 foremost, 100 rearmost",
            50,
            interlocks=still,
            is_slow=True,
        ),
        _seat.percent(
            f"Seat.{seat}.Height",
            f"{place}.Height",
            "0 lowest, 100 highest",
            50,
            interlocks=still,
            is_slow=True,
        ),
        _seat.percent(
            f"Seat.{seat}.Backrest",
            f"{place}.Backrest.Recline",
            "0 upright, 100 flat",
            30,
            interlocks=still,
            is_slow=True,
        ),
        _seat.percent(
            f"Seat.{seat}.Lumbar",
            f"{place}.Backrest.LumbarSupport",
            "0 flat, 100 fully out",
            50,
            is_slow=True,
        ),
    )


def _occupied(seat: str, vss: str, default: bool) -> Signal:
    path = f"{_SEAT}.{vss}.OccupancyStatus"
    return _seat.sense(f"Seat.{seat}.Occupied", path, "Somebody sits here", Kind.BOOL, default)


SEAT = (
    *_front("Driver", "Row1.DriverSide", holds_driver=True),
    *_front("Passenger", "Row1.PassengerSide", holds_driver=False),
    *_warmth("RearLeft", "Row2.DriverSide"),
    *_warmth("RearRight", "Row2.PassengerSide"),
    _occupied("Driver", "Row1.DriverSide", default=True),
    _occupied("Passenger", "Row1.PassengerSide", default=True),
    _occupied("RearLeft", "Row2.DriverSide", default=False),
    _occupied("RearRight", "Row2.PassengerSide", default=False),
)
