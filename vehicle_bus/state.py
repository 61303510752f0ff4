"""What the car last reported, as one immutable snapshot.

A value that was never reported, or whose ECU fell silent, is None; None speed counts as moving.
The snapshot never changes after it was made: ``Vehicle.refresh`` makes the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from vehicle_bus.value import BusCommand, Value

STANDSTILL_BELOW_KMH = 0.5
NIGHT_BELOW_PERCENT = 20.0
"""Light outside, as a share of full daylight, under which driving needs headlights."""


class Zone(StrEnum):
    DRIVER = "driver"
    PASSENGER = "passenger"
    REAR_LEFT = "rear_left"
    REAR_RIGHT = "rear_right"


SEAT_OF_ZONE: Mapping[Zone, str] = MappingProxyType(
    {
        Zone.DRIVER: "Seat.Driver.Occupied",
        Zone.PASSENGER: "Seat.Passenger.Occupied",
        Zone.REAR_LEFT: "Seat.RearLeft.Occupied",
        Zone.REAR_RIGHT: "Seat.RearRight.Occupied",
    }
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the head unit tells in words, read again whenever its revision moves on."""

    contacts: tuple[str, ...] = ()
    saved_places: tuple[str, ...] = ()
    destination: str | None = None
    """Where guidance leads; None without a route."""
    waypoints: tuple[str, ...] = ()
    incoming_call: str | None = None
    """Who rings; None when nobody does."""
    in_call: str | None = None
    """Who is on the line; None when nobody is."""
    messages: tuple[tuple[str, str], ...] = ()
    """Unread text messages: sender and text."""
    library: tuple[tuple[str, str], ...] = ()
    """What can be played by name: kind (as in the report) and name, played most first."""


@dataclass(frozen=True, slots=True)
class VehicleState:
    values: Mapping[str, Value] = field(default_factory=dict)
    targets: Mapping[str, Value] = field(default_factory=dict)
    """Accepted targets of what moves slowly."""
    unfitted: frozenset[str] = frozenset()
    """Signals whose ECU says that this car does not have them."""
    texts: Texts = Texts()

    def __getitem__(self, name: str) -> Value | None:
        return self.values.get(name)

    def target(self, name: str) -> Value | None:
        return self.targets.get(name, self.values.get(name))

    def available(self, name: str) -> bool:
        return name not in self.unfitted

    def after(self, commands: Iterable[BusCommand]) -> VehicleState:
        """The snapshot as it would be if these commands had been carried out."""
        wanted = {command.signal: command.value for command in commands}
        return replace(self, values={**self.values, **wanted}, targets={**self.targets, **wanted})

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else None

    @property
    def speed_kmh(self) -> float | None:
        return self.number("Vehicle.Speed")

    @property
    def is_standstill(self) -> bool:
        speed = self.speed_kmh
        return speed is not None and speed < STANDSTILL_BELOW_KMH

    @property
    def is_parked(self) -> bool:
        """Standing, with the lever in P; what nobody reports is no parking."""
        return self.is_standstill and self["Vehicle.Gear"] == "P"

    @property
    def is_night(self) -> bool | None:
        light = self.number("Vehicle.Exterior.LightIntensity")
        return None if light is None else light < NIGHT_BELOW_PERCENT

    @property
    def is_raining(self) -> bool | None:
        rain = self.number("Vehicle.Rain.Intensity")
        return None if rain is None else rain > 0

    @property
    def occupants(self) -> frozenset[Zone]:
        return frozenset(zone for zone, seat in SEAT_OF_ZONE.items() if self.values.get(seat))

    @property
    def contacts(self) -> tuple[str, ...]:
        return self.texts.contacts

    @property
    def saved_places(self) -> tuple[str, ...]:
        return self.texts.saved_places

    @property
    def destination(self) -> str | None:
        return self.texts.destination

    @property
    def waypoints(self) -> tuple[str, ...]:
        return self.texts.waypoints

    @property
    def incoming_call(self) -> str | None:
        return self.texts.incoming_call

    @property
    def in_call(self) -> str | None:
        return self.texts.in_call

    @property
    def messages(self) -> tuple[tuple[str, str], ...]:
        return self.texts.messages

    @property
    def library(self) -> tuple[tuple[str, str], ...]:
        return self.texts.library
