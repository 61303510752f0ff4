"""What is inside our own messages: fields, their bits and their coding, as the catalogue implies.

Every message begins with the CRC (byte 0) and the counter (low nibble of byte 1). A status message
that answers commands goes on with RESULT (high nibble of byte 1) and ACK (low nibble of byte 2),
the counter of the last command. Fields follow in catalogue order, none across a byte border that it
could avoid.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vehicle_bus.catalogue import MESSAGES, SIGNALS, Message
from vehicle_bus.coding import AnyCoding, Coding, FlagCoding, count_of, own_scale
from vehicle_bus.frame import fitting_size
from vehicle_bus.signal import Kind, Signal

CRC = "E2E_CRC"
COUNTER = "E2E_COUNTER"
ACK = "ACK"
RESULT = "RESULT"
COUNTERS = 16
_TARGET_SUFFIX = "_TGT"
_FIRST_COMMAND_BIT = 16
_FIRST_STATUS_BIT = 20


class Role(StrEnum):
    COMMAND = "command"
    ACTUAL = "actual"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one message: which signal it carries, as what, and how."""

    name: str
    """Its name in the database."""
    role: Role
    coding: AnyCoding

    @property
    def signal(self) -> Signal:
        return self.coding.signal


@dataclass(frozen=True, slots=True)
class Placed:
    """A field of our own database with its bits."""

    field: Field
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    message: Message
    placed: tuple[Placed, ...]
    size: int
    """Bytes."""

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(placed.field for placed in self.placed)


def data_ids(message: str) -> bytes:
    """The 16 secret-free bytes that keep one message from passing for another."""
    return hashlib.sha256(f"codriver {message}".encode()).digest()[:COUNTERS]


def _fields(message: Message) -> Iterator[tuple[Field, int]]:
    for signal in SIGNALS.values():
        name = signal.name.replace(".", "_")
        if message.name == signal.command:
            coding, width = _coding(signal)
            yield Field(name, Role.COMMAND, coding), width
        elif message.name == signal.message:
            yield from _status_fields(signal, name)


def _status_fields(signal: Signal, name: str) -> Iterator[tuple[Field, int]]:
    if signal.is_event or signal.kind is Kind.TEXT:
        yield Field(name, Role.ACTUAL, FlagCoding(signal)), 2
        return
    coding, width = _coding(signal)
    yield Field(name, Role.ACTUAL, coding), width
    if signal.is_slow:
        yield Field(name + _TARGET_SUFFIX, Role.TARGET, coding), width


def _coding(signal: Signal) -> tuple[Coding, int]:
    """The narrowest field that has room for all values and the two blanks."""
    width = (count_of(signal) + 1).bit_length()
    idle = (1 << width) - 1
    return Coding(signal, own_scale(signal), idle, idle - 1), width


def _placed(fields: Iterable[tuple[Field, int]], first_bit: int) -> Iterator[Placed]:
    bit = first_bit
    for field, width in fields:
        if bit % 8 + width > 8:
            bit += -bit % 8
        yield Placed(field, bit, width)
        bit += width


def _layout(message: Message) -> Layout:
    first_bit = _FIRST_COMMAND_BIT if message.is_command else _FIRST_STATUS_BIT
    placed = tuple(_placed(_fields(message), first_bit))
    used_bits = placed[-1].start + placed[-1].width
    return Layout(message, placed, fitting_size(-(-used_bits // 8)))


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {name: _layout(message) for name, message in MESSAGES.items()}
)
