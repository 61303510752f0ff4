"""What any reader of OBD-II may see of the engine (SAE J1979), decoded."""

from collections.abc import Iterable

from vehicle_bus.control_unit import ControlUnit
from vehicle_bus.diagnostic_line import DiagnosticLine
from vehicle_bus.errors import BadAnswerError
from vehicle_bus.inquiry import (
    FROZEN_DATA,
    LIVE_DATA,
    PENDING,
    PERMANENT,
    STORED,
    VEHICLE,
)
from vehicle_bus.parameter import FROZEN, Parameter, text_of
from vehicle_bus.trouble import EmissionReport, FreezeFrame, Measured, code_text

_MONITOR_STATUS, _VIN, _FIRST_FRAME, _CODE_OF_FRAME = 0x01, 0x02, 0x00, 0x02
_LAMP = 0x80
_CODE_SIZE = 2


class ObdReader:
    """One control unit. Errors: DiagnosticError, BlockedFrameError, BusLostError."""

    def __init__(self, line: DiagnosticLine, unit: ControlUnit) -> None:
        self._line = line
        self._unit = unit

    def report(self) -> EmissionReport:
        status = self._asked(LIVE_DATA, _MONITOR_STATUS)
        if len(status) != 4:
            raise BadAnswerError("the monitor status has four bytes")
        return EmissionReport(
            is_lamp_on=bool(status[0] & _LAMP),
            stored=self._codes(STORED),
            pending=self._codes(PENDING),
            permanent=self._codes(PERMANENT),
            vin=text_of(self._asked(VEHICLE, _VIN)[1:]),
        )

    def live(self, parameters: Iterable[Parameter]) -> tuple[Measured, ...]:
        """The values now; ValueError for a parameter that is none of SAE J1979."""
        return tuple(self._measured(one, LIVE_DATA) for one in parameters)

    def frozen(self) -> FreezeFrame | None:
        """How the car was when the engine noticed its fault; None without one."""
        code = self._asked(FROZEN_DATA, _CODE_OF_FRAME, _FIRST_FRAME)
        if not any(code):
            return None
        values = (self._measured(one, FROZEN_DATA, _FIRST_FRAME) for one in FROZEN)
        return FreezeFrame(code_text(code), tuple(values))

    def _measured(self, parameter: Parameter, service: int, *more: int) -> Measured:
        if parameter.pid is None:
            raise ValueError(f"{parameter.name} is not asked by OBD-II")
        data = self._asked(service, parameter.pid, *more)
        return Measured(parameter.name, parameter.decode(data), parameter.unit)

    def _codes(self, service: int) -> tuple[str, ...]:
        """After a count there are two bytes for each code."""
        data = self._asked(service)
        if not data or len(data) < 1 + data[0] * _CODE_SIZE:
            raise BadAnswerError("codes are missing")
        starts = range(1, 1 + data[0] * _CODE_SIZE, _CODE_SIZE)
        return tuple(code_text(data[start : start + _CODE_SIZE]) for start in starts)

    def _asked(self, *request: int) -> bytes:
        """What follows the bytes that the answer repeats."""
        return self._line.read(self._unit, bytes(request))[len(request) - 1 :]
