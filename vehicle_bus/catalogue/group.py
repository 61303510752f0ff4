"""Names that stand for several signals, and which."""

from collections.abc import Mapping
from types import MappingProxyType

_WINDOWS = tuple(
    f"Window.{place}.Position" for place in ("Driver", "Passenger", "RearLeft", "RearRight")
)

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "HVAC.Cabin.Temperature": (
            "HVAC.Driver.Temperature",
            "HVAC.Passenger.Temperature",
            "HVAC.Rear.Temperature",
        ),
        "HVAC.All.Temperature": (
            "HVAC.Driver.Temperature",
            "HVAC.Passenger.Temperature",
            "HVAC.Rear.Temperature",
        ),
        "Seat.All.Heating": ("Seat.Driver.Heating", "Seat.Passenger.Heating"),
        "Seat.Rear.Heating": ("Seat.RearLeft.Heating", "Seat.RearRight.Heating"),
        "Seat.All.Cooling": ("Seat.Driver.Cooling", "Seat.Passenger.Cooling"),
        "Window.All.Position": _WINDOWS,
        "Window.Front.Position": _WINDOWS[:2],
        "Window.Rear.Position": _WINDOWS[2:],
        "Window.Any.Position": _WINDOWS,
        "Light.Fog.Any": ("Light.Fog.Front", "Light.Fog.Rear"),
        "Vehicle.Tire.Pressure": tuple(
            f"Vehicle.Tire.Pressure.{corner}" for corner in ("FL", "FR", "RL", "RR")
        ),
    }
)
