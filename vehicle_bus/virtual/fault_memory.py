"""The faults of the virtual car: which unit notices one, what it remembers, which light it wants.

A fault put in is noticed at once and confirmed; its freeze frame is the car as it was then. Healing
is the workshop's: it clears the memory, and nothing that is asked over the bus can.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from vehicle_bus.control_unit import AIRBAG, BODY, BRAKES, ENGINE, GEARBOX, TYRES, ControlUnit
from vehicle_bus.errors import BadArrangementError
from vehicle_bus.parameter import FROZEN, Parameter
from vehicle_bus.trouble import Status, is_code

_T = TypeVar("_T")
NOTICED = (
    Status.TEST_FAILED
    | Status.FAILED_THIS_CYCLE
    | Status.PENDING
    | Status.CONFIRMED
    | Status.FAILED_SINCE_CLEAR
)
ENGINE_LAMP = "CHECK_ENGINE"
_OWNERS: tuple[tuple[tuple[str, ...], ControlUnit], ...] = (
    (("P07", "P08", "P09", "P17"), GEARBOX),
    (("P",), ENGINE),
    (("C075", "C076", "C077"), TYRES),
    (("C",), BRAKES),
    (("B00",), AIRBAG),
    (("B", "U"), BODY),
)
"""The first that a code begins with has it."""
_LAMPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("P0217", "P0218"), "COOLANT_HOT"),
    (("P052",), "OIL_PRESSURE_LOW"),
    (("P0562", "P0620", "P0622"), "CHARGING_FAULT"),
    (("C0267", "C1267"), "BRAKE_FLUID_LOW"),
    (("C0051", "C0545"), "STEERING_FAULT"),
    (("C005", "C006", "C01", "C02"), "BRAKE_FAULT"),
    (("C075", "C076", "C077"), "TIRE_PRESSURE_LOW"),
    (("C",), "ABS_FAULT"),
    (("B00",), "AIRBAG_FAULT"),
    (("P", "U01"), ENGINE_LAMP),
)
"""Likewise; a code that nothing here fits wants no light."""


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    unit: ControlUnit
    status: Status
    lamp: str | None
    frozen: Mapping[Parameter, float]


class FaultMemory:
    def __init__(self, measure: Callable[[Parameter], float]) -> None:
        """``measure`` tells what a parameter is worth now."""
        self._measure = measure
        self._faults: dict[str, Fault] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults.values())

    def of(self, unit: ControlUnit) -> tuple[Fault, ...]:
        return tuple(fault for fault in self._faults.values() if fault.unit == unit)

    @property
    def lamps(self) -> frozenset[str]:
        """Warning lights that some fault wants lit."""
        return frozenset(fault.lamp for fault in self._faults.values() if fault.lamp)

    def notice(self, code: str) -> Fault:
        """BadArrangementError if it is no trouble code. One that is known stays as it was."""
        code = code.upper()
        if not is_code(code):
            raise BadArrangementError(f"{code!r} is no trouble code, as P0301 or C0035 is")
        if code not in self._faults:
            lamp = _first(_LAMPS, code)
            status = NOTICED | Status.LAMP_REQUESTED if lamp else NOTICED
            frozen = MappingProxyType({one: self._measure(one) for one in FROZEN})
            unit = _first(_OWNERS, code) or BODY
            self._faults[code] = Fault(code, unit, status, lamp, frozen)
        return self._faults[code]

    def heal(self, code: str | None = None) -> None:
        """This one, or all; BadArrangementError if there is no such fault."""
        if code is None:
            self._faults.clear()
        elif self._faults.pop(code.upper(), None) is None:
            raise BadArrangementError(f"there is no fault {code.upper()}")


def _first(table: tuple[tuple[tuple[str, ...], _T], ...], code: str) -> _T | None:
    return next((found for starts, found in table if code.startswith(starts)), None)
