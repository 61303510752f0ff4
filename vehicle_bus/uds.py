"""Control units read by UDS (ISO 14229-1): the only file that knows udsoncan.

Its client sees a connection of ours, so every byte it sends passes the gate; no method here asks it
for anything but reading. Its exceptions become errors of this package.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import udsoncan
from udsoncan import exceptions
from udsoncan.client import Client
from udsoncan.configs import default_client_config
from udsoncan.connections import BaseConnection
from udsoncan.services.ReadDTCInformation import ReadDTCInformation
from udsoncan.typing import ClientConfig

from vehicle_bus.control_unit import ControlUnit
from vehicle_bus.diagnostic_line import ANSWER_WITHIN_S, WORKING_WITHIN_S, DiagnosticLine
from vehicle_bus.errors import BadAnswerError, NegativeAnswerError, SilentUnitError
from vehicle_bus.inquiry import MOST_VALUES
from vehicle_bus.parameter import BY_DID, Parameter, text_of
from vehicle_bus.trouble import (
    CODE_BYTES,
    FreezeFrame,
    Measured,
    Status,
    TroubleCode,
    code_bytes,
    code_text,
)

_Codecs = dict[int | str, str | udsoncan.DidCodec | type[udsoncan.DidCodec]]
ALL_CODES = 0xFF & ~0x50
"""Every status bit but those that only say a test has not run yet."""
_FIRST_SNAPSHOT = 1
_LOGGER = "vehicle_bus.uds"
"""udsoncan logs what it receives; nothing of that is for a log."""


class _Line(BaseConnection):
    """The diagnostic line as udsoncan wants a connection."""

    def __init__(self, line: DiagnosticLine, unit: ControlUnit) -> None:
        super().__init__(unit.name)
        self._line = line
        self._unit = unit

    def specific_send(self, payload: bytes, timeout: float | None = None) -> None:
        self._line.ask(self._unit, payload)

    def specific_wait_frame(self, timeout: float | None = None) -> bytes:
        return self._line.answer(self._unit, ANSWER_WITHIN_S if timeout is None else timeout)

    def open(self) -> "_Line":
        return self

    def close(self) -> None:
        """The line stays open: it is the vehicle's."""

    def is_open(self) -> bool:
        return True

    def empty_rxqueue(self) -> None:
        """Done by the line with every question."""


class _Number(udsoncan.DidCodec):
    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._parameter = parameter

    def encode(self, *values: Any) -> bytes:
        raise NotImplementedError("nothing is written")

    def decode(self, data: bytes) -> float:
        return self._parameter.decode(data)

    def __len__(self) -> int:
        return self._parameter.size


class _Text(udsoncan.DidCodec):
    def encode(self, *values: Any) -> bytes:
        raise NotImplementedError("nothing is written")

    def decode(self, data: bytes) -> str:
        return text_of(data)

    def __len__(self) -> int:
        raise self.ReadAllRemainingData


class UdsReader:
    """One control unit. Errors: DiagnosticError, BlockedFrameError, BusLostError."""

    def __init__(self, line: DiagnosticLine, unit: ControlUnit, texts: Iterable[int]) -> None:
        """``texts``: identifiers whose values are words."""
        logging.getLogger(_LOGGER).setLevel(logging.CRITICAL + 1)
        codecs: _Codecs = {did: _Number(p) for did, p in BY_DID.items()}
        codecs.update((did, _Text()) for did in texts)
        config: ClientConfig = {
            **default_client_config,
            "data_identifiers": codecs,
            "p2_timeout": ANSWER_WITHIN_S,
            "p2_star_timeout": WORKING_WITHIN_S,
            "request_timeout": WORKING_WITHIN_S,
            "use_server_timing": False,
            "logger_name": _LOGGER,
        }
        self._line = line
        self._unit = unit
        self._client = Client(_Line(line, unit), config=config)

    def codes(self) -> tuple[TroubleCode, ...]:
        """Every trouble code the unit holds."""
        with self._reading():
            data = _service_data(self._client.get_dtc_by_status_mask(ALL_CODES))
        return tuple(
            TroubleCode(
                code_text(dtc.id.to_bytes(CODE_BYTES)),
                self._unit.name,
                Status(dtc.status.get_byte_as_int()),
            )
            for dtc in data.dtcs
        )

    def frozen(self, code: str) -> FreezeFrame:
        """How the car was when the fault was noticed; without values if that was not kept."""
        number = int.from_bytes(code_bytes(code))
        with self._reading():
            data = _service_data(
                self._client.get_dtc_snapshot_by_dtc_number(number, _FIRST_SNAPSHOT)
            )
        values = tuple(
            Measured(
                parameter.name, parameter.decode(bytes(snapshot.raw_data or b"")), parameter.unit
            )
            for dtc in data.dtcs
            for snapshot in dtc.snapshots
            if not isinstance(snapshot, int) and (parameter := BY_DID.get(snapshot.did or 0))
        )
        return FreezeFrame(code, values)

    def measured(self, parameters: Sequence[Parameter]) -> tuple[Measured, ...]:
        found: dict[int, Any] = {}
        for start in range(0, len(parameters), MOST_VALUES):
            found |= self._values([one.did for one in parameters[start : start + MOST_VALUES]])
        return tuple(Measured(one.name, float(found[one.did]), one.unit) for one in parameters)

    def text(self, did: int) -> str:
        return str(self._values([did])[did])

    def _values(self, dids: list[int]) -> dict[int, Any]:
        with self._reading():
            answer = self._client.read_data_by_identifier(dids)
        if answer is None:
            raise BadAnswerError("no values")
        return dict(answer.service_data.values)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One question, its errors named, and the inquiry closed after it."""
        try:
            with self._line.asking():
                yield
        except exceptions.NegativeResponseException as error:
            raise NegativeAnswerError(int(error.response.code or 0)) from error
        except exceptions.TimeoutException as error:
            raise SilentUnitError(f"the {self._unit.name} unit does not answer") from error
        except (exceptions.InvalidResponseException, exceptions.UnexpectedResponseException) as e:
            raise BadAnswerError(f"the {self._unit.name} unit answers wrongly") from e
        except exceptions.ConfigError as error:
            raise BadAnswerError(f"the {self._unit.name} unit sends what is unknown") from error


def _service_data(
    answer: ReadDTCInformation.InterpretedResponse | None,
) -> ReadDTCInformation.ResponseData:
    if answer is None:
        raise BadAnswerError("no trouble codes")
    return answer.service_data
