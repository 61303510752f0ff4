"""How the value of one signal becomes a raw number in a frame and back.

Two raw numbers have a meaning of their own: ``idle`` (in a command: nothing is asked for; in a
status: not known) and ``unfitted`` (this car does not have it). Every other number that stands for
no value of the signal is a broken frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from vehicle_bus.errors import DecodingError, EncodingError
from vehicle_bus.signal import Kind, Signal
from vehicle_bus.value import Value


class Blank(Enum):
    """What a field can hold in place of a value."""

    IDLE = "idle"
    UNFITTED = "unfitted"


class Scale(Protocol):
    """The pure translation, without a look at ranges and blanks."""

    def to_raw(self, value: Value) -> int | None: ...
    def to_value(self, raw: int) -> Value | None: ...


@dataclass(frozen=True, slots=True)
class NumberScale:
    """A number is worth ``offset + raw * factor``."""

    offset: float
    factor: float
    is_whole: bool

    def to_raw(self, value: Value) -> int | None:
        if not isinstance(value, int | float):
            return None
        return round((value - self.offset) / self.factor)

    def to_value(self, raw: int) -> Value | None:
        value = self.offset + raw * self.factor
        return round(value) if self.is_whole else round(value, 6)


class NameScale:
    """Each value has its own raw number: switches and enumerations."""

    def __init__(self, raw_of: Mapping[Value, int]) -> None:
        self._raw_of = raw_of
        self._value_of = {raw: value for value, raw in raw_of.items()}

    def to_raw(self, value: Value) -> int | None:
        return self._raw_of.get(value)

    def to_value(self, raw: int) -> Value | None:
        return self._value_of.get(raw)


class SetScale:
    """One bit for each name."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._bits = {name: 1 << place for place, name in enumerate(names)}

    def to_raw(self, value: Value) -> int | None:
        return sum(self._bits[name] for name in value) if isinstance(value, tuple) else None

    def to_value(self, raw: int) -> Value | None:
        if raw >> len(self._bits):
            return None
        return tuple(name for name, bit in self._bits.items() if raw & bit)


class ClockScale:
    """A time of day as minutes since midnight."""

    def to_raw(self, value: Value) -> int | None:
        hours, _, minutes = str(value).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal()):
            return None
        return int(hours) * 60 + int(minutes)

    def to_value(self, raw: int) -> Value | None:
        return f"{raw // 60:02d}:{raw % 60:02d}" if 0 <= raw < MINUTES_A_DAY else None


MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Coding:
    signal: Signal
    scale: Scale
    idle: int
    unfitted: int | None = None
    """None where the database has no number for it."""

    def encode(self, value: Value) -> int:
        raw = self.scale.to_raw(value) if self.signal.accepts(value) else None
        if raw is None:
            raise EncodingError(f"{self.signal.name} cannot be {value!r}")
        return raw

    def decode(self, raw: int) -> Value | Blank:
        if raw == self.idle:
            return Blank.IDLE
        if raw == self.unfitted:
            return Blank.UNFITTED
        value = self.scale.to_value(raw)
        if value is None or not self.signal.accepts(value):
            raise DecodingError(f"{self.signal.name} cannot be raw {raw}")
        return value


@dataclass(frozen=True, slots=True)
class FlagCoding:
    """Whether something without a lasting value is fitted, and whether it happens right now."""

    signal: Signal
    idle: int = 3
    unfitted: int = 2

    def encode(self, value: Value) -> int:
        return int(bool(value))

    def decode(self, raw: int) -> Value | Blank:
        if raw == self.unfitted:
            return Blank.UNFITTED
        return Blank.IDLE if raw == self.idle else bool(raw)


AnyCoding = Coding | FlagCoding


def own_scale(signal: Signal) -> Scale:
    """The scale of our own database, which follows from the catalogue alone."""
    match signal.kind:
        case Kind.INT | Kind.FLOAT:
            return NumberScale(signal.low, signal.step, signal.kind is Kind.INT)
        case Kind.ENUM:
            return NameScale({name: raw for raw, name in enumerate(signal.choices)})
        case Kind.SET:
            return SetScale(signal.choices)
        case Kind.CLOCK:
            return ClockScale()
        case _:
            return NameScale({False: 0, True: 1})


def count_of(signal: Signal) -> int:
    """How many raw numbers stand for values of the signal in our own database."""
    match signal.kind:
        case Kind.INT | Kind.FLOAT:
            return round((signal.high - signal.low) / signal.step) + 1
        case Kind.ENUM:
            return len(signal.choices)
        case Kind.SET:
            return 1 << len(signal.choices)
        case Kind.CLOCK:
            return MINUTES_A_DAY
        case _:
            return 2
