"""What the control units measure and count, made of the board and of what a fault does to it."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from vehicle_bus import parameter as p
from vehicle_bus.parameter import Parameter
from vehicle_bus.virtual.board import Board

_STEADY: Mapping[Parameter, float] = MappingProxyType(
    {
        p.LOAD: 32.0,
        p.COOLANT: 88.0,
        p.INTAKE: 21.0,
        p.SINCE_START: 900.0,
        p.WARM_UPS: 41.0,
        p.MODULE_VOLTS: 14.1,
        p.OIL_TEMPERATURE: 94.0,
        p.IGNITION_CYCLES: 3104.0,
        p.OPERATING_HOURS: 1021.5,
        p.OIL_LIFE: 61.0,
        p.PADS_FRONT: 7.4,
        p.PADS_REAR: 8.1,
        p.BATTERY_VOLTS: 12.6,
        p.BATTERY_HEALTH: 86.0,
        p.START_VOLTS: 10.6,
        p.FILTER_DROP: 96.0,
        p.WIPER_WEAR: 34.0,
        p.COOLANT_LEVEL: 92.0,
        p.DRIVE_BATTERY_HEALTH: 93.4,
    }
)
_CLEARED_AT_KM = 46_000.0
_IDLE_RPM, _RPM_PER_KMH = 800.0, 27.0
_SYMPTOMS: Mapping[str, Mapping[Parameter, float]] = MappingProxyType(
    {
        "P0217": {p.COOLANT: 121.0, p.OIL_TEMPERATURE: 138.0},
        "P0562": {p.MODULE_VOLTS: 11.4, p.BATTERY_VOLTS: 11.4},
        "C1201": {p.PADS_FRONT: 1.4},
        "B1325": {p.BATTERY_VOLTS: 11.7, p.BATTERY_HEALTH: 38.0},
    }
)
"""What a gauge shows while a fault is there."""
_CORNERS = ("FL", "FR", "RL", "RR")


class Gauges:
    def __init__(self, board: Board) -> None:
        self._board = board
        self._from_board: Mapping[Parameter, Callable[[], float]] = {
            p.SPEED: lambda: board.number("Vehicle.Speed"),
            p.RPM: lambda: max(_IDLE_RPM, board.number("Vehicle.Speed") * _RPM_PER_KMH),
            p.FUEL: lambda: board.number("Vehicle.Fuel.Level"),
            p.OUTSIDE: lambda: board.number("Vehicle.Exterior.AirTemperature"),
            p.ODOMETER: lambda: board.number("Vehicle.Odometer"),
            p.SINCE_CLEARED: lambda: board.number("Vehicle.Odometer") - _CLEARED_AT_KM,
            **{
                tyre: partial(board.number, f"Vehicle.Tire.Pressure.{corner}")
                for tyre, corner in zip(p.TYRE_PRESSURES, _CORNERS, strict=True)
            },
        }
        self.faults: frozenset[str] = frozenset()
        """Codes of the faults there are."""
        self.lamp_lit_at_km: float | None = None
        """Where the engine light came on; None while it is dark."""

    def read(self, parameter: Parameter) -> float:
        shown = [s[parameter] for c, s in _SYMPTOMS.items() if c in self.faults and parameter in s]
        if shown:
            return shown[0]
        if parameter == p.WITH_LAMP:
            since = self.lamp_lit_at_km
            return 0.0 if since is None else self._board.number("Vehicle.Odometer") - since
        if parameter in self._from_board:
            return self._from_board[parameter]()
        return _STEADY[parameter]
