"""What the control units know of their own health, as values.

A trouble code is read, never guessed: its text follows from its bytes by SAE J2012, its status bits
are those of ISO 14229-1. What a code means to a person is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntFlag

from vehicle_bus.errors import BadAnswerError

_SYSTEMS = "PCBU"
_CODE = re.compile(r"[PCBU][0-3][0-9A-F]{3}(-[0-9A-F]{2})?")
CODE_BYTES = 3


class Status(IntFlag):
    """The status byte of a trouble code; the bits nobody asks about have no name here."""

    TEST_FAILED = 0x01
    """It fails now."""
    FAILED_THIS_CYCLE = 0x02
    PENDING = 0x04
    CONFIRMED = 0x08
    FAILED_SINCE_CLEAR = 0x20
    LAMP_REQUESTED = 0x80
    """The unit wants its warning light lit."""


@dataclass(frozen=True, slots=True)
class TroubleCode:
    code: str
    """As SAE J2012 writes it, "P0301"; with the failure type where there is one, "C0035-11"."""
    unit: str
    status: Status

    @property
    def is_confirmed(self) -> bool:
        return Status.CONFIRMED in self.status

    @property
    def is_failing_now(self) -> bool:
        return Status.TEST_FAILED in self.status


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class FreezeFrame:
    """How the car was at the moment a fault was noticed."""

    code: str
    values: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a unit says it is; empty where it does not say."""

    vin: str
    part_number: str
    software: str
    serial: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """All trouble codes of the car, as far as it answers."""

    codes: tuple[TroubleCode, ...]
    silent: tuple[str, ...]
    """Units that should be there and did not answer, or not so that it could be read."""


@dataclass(frozen=True, slots=True)
class EmissionReport:
    """What any reader of OBD-II may see of the engine (SAE J1979)."""

    is_lamp_on: bool
    stored: tuple[str, ...]
    pending: tuple[str, ...]
    permanent: tuple[str, ...]
    """Cleared by the car alone, once it has seen the fault to be gone."""
    vin: str


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def code_text(data: bytes) -> str:
    """Two bytes, or three with the failure type, as people write them."""
    if len(data) not in {CODE_BYTES - 1, CODE_BYTES}:
        raise BadAnswerError("a trouble code has two or three bytes")
    text = f"{_SYSTEMS[data[0] >> 6]}{data[0] >> 4 & 3}{data[0] & 0xF:X}{data[1]:02X}"
    return f"{text}-{data[2]:02X}" if data[2:] not in {b"", b"\x00"} else text


def code_bytes(text: str) -> bytes:
    """The three bytes; ValueError if it is no trouble code."""
    if not is_code(text):
        raise ValueError(f"{text} is no trouble code")
    high = _SYSTEMS.index(text[0]) << 6 | int(text[1]) << 4 | int(text[2], 16)
    return bytes((high, int(text[3:5], 16), int(text[6:] or "0", 16)))
