"""What a careful driver would do along with it: the companion steps of a command.

One table. A companion is only added when the car does not already stand that way and when it
is itself allowed; the wish stays what was asked for, the companions make it work well. From
the published policies of CAR-bench (arXiv 2601.22027): 005, 010, 011, 013.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vehicle_bus import BusCommand, Value, VehicleState, catalogue

_OPEN_PERCENT = 20
"""A window further open than this lets the cooled air out (CAR-bench 011)."""

_DEFROST_FAN_PERCENT = 60
_LEAST_FAN_PERCENT = 20

_OPENINGS = (*(f"Window.{z}.Position" for z in ("Driver", "Passenger", "RearLeft", "RearRight")),)
_MANUAL_AIR = frozenset({"HVAC.Front.FanSpeed", "HVAC.Rear.FanSpeed", "HVAC.AirDistribution"})
_ZONES = frozenset({"HVAC.Passenger.Temperature", "HVAC.Rear.Temperature"})


@dataclass(frozen=True, slots=True)
class Companion:
    """``id`` is stable and appears in the record of the turn."""

    id: str
    applies: Callable[[BusCommand], bool]
    commands: Callable[[VehicleState], Iterable[BusCommand]]


def _is(signal: str, *values: Value) -> Callable[[BusCommand], bool]:
    return lambda c: c.signal == signal and (not values or c.value in values)


def _in(prefix: str) -> Callable[[BusCommand], bool]:
    return lambda c: c.signal.startswith(prefix)


def _at_least(signal: str, percent: int) -> Callable[[VehicleState], Iterable[BusCommand]]:
    def commands(state: VehicleState) -> Iterable[BusCommand]:
        now = state.number(signal)
        return (BusCommand(signal, percent),) if now is not None and now < percent else ()

    return commands


def _all(
    *parts: Callable[[VehicleState], Iterable[BusCommand]],
) -> Callable[[VehicleState], Iterable[BusCommand]]:
    return lambda state: tuple(c for part in parts for c in part(state))


def _then(signal: str, value: Value) -> Callable[[VehicleState], Iterable[BusCommand]]:
    return lambda state: (BusCommand(signal, value),)


def _shut_windows(state: VehicleState) -> Iterable[BusCommand]:
    for signal in _OPENINGS:
        now = state.target(signal)
        if isinstance(now, int | float) and now > _OPEN_PERCENT:
            yield BusCommand(signal, 0)


def _is_opening(command: BusCommand) -> bool:
    return isinstance(command.value, int | float) and command.value > 0


def _fan_needs_power(command: BusCommand) -> bool:
    off: tuple[Value, ...] = (False, 0)
    return (
        command.signal.startswith("HVAC.")
        and command.signal != "HVAC.Power"
        and command.value not in off
    )


COMPANIONS: tuple[Companion, ...] = (
    Companion("climate.needs_power", _fan_needs_power, _then("HVAC.Power", True)),
    Companion(
        "climate.manual_leaves_auto",
        lambda c: c.signal in _MANUAL_AIR and c.value != "AUTO",
        _then("HVAC.Auto", False),
    ),
    Companion("climate.zone_leaves_sync", lambda c: c.signal in _ZONES, _then("HVAC.Sync", False)),
    Companion(
        "defrost.air_and_fan",
        _is("HVAC.FrontDefroster", True),
        _all(
            _at_least("HVAC.Front.FanSpeed", _DEFROST_FAN_PERCENT),
            _then("HVAC.AirDistribution", "WINDSHIELD"),
            _then("HVAC.AirConditioning", True),
            _then("HVAC.Recirculation", False),
        ),
    ),
    Companion(
        "cooling.keeps_air_in",
        _is("HVAC.AirConditioning", True),
        _all(_at_least("HVAC.Front.FanSpeed", _LEAST_FAN_PERCENT), _shut_windows),
    ),
    Companion(
        "fog.low_beam",
        lambda c: _in("Light.Fog.")(c) and c.value is True,
        _all(_then("Light.LowBeam", True), _then("Light.HighBeam", False)),
    ),
    Companion("high_beam.low_beam", _is("Light.HighBeam", True), _then("Light.LowBeam", True)),
    Companion("low_beam.by_hand", _is("Light.LowBeam"), _then("Light.Auto", False)),
    Companion(
        "sunroof.opens_shade",
        lambda c: c.signal == "Sunroof.Position" and _is_opening(c),
        _then("Sunroof.Shade", 100),
    ),
    Companion("shade.shuts_sunroof", _is("Sunroof.Shade", 0), _then("Sunroof.Position", 0)),
    Companion(
        "ambient.on",
        lambda c: c.signal in {"Light.Ambient.Color", "Light.Ambient.Intensity"} and c.value != 0,
        _then("Light.Ambient.On", True),
    ),
    Companion(
        "volume.unmutes",
        lambda c: c.signal == "Media.Volume" and c.value != 0,
        _then("Media.Mute", False),
    ),
)


def companions(
    commands: tuple[BusCommand, ...], state: VehicleState
) -> tuple[tuple[str, BusCommand], ...]:
    """The companions these commands need in this state, each with the id of its rule."""
    asked = {command.signal for command in commands}
    added: dict[str, tuple[str, BusCommand]] = {}
    for rule in COMPANIONS:
        if any(rule.applies(command) for command in commands):
            for command in rule.commands(state):
                if command.signal not in asked and _is_needed(command, state):
                    added.setdefault(command.signal, (rule.id, command))
    return tuple(added.values())


def _is_needed(command: BusCommand, state: VehicleState) -> bool:
    stands = state.target(command.signal)
    return stands not in {command.value, None} and catalogue.objection(command, state) is None
