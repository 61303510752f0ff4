"""The gate lets nothing illegal through: any bytes, any identifier, any text, any state."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vehicle_bus.bench import CODEC
from tests.vehicle_bus.test_codec import plans, sealed
from vehicle_bus import (
    BlockedFrameError,
    BusCommand,
    DbcCodec,
    Frame,
    Gate,
    Query,
    StatusFrame,
    Value,
    VehicleState,
    catalogue,
)
from vehicle_bus.catalogue import BY_SERVICE, MESSAGES, READ_REPORT
from vehicle_bus.gate import BURST_FRAMES, BURST_READS, READ, TEXT
from vehicle_bus.request import Request, encode_request
from vehicle_bus.segmentation import FLOW_CONTROL, segmented
from vehicle_bus.wiring import Wiring

STANDING = VehicleState({"Vehicle.Speed": 0.0})
COMMAND_IDS = [message.can_id for message in MESSAGES.values() if message.is_command]


@dataclass
class Wire:
    """A bus of which only the writing end is of interest."""

    frames: list[Frame] = field(default_factory=list)

    def send(self, frame: Frame) -> None:
        self.frames.append(frame)

    def receive(self, timeout_s: float) -> Frame | None:
        return None

    def close(self) -> None:
        self.frames.clear()


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def a_gate(clock: Callable[[], float] | None = None) -> tuple[Gate, Wire]:
    wire = Wire()
    return Gate(CODEC, wire, clock or Clock()), wire


def frame_of(signal: str, value: Value, counter: int = 0) -> Frame:
    return CODEC.encode_command([BusCommand(signal, value)], counter)


def payload_of(service: int, counter: int = 0, **fields: str) -> bytes:
    return encode_request(Request(service, Query.of(**fields), counter))


numbers = st.none() | st.floats(0, 250)
states = st.builds(
    lambda speed, light, rain, fog, missing: VehicleState(
        {
            name: value
            for name, value in {
                "Vehicle.Speed": speed,
                "Vehicle.Exterior.LightIntensity": light,
                "Vehicle.Rain.Intensity": rain,
                "Light.Fog.Front": fog,
            }.items()
            if value is not None
        },
        unfitted=frozenset(missing),
    ),
    numbers,
    st.none() | st.integers(0, 100),
    st.none() | st.integers(0, 100),
    st.none() | st.booleans(),
    st.sets(st.sampled_from(sorted(catalogue.SIGNALS)), max_size=3),
)
noise = st.builds(Frame, st.integers(0, 0x7FF), st.binary(max_size=64))
near_misses = st.builds(Frame, st.sampled_from(COMMAND_IDS), st.binary(max_size=64))
well_sealed = st.builds(
    sealed,
    st.sampled_from([m.name for m in MESSAGES.values() if m.is_command]),
    st.binary(max_size=8),
)
legal = st.builds(CODEC.encode_command, plans(), st.integers(0, 15))


@given(frame=noise | near_misses | well_sealed | legal, state=states)
def test_what_passes_is_a_legal_command_and_nothing_more(frame: Frame, state: VehicleState) -> None:
    gate, wire = a_gate()
    try:
        gate.send(frame, state)
    except BlockedFrameError:
        assert wire.frames == []
        return
    understood = CODEC.decode_command(frame)
    assert wire.frames == [CODEC.encode_command(understood.commands, understood.counter)]
    for command in understood.commands:
        assert catalogue.objection(command, state, understood.commands) is None


@given(plan=plans(), state=states)
def test_what_nothing_speaks_against_passes(
    plan: tuple[BusCommand, ...], state: VehicleState
) -> None:
    gate, _ = a_gate()
    objections = {catalogue.objection(command, state, plan) for command in plan} - {None}
    frame = CODEC.encode_command(plan, 0)
    if objections:
        with pytest.raises(BlockedFrameError) as blocked:
            gate.check(frame, state)
        assert blocked.value.reason in objections
        assert blocked.value.code == f"bus.blocked.{blocked.value.reason}"
    else:
        gate.check(frame, state)


def blank(name: str) -> bytes:
    wire = CODEC.wiring.wires[name]
    return bytes(wire.dbc.encode(dict(wire.blank()), scaling=False, strict=False))


STRAY_BIT = bytearray(frame_of("Light.Dome", True).data)
STRAY_BIT[1] |= 0x40


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (Frame(0x123, bytes(8)), "unknown_frame"),
        (CODEC.encode_status(StatusFrame("LIGHT_STATUS", 0)), "bad_frame"),
        (Frame(frame_of("Horn", True).can_id, bytes(8)), "bad_protection"),
        (Frame(frame_of("Horn", True).can_id, bytes(7)), "bad_frame"),
        (sealed("LIGHT_CMD", blank("LIGHT_CMD")), "empty"),
        (sealed("LIGHT_CMD", bytes(STRAY_BIT)), "not_canonical"),
        (frame_of("Door.Driver.Open", True), "not_while_moving"),
    ],
)
def test_reasons(frame: Frame, reason: str) -> None:
    gate, wire = a_gate()
    with pytest.raises(BlockedFrameError, match=reason):
        gate.send(frame, VehicleState())
    assert wire.frames == []


def test_the_seat_does_not_move_without_a_speed_report() -> None:
    gate, _ = a_gate()
    gate.check(frame_of("Seat.Driver.Height", 20), STANDING)
    with pytest.raises(BlockedFrameError, match="not_while_moving"):
        gate.check(frame_of("Seat.Driver.Height", 20), VehicleState())


def test_counters_go_up_by_one_and_begin_after_what_the_ecu_remembers() -> None:
    gate, _ = a_gate()
    assert gate.next_counter("LIGHT_CMD") == 0
    assert gate.next_counter("LIGHT_CMD", ack=15) == 0
    assert gate.next_counter("LIGHT_CMD", ack=7) == 8
    gate.send(frame_of("Light.Dome", True, counter=8), STANDING)
    assert gate.next_counter("LIGHT_CMD", ack=3) == 9
    for counter in (8, 10, 7):
        with pytest.raises(BlockedFrameError, match="bad_counter"):
            gate.send(frame_of("Light.Dome", True, counter), STANDING)


def test_a_check_alone_uses_nothing_up() -> None:
    gate, wire = a_gate()
    for _ in range(BURST_FRAMES + 5):
        gate.check(frame_of("Horn", True), STANDING)
    assert wire.frames == []


def test_one_message_leaves_in_a_burst_and_then_steadily() -> None:
    clock = Clock()
    gate, wire = a_gate(clock)

    def honk() -> None:
        gate.send(frame_of("Horn", True, gate.next_counter("BODY_CMD")), STANDING)

    for _ in range(BURST_FRAMES):
        honk()
    with pytest.raises(BlockedFrameError, match="rate_limit"):
        honk()
    gate.send(frame_of("Light.Dome", True), STANDING)
    pause_s = gate.pause_s("BODY_CMD")
    assert pause_s == pytest.approx(0.02)
    clock.now_s += pause_s
    honk()
    assert len(wire.frames) == BURST_FRAMES + 2


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    clock = Clock()
    gate, _ = a_gate(clock)
    for counter in range(BURST_FRAMES):
        gate.send(frame_of("Horn", True, counter % 16), STANDING)
    clock.now_s -= 50
    with pytest.raises(BlockedFrameError, match="rate_limit"):
        gate.send(frame_of("Horn", True, BURST_FRAMES % 16), STANDING)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "bad_frame"),
        (bytes(20), "bad_protection"),
        (payload_of(0x7F), "unknown_service"),
        (payload_of(0x10, who="anna"), "out_of_range"),
        (payload_of(0x10, query=""), "out_of_range"),
        (payload_of(0x10, query="a\x07"), "out_of_range"),
        (payload_of(READ_REPORT, report="everything"), "out_of_range"),
        (payload_of(READ_REPORT), "out_of_range"),
    ],
)
def test_text_requests_are_refused(payload: bytes, reason: str) -> None:
    gate, wire = a_gate()
    with pytest.raises(BlockedFrameError, match=reason):
        gate.open_passage(payload, STANDING)
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_text(FLOW_CONTROL[0])
    assert wire.frames == []


def test_a_wish_in_words_needs_what_is_fitted() -> None:
    gate, _ = a_gate()
    with pytest.raises(BlockedFrameError, match="not_fitted"):
        gate.open_passage(
            payload_of(0x30, query="anna"), VehicleState(unfitted=frozenset({"Phone.Call"}))
        )


def test_text_counters_go_up_by_one() -> None:
    gate, _ = a_gate()
    gate.open_passage(payload_of(0x10, 255, query="jazz"), STANDING)
    assert gate.next_counter(TEXT) == 0
    with pytest.raises(BlockedFrameError, match="bad_counter"):
        gate.open_passage(payload_of(0x10, 255, query="jazz"), STANDING)


def test_questions_may_come_oftener_than_wishes() -> None:
    gate, _ = a_gate()
    for counter in range(BURST_READS):
        gate.open_passage(payload_of(READ_REPORT, counter, report="calls"), STANDING)
    with pytest.raises(BlockedFrameError, match="rate_limit"):
        gate.open_passage(payload_of(READ_REPORT, BURST_READS, report="calls"), STANDING)
    assert gate.pause_s(READ) > 0
    assert gate.pause_s(TEXT) == 0


@given(service=st.sampled_from(sorted(BY_SERVICE)), size=st.integers(1, 240))
def test_exactly_the_frames_of_an_approved_text_pass(service: int, size: int) -> None:
    gate, wire = a_gate()
    name = BY_SERVICE[service].choices[0]
    payload = encode_request(Request(service, Query(((name, "a" * size),)), 0))
    gate.open_passage(payload, STANDING)
    for data in segmented(payload):
        gate.send_text(data)
        gate.send_text(FLOW_CONTROL[0])
    gate.close_passage()
    sent = [frame.data for frame in wire.frames if frame.data not in FLOW_CONTROL]
    assert sent == list(segmented(payload))
    assert {frame.can_id for frame in wire.frames} == {0x6A0}


def test_frames_out_of_order_or_of_another_text_do_not_pass() -> None:
    gate, wire = a_gate()
    payload = payload_of(0x31, to="anna", text="x" * 200)
    frames = segmented(payload)
    gate.open_passage(payload, STANDING)
    for data in (frames[1], segmented(payload_of(0x31, to="bert"))[0], b"\x30\x08\x00", b""):
        with pytest.raises(BlockedFrameError, match="not_approved"):
            gate.send_text(data)
    for data in frames:
        gate.send_text(data)
    for earlier, later in pairwise([*frames, frames[0]]):
        for data in (earlier, later):
            with pytest.raises(BlockedFrameError, match="not_approved"):
                gate.send_text(data)
    assert len(wire.frames) == len(frames)


def test_a_car_without_a_text_channel_sends_no_text() -> None:
    wire = Wire()
    gate = Gate(DbcCodec(Wiring(CODEC.wiring.wires.values(), None)), wire)
    payload = payload_of(0x10, query="jazz")
    gate.open_passage(payload, STANDING)
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_text(segmented(payload)[0])


def test_a_database_without_protection_has_no_counters() -> None:
    bare = [replace(wire, data_ids=None) for wire in CODEC.wiring.wires.values()]
    codec = DbcCodec(Wiring(bare, None))
    gate = Gate(codec, Wire(), Clock())
    for _ in range(3):
        gate.send(codec.encode_command([BusCommand("Light.Dome", True)], 0), STANDING)
