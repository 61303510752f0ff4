"""How the car says it is: fault memories, freeze frames, identification and counters, only read.

A unit that does not answer costs what it knows and nothing else. Readings take milliseconds and may
be asked for from any thread; they delay no command.
"""

from contextlib import suppress

from vehicle_bus.control_unit import ENGINE, ControlUnit
from vehicle_bus.diagnostic_line import DiagnosticLine
from vehicle_bus.errors import DiagnosticError, NegativeAnswerError, SilentUnitError
from vehicle_bus.inquiry import COUNT_BY_STATUS, NEGATIVE, READ_CODES
from vehicle_bus.obd import ObdReader
from vehicle_bus.parameter import (
    OF_UNIT,
    PART_NUMBER_DID,
    SERIAL_DID,
    SOFTWARE_DID,
    VIN_DID,
    Parameter,
)
from vehicle_bus.trouble import (
    EmissionReport,
    FreezeFrame,
    Identity,
    Measured,
    TroubleCode,
    Troubles,
)
from vehicle_bus.uds import ALL_CODES, UdsReader

_TEXTS = (VIN_DID, PART_NUMBER_DID, SOFTWARE_DID, SERIAL_DID)
"""In the order of an ``Identity``."""
_COUNT_BYTES = slice(4, 6)


class Diagnosis:
    """Errors: DiagnosticError, BlockedFrameError, BusLostError."""

    def __init__(self, line: DiagnosticLine) -> None:
        self._line = line
        self._units = {unit.name: unit for unit in line.units}
        self._uds = {unit: UdsReader(line, unit, _TEXTS) for unit in line.units}
        self._obd = ObdReader(line, ENGINE)

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(self._units)

    def troubles(self) -> Troubles:
        """Every trouble code there is. All units are counted by one question first."""
        with self._line.turn:
            counts = self._line.ask_all(bytes((READ_CODES, COUNT_BY_STATUS, ALL_CODES)))
            codes: list[TroubleCode] = []
            silent = [unit.name for unit in self._units.values() if unit not in counts]
            for unit, payload in counts.items():
                try:
                    codes += self._codes(unit, payload)
                except DiagnosticError:
                    silent.append(unit.name)
        order = list(self._units)
        codes.sort(key=lambda one: order.index(one.unit))
        return Troubles(tuple(codes), tuple(sorted(silent, key=order.index)))

    def frozen(self, trouble: TroubleCode) -> FreezeFrame:
        with self._line.turn:
            return self._uds[self._units[trouble.unit]].frozen(trouble.code)

    def measured(self, unit: str, parameters: tuple[Parameter, ...] = ()) -> tuple[Measured, ...]:
        """These, or all that a unit of our own car counts and measures."""
        with self._line.turn:
            return self._uds[self._units[unit]].measured(parameters or OF_UNIT.get(unit, ()))

    def vin(self) -> str:
        """As the first unit says that answers; SilentUnitError if none does."""
        for reader in self._uds.values():
            with self._line.turn, suppress(DiagnosticError):
                return reader.text(VIN_DID)
        raise SilentUnitError("no control unit tells the vehicle identification number")

    def identity(self, unit: str) -> Identity:
        reader = self._uds[self._units[unit]]
        with self._line.turn:
            return Identity(*(_said(reader, did) for did in _TEXTS))

    def emissions(self) -> EmissionReport:
        with self._line.turn:
            return self._obd.report()

    def live(self, *parameters: Parameter) -> tuple[Measured, ...]:
        """Values of the engine by OBD-II, now."""
        with self._line.turn:
            return self._obd.live(parameters)

    def frozen_emissions(self) -> FreezeFrame | None:
        with self._line.turn:
            return self._obd.frozen()

    def _codes(self, unit: ControlUnit, payload: bytes) -> tuple[TroubleCode, ...]:
        """The codes of a unit that said how many it has; one that would not say is asked."""
        is_empty = payload[0] != NEGATIVE and not any(payload[_COUNT_BYTES])
        return () if is_empty else self._uds[unit].codes()


def _said(reader: UdsReader, did: int) -> str:
    """Empty where the unit does not know it; a unit that says nothing at all is an error."""
    try:
        return reader.text(did)
    except NegativeAnswerError:
        return ""
