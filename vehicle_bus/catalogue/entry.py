"""Short ways to write the entries of the tables: one method per shape of signal."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict, Unpack

from vehicle_bus.interlock import Interlock
from vehicle_bus.signal import Access, Kind, Signal
from vehicle_bus.value import Value

OVERLAY = "Vehicle.Codriver"
"""Branch of our own for what VSS has no path for."""


class Limits(TypedDict, total=False):
    """Fields of ``Signal`` that an entry may set beyond what its shape says."""

    unit: str
    low: float
    high: float
    step: float
    interlocks: tuple[Interlock, ...]
    is_slow: bool
    is_event: bool


class Family:
    """The signals of one ECU: they share a status message and a command message."""

    def __init__(self, name: str) -> None:
        head, _, tail = name.partition("_")
        end = f"_{tail}" if tail else ""
        self._status = f"{head}_STATUS{end}"
        self._command = f"{head}_CMD{end}"

    def switch(
        self, name: str, vss: str, text: str, default: bool = False, **limits: Unpack[Limits]
    ) -> Signal:
        return replace(self._actuator(Kind.BOOL, name, vss, text), default=default, **limits)

    def whole(
        self, name: str, vss: str, text: str, default: int | None, **limits: Unpack[Limits]
    ) -> Signal:
        return replace(self._actuator(Kind.INT, name, vss, text), default=default, **limits)

    def percent(
        self, name: str, vss: str, text: str, default: int, **limits: Unpack[Limits]
    ) -> Signal:
        whole = self.whole(name, vss, text, default, unit="%", low=0, high=100)
        return replace(whole, **limits)

    def level(self, name: str, vss: str, text: str) -> Signal:
        return self.whole(name, vss, text, 0, unit="level", low=0, high=3)

    def decimal(
        self, name: str, vss: str, text: str, default: float, **limits: Unpack[Limits]
    ) -> Signal:
        return replace(self._actuator(Kind.FLOAT, name, vss, text), default=default, **limits)

    def choice(
        self,
        name: str,
        vss: str,
        text: str,
        choices: str,
        default: str | None = None,
        **limits: Unpack[Limits],
    ) -> Signal:
        """An enumeration; without a default it is an event that leaves no value behind."""
        choice = self._actuator(Kind.ENUM, name, vss, text, choices)
        return replace(replace(choice, default=default, is_event=default is None), **limits)

    def several(self, name: str, vss: str, text: str, choices: str) -> Signal:
        return replace(self._actuator(Kind.SET, name, vss, text, choices), default=())

    def press(self, name: str, vss: str, text: str) -> Signal:
        return replace(self._actuator(Kind.MOMENTARY, name, vss, text), is_event=True)

    def query(self, name: str, vss: str, text: str, fields: str, service: int) -> Signal:
        query = self._actuator(Kind.QUERY, name, vss, text, fields)
        return replace(query, command=None, service=service, is_event=True)

    def reading(
        self, name: str, vss: str, text: str, default: float, **limits: Unpack[Limits]
    ) -> Signal:
        kind = Kind.INT if limits.get("step", 1) == 1 else Kind.FLOAT
        return replace(self._sensor(kind, name, vss, text), default=default, **limits)

    def sense(self, name: str, vss: str, text: str, kind: Kind, default: Value) -> Signal:
        """A reading without a range: yes or no, a time of day, a text."""
        return replace(self._sensor(kind, name, vss, text), default=default)

    def named(
        self, name: str, vss: str, text: str, choices: str, default: str | tuple[str, ...]
    ) -> Signal:
        """A reading out of names: one of them, or several when the default is a tuple."""
        kind = Kind.SET if isinstance(default, tuple) else Kind.ENUM
        return replace(self._sensor(kind, name, vss, text, choices), default=default)

    def _actuator(self, kind: Kind, name: str, vss: str, text: str, choices: str = "") -> Signal:
        sensor = self._sensor(kind, name, vss, text, choices)
        return replace(sensor, access=Access.ACTUATOR, command=self._command)

    def _sensor(self, kind: Kind, name: str, vss: str, text: str, choices: str = "") -> Signal:
        return Signal(
            name=name,
            vss=vss,
            kind=kind,
            description=text,
            choices=tuple(choices.split()),
            access=Access.SENSOR,
            message=self._status,
        )


def offline(name: str, text: str, kind: Kind, choices: str = "") -> Signal:
    """A wish that never reaches the bus: the program above answers it."""
    return Signal(
        name=name,
        vss=f"{OVERLAY}.{name}",
        kind=kind,
        description=text,
        choices=tuple(choices.split()),
        is_event=True,
    )


def by_name(*tables: Iterable[Signal]) -> dict[str, Signal]:
    """All tables as one; a name that occurs twice is a mistake of the tables."""
    signals = [signal for table in tables for signal in table]
    found = {signal.name: signal for signal in signals}
    if len(found) != len(signals):
        raise ValueError("a signal is declared twice")
    return found
