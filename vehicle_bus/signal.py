"""One entry of the catalogue: everything there is to know about one signal.

A signal has two names (short and VSS path), a kind with its range, and, when the bus carries it,
the status message that reports it, the command message or the text service that moves it, and its
interlocks. What a message looks like bit by bit follows from these entries in ``layout``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeGuard

from vehicle_bus.interlock import NOT_FITTED, OUT_OF_RANGE, Interlock
from vehicle_bus.state import VehicleState
from vehicle_bus.value import BusCommand, Query, Value

MAX_TEXT_BYTES = 240
"""Longest text of one query field, as UTF-8."""


class Kind(StrEnum):
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    ENUM = "enum"
    SET = "set"
    CLOCK = "clock"
    """A time of day, "HH:MM"."""
    TEXT = "text"
    QUERY = "query"
    MOMENTARY = "momentary"


class Access(StrEnum):
    ACTUATOR = "actuator"
    SENSOR = "sensor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    name: str
    vss: str
    kind: Kind
    description: str
    unit: str = ""
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()
    """Names of an enumeration or set in raw order; for a query the fields it may have."""
    default: Value | None = None
    """Value in a car just started; None where there is none."""
    access: Access = Access.ACTUATOR
    message: str | None = None
    """Status message that reports it (or at least whether it is fitted)."""
    command: str | None = None
    """Command message that moves it."""
    service: int | None = None
    """Service of the text channel that carries it, for queries."""
    interlocks: tuple[Interlock, ...] = ()
    is_slow: bool = False
    """It takes time to get there: the status message reports the accepted target as well."""
    is_event: bool = False
    """It happens and leaves no value behind: its read-back is the acknowledgement."""

    @property
    def is_on_bus(self) -> bool:
        return self.command is not None or self.service is not None

    def accepts(self, value: Value) -> bool:
        """Is this a value of the signal's kind and within its range?"""
        return _ACCEPTS[self.kind](self, value)

    def objection(
        self, value: Value, state: VehicleState, together: Iterable[BusCommand] = ()
    ) -> str | None:
        """Why this value may not be asked for now; None if it may.

        ``together`` are the commands that travel in the same frame.
        """
        if not self.accepts(value):
            return OUT_OF_RANGE
        if not state.available(self.name):
            return NOT_FITTED
        if not self.interlocks:
            return None
        then = state.after((*together, BusCommand(self.name, value)))
        objections = (interlock.objection(value, then) for interlock in self.interlocks)
        return next((code for code in objections if code), None)

    def snapped(self, value: float) -> int | float:
        """The nearest value that the signal can carry, inside its range."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        exact = self.low + steps * self.step
        return round(exact) if self.kind is Kind.INT else round(exact, 6)

    def same(self, left: Value | None, right: Value | None) -> bool:
        """Do both mean the same on the bus, whose grid is ``step`` wide?"""
        if self.kind is Kind.FLOAT and _is_number(left) and _is_number(right):
            return self.snapped(left) == self.snapped(right)
        if self.kind is Kind.SET and isinstance(left, tuple) and isinstance(right, tuple):
            return set(left) == set(right)
        return left == right


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _accepts_number(signal: Signal, value: Value) -> bool:
    if not _is_number(value) or not signal.low <= value <= signal.high:
        return False
    return signal.kind is Kind.FLOAT or value == int(value)


def _accepts_names(signal: Signal, value: Value) -> bool:
    if not isinstance(value, tuple):
        return False
    return len(set(value)) == len(value) and set(value) <= set(signal.choices)


def _accepts_fields(signal: Signal, value: Value) -> bool:
    if not isinstance(value, Query):
        return False
    return all(name in signal.choices and _is_plain(text) for name, text in value.fields)


def _is_plain(text: str) -> bool:
    """Printable, sound UTF-8 of bounded length."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return False
    return 0 < size <= MAX_TEXT_BYTES and text.isprintable()


_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ACCEPTS: Mapping[Kind, Callable[[Signal, Value], bool]] = MappingProxyType(
    {
        Kind.BOOL: lambda _, value: isinstance(value, bool),
        Kind.MOMENTARY: lambda _, value: value is True,
        Kind.INT: _accepts_number,
        Kind.FLOAT: _accepts_number,
        Kind.ENUM: lambda signal, value: isinstance(value, str) and value in signal.choices,
        Kind.SET: _accepts_names,
        Kind.QUERY: _accepts_fields,
        Kind.CLOCK: lambda _, value: isinstance(value, str) and bool(_CLOCK.fullmatch(value)),
        Kind.TEXT: lambda _, value: isinstance(value, str),
    }
)
