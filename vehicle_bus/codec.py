"""Commands and reports to frames and back, through the database and nothing else.

cantools packs and unpacks raw numbers, ``coding`` gives them their meaning, AUTOSAR E2E profile 2
protects them. The codec keeps no state: who sends counts, who receives remembers the last counter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from e2e import p02

from vehicle_bus.coding import Blank
from vehicle_bus.errors import DecodingError, EncodingError, ProtectionError
from vehicle_bus.frame import Frame
from vehicle_bus.layout import ACK, COUNTER, RESULT, Field, Role
from vehicle_bus.result import Result
from vehicle_bus.value import BusCommand, Value
from vehicle_bus.wiring import Wire, Wiring, own_wiring


@dataclass(frozen=True, slots=True)
class CommandFrame:
    """A command message, understood."""

    message: str
    counter: int
    commands: tuple[BusCommand, ...]


@dataclass(frozen=True, slots=True)
class StatusFrame:
    """A status message, understood; also what an ECU wants to report."""

    message: str
    counter: int
    values: Mapping[str, Value] = field(default_factory=dict)
    """What is known; a signal of the message that is missing here is unknown."""
    targets: Mapping[str, Value] = field(default_factory=dict)
    unfitted: frozenset[str] = frozenset()
    ack: int = 0
    """Counter of the last command; means nothing while ``result`` is NONE."""
    result: Result = Result.NONE


class DbcCodec:
    def __init__(self, wiring: Wiring | None = None) -> None:
        self.wiring = wiring or own_wiring()
        self._blanks = {name: wire.blank() for name, wire in self.wiring.wires.items()}

    def encode_command(self, commands: Sequence[BusCommand], counter: int) -> Frame:
        """One frame for commands that share a message."""
        wires = {self.wiring.commanding(command.signal).name for command in commands}
        if len(wires) != 1 or len({command.signal for command in commands}) != len(commands):
            raise EncodingError("a frame takes one command for each of several signals of one ECU")
        wire = self.wiring.wires[wires.pop()]
        wanted = {command.signal: command.value for command in commands}
        raw = {
            field.name: field.coding.encode(wanted[field.signal.name])
            for field in wire.fields
            if field.signal.name in wanted
        }
        return self._frame(wire, raw, counter)

    def decode_command(self, frame: Frame) -> CommandFrame:
        wire = self.wiring.of_id(frame.can_id)
        if not wire.is_command:
            raise DecodingError(f"{wire.name} is no command")
        raw = _unpacked(wire, frame)
        read = ((field, field.coding.decode(raw[field.name])) for field in wire.fields)
        commands = tuple(_command(field, value) for field, value in read if value is not Blank.IDLE)
        return CommandFrame(wire.name, raw.get(COUNTER, 0), commands)

    def encode_status(self, status: StatusFrame) -> Frame:
        wire = self.wiring.wires[status.message]
        raw = {field.name: _status_raw(field, status) for field in wire.fields}
        if wire.answers:
            raw |= {ACK: status.ack, RESULT: _RAW_RESULTS[status.result]}
        return self._frame(wire, raw, status.counter)

    def decode_status(self, frame: Frame) -> StatusFrame:
        wire = self.wiring.of_id(frame.can_id)
        if wire.is_command:
            raise DecodingError(f"{wire.name} is no status")
        raw = _unpacked(wire, frame)
        read = [(field, field.coding.decode(raw[field.name])) for field in wire.fields]
        return StatusFrame(
            wire.name,
            raw.get(COUNTER, 0),
            values=_known(read, Role.ACTUAL),
            targets=_known(read, Role.TARGET),
            unfitted=frozenset(f.signal.name for f, value in read if value is Blank.UNFITTED),
            ack=raw[ACK] if wire.answers else 0,
            result=_result(raw[RESULT]) if wire.answers else Result.NONE,
        )

    def name_of(self, frame: Frame) -> str:
        """Name of the frame's message; raises UnknownFrameError for a foreign one."""
        return self.wiring.of_id(frame.can_id).name

    def describe(self, frame: Frame) -> Mapping[str, str]:
        """Every database signal of a frame in words, as a monitor shows it. Nothing is checked."""
        wire = self.wiring.of_id(frame.can_id)
        try:
            decoded = cast("dict[str, object]", wire.dbc.decode(frame.data))
        except Exception as error:
            raise DecodingError(wire.name) from error
        return {name: str(value) for name, value in decoded.items()}

    def _frame(self, wire: Wire, raw: Mapping[str, int], counter: int) -> Frame:
        protected = {} if wire.data_ids is None else {COUNTER: counter}
        data = _packed(wire, {**self._blanks[wire.name], **raw, **protected})
        if wire.data_ids is not None:
            p02.e2e_p02_protect(data, wire.data_ids, increment_counter=False)
        return Frame(wire.dbc.frame_id, bytes(data), wire.name)


_RAW_RESULTS = {result: raw for raw, result in enumerate(Result)}
_RESULTS = tuple(Result)


def _result(raw: int) -> Result:
    if raw >= len(_RESULTS):
        raise DecodingError(f"result {raw}")
    return _RESULTS[raw]


def _command(field: Field, value: Value | Blank) -> BusCommand:
    if isinstance(value, Blank):
        raise DecodingError(f"{field.name} asks for nothing that can be done")
    return BusCommand(field.signal.name, value)


def _known(read: Iterable[tuple[Field, Value | Blank]], role: Role) -> dict[str, Value]:
    return {
        field.signal.name: value
        for field, value in read
        if field.role is role and not isinstance(value, Blank)
    }


def _status_raw(field: Field, status: StatusFrame) -> int:
    name, coding = field.signal.name, field.coding
    if name in status.unfitted and coding.unfitted is not None:
        return coding.unfitted
    source = status.targets if field.role is Role.TARGET else status.values
    return coding.encode(source[name]) if name in source else coding.idle


def _packed(wire: Wire, raw: Mapping[str, int]) -> bytearray:
    try:
        return bytearray(wire.dbc.encode(dict(raw), scaling=False, strict=False))
    except Exception as error:  # bitstruct raises what it likes on a number too big for its field
        raise EncodingError(wire.name) from error


def _unpacked(wire: Wire, frame: Frame) -> dict[str, int]:
    """Raw numbers of a frame whose size and protection are right."""
    if len(frame.data) != wire.dbc.length:
        raise DecodingError(f"{wire.name} of {len(frame.data)} bytes")
    if wire.data_ids is not None and not p02.e2e_p02_check(frame.data, wire.data_ids):
        raise ProtectionError(wire.name)
    try:
        decoded = wire.dbc.decode(frame.data, decode_choices=False, scaling=False)
    except Exception as error:
        raise DecodingError(wire.name) from error
    return cast("dict[str, int]", decoded)
