"""The climate ECU and the air in the cabin.

The cabin is one volume of air and upholstery: it exchanges heat with the outside through walls and
openings, and with the blown air, which heater and compressor bring towards the set-points as far as
their power reaches. The board shows what the driver set; what the automatic does with blower and
flaps stays inside.
"""

from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import Wanted

_HEAT_CAPACITY_J_PER_K = 90_000.0
_WALLS_W_PER_K = 35.0
_OPENING_W_PER_K = 6.0
"""Per percent of opening at standstill; wind of the drive adds to it."""
_SUN_W = 350.0
_HEATER_W = 5000.0
_COMPRESSOR_W = 4000.0
_CONTROL_W_PER_K = 700.0
_STEP_S = 1.0
_ZONES = ("HVAC.Driver.Temperature", "HVAC.Passenger.Temperature", "HVAC.Rear.Temperature")
_WAKES = ("HVAC.AirConditioning", "HVAC.Auto", "HVAC.FrontDefroster")
_BLOWERS = ("HVAC.Front.FanSpeed", "HVAC.Rear.FanSpeed")
_OPENINGS = (
    "Window.Driver.Position",
    "Window.Passenger.Position",
    "Window.RearLeft.Position",
    "Window.RearRight.Position",
    "Sunroof.Position",
)
_AUTO_BLOWER_PERCENT_PER_K = 20.0
_AUTO_BLOWER_LEAST_PERCENT = 20.0
_DEFROST_BLOWER_PERCENT = 80.0


class Climate:
    def __init__(self, board: Board) -> None:
        self._board = board

    def refuses(self, wanted: Wanted) -> bool:
        return False

    def follow(self, wanted: Wanted) -> None:
        self._synchronise(wanted)
        if "HVAC.Power" not in wanted and self._wakes(wanted):
            self._board.put("HVAC.Power", True)
        if "HVAC.Auto" not in wanted and self._is_manual(wanted):
            self._board.put("HVAC.Auto", False)

    def tick(self, dt_s: float) -> None:
        left_s = dt_s
        while left_s > 0:
            self._exchange(min(left_s, _STEP_S))
            left_s -= _STEP_S

    def _synchronise(self, wanted: Wanted) -> None:
        """Tied zones follow the driver's; another value for another zone unties them."""
        board = self._board
        if not board.is_on("HVAC.Sync"):
            return
        driver = board.number(_ZONES[0])
        if any(zone in wanted and wanted[zone] != driver for zone in _ZONES[1:]):
            board.put("HVAC.Sync", False)
        elif _ZONES[0] in wanted or "HVAC.Sync" in wanted:
            for zone in _ZONES[1:]:
                board.put(zone, driver)

    def _wakes(self, wanted: Wanted) -> bool:
        blown = any(wanted.get(blower, 0) != 0 for blower in _BLOWERS)
        return blown or any(wanted.get(name) is True for name in _WAKES)

    def _is_manual(self, wanted: Wanted) -> bool:
        return "HVAC.Front.FanSpeed" in wanted or (
            wanted.get("HVAC.AirDistribution", "AUTO") != "AUTO"
        )

    def _exchange(self, dt_s: float) -> None:
        inside = self._board.number("Vehicle.Cabin.AirTemperature")
        outside = self._board.number("Vehicle.Exterior.AirTemperature")
        sun_w = _SUN_W * self._board.number("Vehicle.Exterior.LightIntensity") / 100
        lost_w = (inside - outside) * self._conductance_w_per_k()
        gained_w = sun_w - lost_w + self._blown_w(inside, outside, lost_w - sun_w)
        self._board.drift(
            "Vehicle.Cabin.AirTemperature", inside + gained_w * dt_s / _HEAT_CAPACITY_J_PER_K
        )

    def _conductance_w_per_k(self) -> float:
        wind = 1 + self._board.number("Vehicle.Speed") / 50
        openings = sum(self._board.number(name) for name in _OPENINGS)
        return _WALLS_W_PER_K + _OPENING_W_PER_K * openings / 10 * wind

    def _blown_w(self, inside: float, outside: float, load_w: float) -> float:
        """Heat that the blown air brings: what makes up for the load, and more to get there."""
        if not self._board.is_on("HVAC.Power"):
            return 0.0
        share = self._blower_percent(inside) / 100
        asked_w = (self._setpoint() - inside) * _CONTROL_W_PER_K + load_w
        if asked_w >= 0:
            return min(asked_w, _HEATER_W * share)
        return max(asked_w, -self._cooling_w(inside, outside) * share)

    def _cooling_w(self, inside: float, outside: float) -> float:
        if self._board.is_on("HVAC.AirConditioning"):
            return _COMPRESSOR_W
        if self._board.is_on("HVAC.Recirculation"):
            return 0.0
        return max(inside - outside, 0.0) * 120

    def _blower_percent(self, inside: float) -> float:
        set_percent = self._board.number("HVAC.Front.FanSpeed")
        if self._board.is_on("HVAC.Auto"):
            gap = abs(self._setpoint() - inside)
            set_percent = min(
                max(gap * _AUTO_BLOWER_PERCENT_PER_K, _AUTO_BLOWER_LEAST_PERCENT), 100
            )
        if self._board.is_on("HVAC.FrontDefroster"):
            set_percent = max(set_percent, _DEFROST_BLOWER_PERCENT)
        return max(set_percent, self._board.number("HVAC.Rear.FanSpeed") / 2)

    def _setpoint(self) -> float:
        front = sum(self._board.number(zone) for zone in _ZONES[:2]) / 2
        return 0.75 * front + 0.25 * self._board.number(_ZONES[2])
