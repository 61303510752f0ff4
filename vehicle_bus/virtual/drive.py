"""Drive, chassis and service: speed, cruise control, what driving uses up, telltales."""

from collections.abc import Callable, Mapping

from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import Wanted

_SPEED = "Vehicle.Speed"
_SET_SPEED = "ADAS.CruiseControl.Speed"
_CRUISE = "ADAS.CruiseControl.Active"
_CRUISE_LEAST_KMH = 30.0
_CRUISE_KMH_PER_S = 3.0
_WASH_PERCENT = 0.5
_PER_KM: Mapping[str, float] = {
    "Vehicle.Odometer": 1.0,
    "Vehicle.Range": -1.0,
    "Vehicle.Fuel.Level": -0.154,
    "Vehicle.Battery.SoC": -0.02,
    "Vehicle.Service.DistanceTo": -1.0,
}
_DOORS = ("Door.Driver.Open", "Door.Passenger.Open", "Door.Rear.Open", "Trunk.Rear.Open")
_TYRES = tuple(f"Vehicle.Tire.Pressure.{corner}" for corner in ("FL", "FR", "RL", "RR"))

_TELLTALES: Mapping[str, Callable[[Board], bool]] = {
    "TIRE_PRESSURE_LOW": lambda board: any(board.number(tyre) < 2.0 for tyre in _TYRES),
    "WASHER_FLUID_LOW": lambda board: board.number("Vehicle.WasherFluid.Level") < 10,
    "FUEL_LOW": lambda board: board.number("Vehicle.Fuel.Level") < 10,
    "BATTERY_LOW": lambda board: board.number("Vehicle.Battery.SoC") < 10,
    "SERVICE_DUE": lambda board: board.number("Vehicle.Service.DistanceTo") <= 0,
    "DOOR_AJAR": lambda board: any(board.is_on(door) for door in _DOORS),
}


class Drive:
    def __init__(self, board: Board, wanted: Callable[[], frozenset[str]]) -> None:
        """``wanted``: the telltales that faults want lit."""
        self._board = board
        self._wanted = wanted
        self._pace_kmh: float | None = None
        self._lit = self._causes()

    def settle(self) -> None:
        """Take the state as given: no telltale changes because of it."""
        self._lit = self._causes()

    def go(self, speed_kmh: float) -> None:
        """The driver's foot: this speed, now."""
        self._board.drift(_SPEED, speed_kmh)
        self._board.put("Vehicle.Gear", "D" if self._board.number(_SPEED) > 0 else "P")
        self._pace_kmh = None
        if speed_kmh < _CRUISE_LEAST_KMH:
            self._board.put(_CRUISE, False)

    def refuses(self, wanted: Wanted) -> bool:
        too_slow = self._board.number(_SPEED) < _CRUISE_LEAST_KMH
        dry = self._board.number("Vehicle.WasherFluid.Level") < _WASH_PERCENT
        return (wanted.get(_CRUISE) is True and too_slow) or ("Washer.Front" in wanted and dry)

    def follow(self, wanted: Wanted) -> None:
        board = self._board
        if "Washer.Front" in wanted:
            level = board.number("Vehicle.WasherFluid.Level")
            board.drift("Vehicle.WasherFluid.Level", level - _WASH_PERCENT)
        if _CRUISE not in wanted and _SET_SPEED not in wanted:
            return
        if board.is_on(_CRUISE) and board.get(_SET_SPEED) is None:
            board.put(_SET_SPEED, round(min(max(board.number(_SPEED), 30), 180)))
        self._pace_kmh = board.number(_SET_SPEED) if board.is_on(_CRUISE) else None

    def tick(self, dt_s: float) -> None:
        self._hold_pace(dt_s)
        self._use_up(self._board.number(_SPEED) * dt_s / 3600)
        self._warn()

    def _hold_pace(self, dt_s: float) -> None:
        if self._pace_kmh is None:
            return
        speed, reach = self._board.number(_SPEED), _CRUISE_KMH_PER_S * dt_s
        self._board.drift(_SPEED, min(max(self._pace_kmh, speed - reach), speed + reach))

    def _use_up(self, km: float) -> None:
        if km > 0:
            for name, share in _PER_KM.items():
                self._board.drift(name, self._board.number(name) + share * km)

    def _causes(self) -> frozenset[str]:
        seen = (name for name, cause in _TELLTALES.items() if cause(self._board))
        return self._wanted().union(seen)

    def _warn(self) -> None:
        causes = self._causes()
        if causes == self._lit:
            return
        shown = self._board.get("Vehicle.Warnings")
        lit = set(shown) if isinstance(shown, tuple) else set()
        lit = (lit - (self._lit - causes)) | (causes - self._lit)
        self._lit = causes
        self._board.put("Vehicle.Warnings", tuple(sorted(lit)))
