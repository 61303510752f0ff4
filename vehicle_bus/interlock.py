"""When a signal may not move: the safety rules that hold whatever anybody asked for.

An interlock looks at the wanted value and at the state as it would be with everything in the same
frame done. It objects with a stable code or stays silent. The safer direction (closing, locking,
switching lights on) is never objected to. Unknown speed counts as moving, unknown light as night,
unknown rain as rain.
The catalogue says which signal has which interlock; policy and gate both ask there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vehicle_bus.state import VehicleState
from vehicle_bus.value import Value

CRUISE_FROM_KMH = 30.0

NOT_WHILE_MOVING = "not_while_moving"
DARK_AND_MOVING = "dark_and_moving"
NOT_WITH_FOG_LIGHTS = "not_with_fog_lights"
NEEDS_SPEED = "needs_speed"
RAINING_AND_MOVING = "raining_and_moving"
OUT_OF_RANGE = "out_of_range"
NOT_FITTED = "not_fitted"


@dataclass(frozen=True, slots=True)
class Interlock:
    code: str
    concerns: Callable[[Value], bool]
    """Is this value the direction that can do harm?"""
    is_clear: Callable[[VehicleState], bool]
    """May it nevertheless be done in this state?"""

    def objection(self, value: Value, state: VehicleState) -> str | None:
        return self.code if self.concerns(value) and not self.is_clear(state) else None


def _always(value: Value) -> bool:
    return True


def _on(value: Value) -> bool:
    return value is True


def _off(value: Value) -> bool:
    return value is False


def _wipers_off(value: Value) -> bool:
    return value == "OFF"


def _standing(state: VehicleState) -> bool:
    return state.is_standstill


def _is_or_may_be(state: VehicleState, name: str) -> bool:
    """On, or unknown although fitted."""
    return state.available(name) and state[name] is not False


def _standing_or_day(state: VehicleState) -> bool:
    return state.is_standstill or state.is_night is False


def _standing_day_or_lit(state: VehicleState) -> bool:
    return _standing_or_day(state) or state["Light.LowBeam"] is True


def _no_fog_lights(state: VehicleState) -> bool:
    return not (_is_or_may_be(state, "Light.Fog.Front") or _is_or_may_be(state, "Light.Fog.Rear"))


def _fast_enough(state: VehicleState) -> bool:
    speed = state.speed_kmh
    return speed is not None and speed >= CRUISE_FROM_KMH


def _standing_or_dry(state: VehicleState) -> bool:
    sensed = state.available("Vehicle.Rain.Intensity")
    return state.is_standstill or not sensed or state.is_raining is False


STANDSTILL_TO_MOVE = Interlock(NOT_WHILE_MOVING, _always, _standing)
STANDSTILL_TO_OPEN = Interlock(NOT_WHILE_MOVING, _on, _standing)
STANDSTILL_TO_RELEASE = Interlock(NOT_WHILE_MOVING, _off, _standing)
STANDSTILL_TO_FOLD = STANDSTILL_TO_OPEN
DAYLIGHT_TO_DARKEN = Interlock(DARK_AND_MOVING, _off, _standing_or_day)
LIT_OR_DAYLIGHT_TO_DARKEN = Interlock(DARK_AND_MOVING, _off, _standing_day_or_lit)
NO_HIGH_BEAM_IN_FOG = Interlock(NOT_WITH_FOG_LIGHTS, _on, _no_fog_lights)
SPEED_FOR_CRUISE = Interlock(NEEDS_SPEED, _on, _fast_enough)
WIPE_IN_RAIN = Interlock(RAINING_AND_MOVING, _wipers_off, _standing_or_dry)
