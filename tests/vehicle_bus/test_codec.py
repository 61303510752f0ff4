"""Everything the catalogue allows survives the way through bytes; everything else is refused."""

from collections.abc import Sequence

import pytest
from e2e import p02
from hypothesis import given
from hypothesis import strategies as st

from tests.vehicle_bus.bench import CODEC, defaults
from vehicle_bus import (
    BusCommand,
    DecodingError,
    EncodingError,
    Frame,
    Kind,
    ProtectionError,
    Signal,
    StatusFrame,
    UnknownFrameError,
    UnknownSignalError,
    Value,
)
from vehicle_bus.catalogue import MESSAGES, SIGNALS
from vehicle_bus.result import Result

ACTUATORS = [signal for signal in SIGNALS.values() if signal.command]
BY_COMMAND = {name: [s for s in ACTUATORS if s.command == name] for name in MESSAGES}
COUNTERS = st.integers(0, 15)


def values(signal: Signal) -> st.SearchStrategy[Value]:
    match signal.kind:
        case Kind.INT | Kind.FLOAT:
            return st.floats(signal.low, signal.high).map(signal.snapped)
        case Kind.ENUM:
            return st.sampled_from(signal.choices)
        case Kind.SET:
            chosen = st.sets(st.sampled_from(signal.choices))
            return chosen.map(lambda names: tuple(n for n in signal.choices if n in names))
        case Kind.MOMENTARY:
            return st.just(True)
        case _:
            return st.booleans()


@st.composite
def plans(draw: st.DrawFn) -> tuple[BusCommand, ...]:
    """Wishes for several signals of one ECU."""
    command = draw(st.sampled_from([name for name, signals in BY_COMMAND.items() if signals]))
    chosen = draw(st.sets(st.sampled_from(BY_COMMAND[command]), min_size=1))
    ordered = [signal for signal in BY_COMMAND[command] if signal in chosen]
    return tuple(BusCommand(signal.name, draw(values(signal))) for signal in ordered)


@given(plan=plans(), counter=COUNTERS)
def test_commands_survive_the_way_through_bytes(plan: Sequence[BusCommand], counter: int) -> None:
    frame = CODEC.encode_command(plan, counter)
    understood = CODEC.decode_command(frame)
    assert understood.commands == plan
    assert understood.counter == counter
    assert understood.message == frame.name == CODEC.name_of(frame)


@pytest.mark.parametrize("message", [m.name for m in MESSAGES.values() if not m.is_command])
def test_reports_survive_the_way_through_bytes(message: str) -> None:
    mine = {n: v for n, v in defaults().items() if SIGNALS[n].message == message}
    unfitted = frozenset(list(mine)[-1:])
    known = {name: value for name, value in mine.items() if name not in unfitted}
    targets = {name: value for name, value in known.items() if SIGNALS[name].is_slow}
    answers = MESSAGES[message].answers is not None
    result = Result.INTERLOCK if answers else Result.NONE
    status = StatusFrame(message, 7, known, targets, unfitted, 5 if answers else 0, result)
    assert CODEC.decode_status(CODEC.encode_status(status)) == status


@pytest.mark.parametrize("result", list(Result))
def test_every_result_is_told(result: Result) -> None:
    status = StatusFrame("LIGHT_STATUS", 0, ack=3, result=result)
    assert CODEC.decode_status(CODEC.encode_status(status)).result is result


@given(plan=plans(), bit=st.integers(0, 511))
def test_a_turned_bit_is_noticed(plan: Sequence[BusCommand], bit: int) -> None:
    frame = CODEC.encode_command(plan, 3)
    data = bytearray(frame.data)
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    with pytest.raises(ProtectionError):
        CODEC.decode_command(Frame(frame.can_id, bytes(data)))


def sealed(name: str, payload: bytes) -> Frame:
    wire = CODEC.wiring.wires[name]
    data = bytearray(payload.ljust(wire.dbc.length, b"\x00"))
    assert wire.data_ids is not None
    p02.e2e_p02_protect(data, wire.data_ids, increment_counter=False)
    return Frame(wire.dbc.frame_id, bytes(data))


@pytest.mark.parametrize(
    ("signals", "problem"),
    [
        ([], EncodingError),
        ([("Horn", True), ("Light.Dome", True)], EncodingError),
        ([("Horn", True), ("Horn", True)], EncodingError),
        ([("HVAC.Driver.Temperature", 40)], EncodingError),
        ([("Vehicle.Speed", 40)], UnknownSignalError),
        ([("Profile.Switch", True)], UnknownSignalError),
    ],
)
def test_what_cannot_be_said_is_refused(
    signals: list[tuple[str, Value]], problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        CODEC.encode_command([BusCommand(*signal) for signal in signals], 0)


def test_frames_that_are_not_ours_are_refused() -> None:
    status = CODEC.encode_status(StatusFrame("LIGHT_STATUS", 0))
    command = CODEC.encode_command([BusCommand("Horn", True)], 0)
    with pytest.raises(UnknownFrameError):
        CODEC.decode_command(Frame(0x123, b""))
    with pytest.raises(DecodingError, match="no command"):
        CODEC.decode_command(status)
    with pytest.raises(DecodingError, match="no status"):
        CODEC.decode_status(command)
    with pytest.raises(DecodingError, match="of 7 bytes"):
        CODEC.decode_status(Frame(status.can_id, status.data[:7]))


def test_numbers_that_stand_for_nothing_are_refused() -> None:
    with pytest.raises(DecodingError, match="cannot be raw"):
        CODEC.decode_command(sealed("HVAC_CMD_FRONT", b"\x00\x00" + b"\x1d" + b"\xff" * 5))
    with pytest.raises(DecodingError, match="can be done"):
        CODEC.decode_command(sealed("HVAC_CMD_FRONT", b"\x00\x00" + b"\x1e" + b"\xff" * 5))
    with pytest.raises(DecodingError, match="result 15"):
        CODEC.decode_status(sealed("DOOR_STATUS", b"\x00\xf0" + b"\xff" * 6))


def test_a_monitor_sees_names_and_units_as_declared() -> None:
    frame = CODEC.encode_command([BusCommand("HVAC.Driver.Temperature", 22.5)], 4)
    told = CODEC.describe(frame)
    assert told["HVAC_Driver_Temperature"] == "22.5"
    assert told["HVAC_Sync"] == "NO_REQUEST"
    with pytest.raises(DecodingError):
        CODEC.describe(Frame(frame.can_id, b"\x00"))


def test_a_clock_has_minutes() -> None:
    status = StatusFrame("ENVIRONMENT_STATUS", 0, values={"Vehicle.Time": "noon"})
    with pytest.raises(EncodingError):
        CODEC.encode_status(status)
