"""What is remembered, as a signal takes it, and what is learned of a signal, as it is kept."""

from personalization import Category
from vehicle_bus import Query, Value, VehicleState, catalogue

_DESTINATION = "Navigation.Destination"
LEARNED = {
    "HVAC.Driver.Temperature": Category.COMFORT,
    "HVAC.Front.FanSpeed": Category.COMFORT,
    "HVAC.AirConditioning": Category.COMFORT,
    "HVAC.AirDistribution": Category.COMFORT,
    "HVAC.Recirculation": Category.COMFORT,
    "Drive.Mode": Category.COMFORT,
    "Sunroof.Shade": Category.COMFORT,
    "Seat.Driver.Heating": Category.SEATS,
    "Seat.Driver.Cooling": Category.SEATS,
    "Seat.Driver.Massage": Category.SEATS,
    "SteeringWheel.Heating": Category.SEATS,
    "Light.Ambient.On": Category.LIGHT,
    "Light.Ambient.Color": Category.LIGHT,
    "Media.Source": Category.MEDIA,
    "Media.Volume": Category.MEDIA,
    _DESTINATION: Category.NAVIGATION,
}
"""Habits are learned of these: what harms nobody outside, and one word takes back."""


def setting(signal: str, value: str | float | bool) -> Value | None:
    """As the signal takes it; None if it does not."""
    entry = catalogue.SIGNALS[signal]
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    candidates: tuple[Value, ...] = (value, whole, str(value).upper().replace(" ", "_"))
    return next((c for c in candidates if entry.accepts(c)), None)


def habitual(signal: str, value: str | float | bool) -> Value | None:
    """The same for what was noticed: the way leads somewhere by a name."""
    return Query.of(query=str(value)) if signal == _DESTINATION else setting(signal, value)


def observed(vehicle: VehicleState) -> dict[str, str | float | bool]:
    """All of which habits are learned, as the car stands now."""
    found = {signal: kept(vehicle.target(signal)) for signal in LEARNED.keys() - {_DESTINATION}}
    found[_DESTINATION] = vehicle.destination
    return {signal: value for signal, value in found.items() if value is not None}


def is_learned(signal: str) -> bool:
    return signal in LEARNED


def kept(value: Value | None) -> str | float | bool | None:
    """A value as a habit holds it; None: it holds no such value."""
    if isinstance(value, Query):
        return value.get("query")
    if isinstance(value, bool | str):
        return value
    return float(value) if isinstance(value, int | float) else None
