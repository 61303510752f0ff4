"""What is read for an answer: lights, trouble codes and readings together, silence included."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.health.findings import Finding, of_code, of_light, of_readings, ranked
from assistant.health.knowledge import Knowledge
from vehicle_bus import (
    DiagnosticError,
    Measured,
    TroubleCode,
    VehicleState,
    parameter,
)

if TYPE_CHECKING:
    from vehicle_bus import Diagnosis

Wanted = Mapping[str, tuple[parameter.Parameter, ...]]
"""By the name of the control unit."""
WEARING: Wanted = MappingProxyType(
    {
        "engine": (parameter.COOLANT, parameter.OIL_LIFE),
        "brakes": (parameter.PADS_FRONT, parameter.PADS_REAR),
        "body": (parameter.BATTERY_VOLTS, parameter.BATTERY_HEALTH),
    }
)
"""What has a limit beyond which it keeps a car from being driven, or is worn."""
WORN: Wanted = MappingProxyType(
    {
        **WEARING,
        "body": (*WEARING["body"], parameter.FILTER_DROP, parameter.WIPER_WEAR),
    }
)
"""All parts that wear, whether the car can be driven with them or not."""
LIGHTS = "lights"
"""Stands among the silent for warning lights that nobody reports."""


@dataclass(frozen=True, slots=True)
class Examined:
    lights: tuple[str, ...]
    codes: tuple[TroubleCode, ...]
    readings: tuple[Measured, ...]
    silent: tuple[str, ...]
    """Units that did not answer; of what they know nothing is here."""

    def findings(self, known: Knowledge) -> tuple[Finding, ...]:
        lit = (of_light(name, known) for name in self.lights if not self.explains(name, known))
        return ranked(
            (
                *(of_code(code, known) for code in self.codes),
                *of_readings(self.readings, known),
                *(finding for finding in lit if finding is not None),
            )
        )

    def explains(self, light: str, known: Knowledge) -> tuple[Finding, ...]:
        """Codes that say better than the light why it is lit: understood, and failing now."""
        units = known.lights[light].explained_by if light in known.lights else ()
        failing = (one for one in self.codes if one.unit in units and one.is_failing_now)
        found = (of_code(code, known) for code in failing)
        return ranked(finding for finding in found if finding.is_known)

    def value(self, wanted: parameter.Parameter) -> float | None:
        return next((one.value for one in self.readings if one.name == wanted.name), None)


def lit(state: VehicleState) -> tuple[str, ...] | None:
    """Warning lights that are on; None: the car does not report them."""
    lights = state["Vehicle.Warnings"]
    return lights if isinstance(lights, tuple) else None


def examine(
    diagnosis: "Diagnosis", state: VehicleState, wanted: Wanted = MappingProxyType({})
) -> Examined:
    """Lights, all trouble codes, and these readings. VehicleBusError if the bus is lost."""
    troubles = diagnosis.troubles()
    readings: list[Measured] = []
    silent = list(troubles.silent)
    for unit, parameters in wanted.items():
        if unit not in silent:
            try:
                readings += _measured(diagnosis, unit, parameters)
            except DiagnosticError:
                silent.append(unit)
    lights = lit(state)
    if lights is None:
        silent.append(LIGHTS)
    return Examined(lights or (), troubles.codes, tuple(readings), tuple(silent))


def _measured(
    diagnosis: "Diagnosis", unit: str, parameters: tuple[parameter.Parameter, ...]
) -> tuple[Measured, ...]:
    """By OBD-II what SAE J1979 has, the rest by UDS."""
    standard = tuple(one for one in parameters if one.pid is not None)
    own = tuple(one for one in parameters if one.pid is None)
    return diagnosis.live(*standard) + (diagnosis.measured(unit, own) if own else ())
