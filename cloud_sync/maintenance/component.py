"""What wears in a car, which of its signals tells so, and when it is due.

The one place for limits and horizons. A car that does not report a signal has no prognosis of the
part; nothing is guessed from other parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from types import MappingProxyType

AIR_BAR, KELVIN = 1.013, 273.15
AT_C = 20.0
"""The temperature that pressures are compared at."""


class Clock(StrEnum):
    """What wears it: time or distance."""

    DAYS = "days"
    KM = "km"


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    kind: str
    """Parts of one kind wear alike: what is known of the fleet is known by kind."""
    name: str
    """As it is spoken."""
    signal: str
    unit: str
    new: float
    due: float
    """The level at which it has to be done; its source in ``docs/maintenance.md``."""
    horizon_days: int
    """A need is told this early at most."""
    part: str
    """What is needed, as a workshop's catalogue has it."""
    task: str
    clock: Clock = Clock.DAYS
    is_gas: bool = False
    """A pressure: it follows the temperature by the gas law."""
    is_log: bool = False
    """It grows by shares, not by steps."""
    keeps_rate: bool = False
    """What wears it stays when it is filled up: a hole in a tyre."""
    every_days: int = 1
    """Readings nearer to each other than this are wrong in the same way, so one stands for all."""
    reuse: str | None = None
    """What a second life could be; None: it is renewed and recycled."""

    def health(self, reading: float, outside_c: float = AT_C) -> float:
        """1 is new, 0 is due."""
        level = self._level(reading, outside_c)
        if self.is_log:
            level, new, due = log(max(level, 1e-6)), log(self.new), log(self.due)
            return (level - due) / (new - due)
        return (level - self.due) / (self.new - self.due)

    def reading(self, health: float) -> float:
        """The other way round, at ``AT_C``."""
        if self.is_log:
            return float(exp(log(self.due) + health * (log(self.new) - log(self.due))))
        return self.due + health * (self.new - self.due)

    def _level(self, reading: float, outside_c: float) -> float:
        if not self.is_gas:
            return reading
        return (reading + AIR_BAR) * (AT_C + KELVIN) / (outside_c + KELVIN) - AIR_BAR


def _tyre(id_: str, name: str, corner: str) -> Component:
    return Component(
        f"tyre.{id_}",
        "tyre",
        f"{name} tyre",
        f"Vehicle.Tire.Pressure.{corner}",
        "bar",
        new=2.5,
        due=2.0,
        horizon_days=90,
        part="tyre or tyre repair",
        task="find where it loses air, and fill it up",
        is_gas=True,
        keeps_rate=True,
    )


def _brake(axle: str, row: int, new_mm: float) -> Component:
    return Component(
        f"brake.{axle}",
        "brake",
        f"{axle} brake pads",
        f"Vehicle.Brake.PadThickness.Row{row}",
        "mm",
        new=new_mm,
        due=3.0,
        horizon_days=90,
        part=f"brake pad set, {axle} axle",
        task="renew them",
        clock=Clock.KM,
    )


_ALL = (
    _tyre("front_left", "front left", "FL"),
    _tyre("front_right", "front right", "FR"),
    _tyre("rear_left", "rear left", "RL"),
    _tyre("rear_right", "rear right", "RR"),
    Component(
        "starter_battery",
        "starter_battery",
        "12 volt battery",
        "Vehicle.LowVoltageBattery.StartVoltage",
        "V",
        new=10.9,
        due=9.6,
        horizon_days=90,
        part="12 V battery",
        task="test it, and renew it",
        reuse="lead and case are recycled whole",
    ),
    _brake("front", 1, 11.5),
    _brake("rear", 2, 9.5),
    Component(
        "cabin_filter",
        "cabin_filter",
        "cabin filter",
        "HVAC.Filter.PressureDrop",
        "Pa",
        new=70.0,
        due=180.0,
        horizon_days=90,
        part="cabin filter",
        task="renew it",
        clock=Clock.KM,
        is_log=True,
    ),
    Component(
        "coolant",
        "coolant",
        "coolant",
        "Vehicle.Coolant.Level",
        "%",
        new=97.0,
        due=20.0,
        horizon_days=90,
        part="coolant",
        task="find where it is lost, and fill it up",
        keeps_rate=True,
    ),
    Component(
        "wiper",
        "wiper",
        "wiper blades",
        "Wiper.Front.Wear",
        "%",
        new=0.0,
        due=100.0,
        horizon_days=90,
        part="wiper blade set",
        task="renew them",
    ),
    Component(
        "drive_battery",
        "drive_battery",
        "drive battery",
        "Vehicle.Battery.Health",
        "%",
        new=100.0,
        due=70.0,
        horizon_days=365,
        part="drive battery module",
        task="have its modules tested",
        every_days=7,
        reuse="stationary storage, while its modules test well",
    ),
)
COMPONENTS: Mapping[str, Component] = MappingProxyType({one.id: one for one in _ALL})
