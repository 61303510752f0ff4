"""Openings: windows, roof, shades, doors, locks, boot, bonnet, flap."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.interlock import STANDSTILL_TO_OPEN, STANDSTILL_TO_RELEASE
from vehicle_bus.signal import Signal

_CABIN = "Vehicle.Cabin"
_window = Family("WINDOW")
_door = Family("DOOR")

_OPENS = (STANDSTILL_TO_OPEN,)
_RELEASES = (STANDSTILL_TO_RELEASE,)


def _pane(name: str, vss: str) -> Signal:
    path = f"{_CABIN}.Door.{vss}.Window.Position"
    text = "0 closed, 100 fully open"
    return _window.percent(f"Window.{name}.Position", path, text, 0, is_slow=True)


OPENING = (
    _pane("Driver", "Row1.DriverSide"),
    _pane("Passenger", "Row1.PassengerSide"),
    _pane("RearLeft", "Row2.DriverSide"),
    _pane("RearRight", "Row2.PassengerSide"),
    _window.switch(
        "Window.ChildLock", f"{_CABIN}.IsWindowChildLockEngaged", "Rear window buttons are dead"
    ),
    _window.percent(
        "Sunroof.Position",
        f"{_CABIN}.Sunroof.Position",
        "0 closed, 100 fully open; a sensor in VSS, which moves it by Sunroof.Switch",
        0,
        is_slow=True,
    ),
    _window.switch(
        "Sunroof.Tilt", f"{_CABIN}.Sunroof.Switch", "Vent position: TILT_UP or TILT_DOWN in VSS"
    ),
    _window.percent(
        "Sunroof.Shade", f"{_CABIN}.Sunroof.Shade.Position", "0 shading, 100 open", 0, is_slow=True
    ),
    _window.percent(
        "RearShade.Position", f"{_CABIN}.RearShade.Position", "0 down, 100 shading", 0, is_slow=True
    ),
    _door.switch(
        "Door.Lock",
        f"{_CABIN}.Door.*.*.IsLocked",
        "Central lock, on is locked",
        default=True,
        interlocks=_RELEASES,
    ),
    _door.switch(
        "Door.Driver.Open",
        f"{_CABIN}.Door.Row1.DriverSide.IsOpen",
        "Powered door",
        interlocks=_OPENS,
    ),
    _door.switch(
        "Door.Passenger.Open",
        f"{_CABIN}.Door.Row1.PassengerSide.IsOpen",
        "Powered door",
        interlocks=_OPENS,
    ),
    _door.switch(
        "Door.Rear.Open", f"{_CABIN}.Door.Row2.*.IsOpen", "Powered rear doors", interlocks=_OPENS
    ),
    _door.switch(
        "Door.ChildLock",
        f"{_CABIN}.Door.Row2.*.IsChildLockActive",
        "Rear doors cannot be opened from inside; a sensor in VSS",
        interlocks=_RELEASES,
    ),
    _door.switch(
        "Trunk.Rear.Open", "Vehicle.Body.Trunk.Rear.IsOpen", "Tailgate", interlocks=_OPENS
    ),
    _door.switch(
        "Trunk.Front.Open", "Vehicle.Body.Trunk.Front.IsOpen", "Front boot", interlocks=_OPENS
    ),
    _door.switch("Hood.Open", "Vehicle.Body.Hood.IsOpen", "Bonnet", interlocks=_OPENS),
    _door.switch(
        "FuelFlap.Open",
        f"{OVERLAY}.Body.IsFuelOrChargeFlapOpen",
        "Fuel or charge flap, whichever the car has",
        interlocks=_OPENS,
    ),
    _door.reading(
        "Vehicle.Driver.Key",
        f"{OVERLAY}.Driver.Key",
        "Number of the key or telephone that opened the car, 0 for none; a text in VSS",
        0,
        low=0,
        high=15,
    ),
)
