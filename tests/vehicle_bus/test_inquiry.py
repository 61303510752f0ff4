"""Whatever is asked of the gate, control units only ever hear legal questions that read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vehicle_bus.bench import CODEC
from tests.vehicle_bus.test_gate import Clock, Wire, a_gate
from vehicle_bus import BlockedFrameError, DbcCodec, Gate
from vehicle_bus.gate import BURST_INQUIRIES, INQUIRY, MOST_GO_ONS
from vehicle_bus.inquiry import GO_ON, answers, framed, objection, single
from vehicle_bus.wiring import Wiring

READS = (
    bytes((0x01, 0x05)),
    bytes((0x02, 0x0C, 0x00)),
    bytes((0x03,)),
    bytes((0x07,)),
    bytes((0x09, 0x02)),
    bytes((0x0A,)),
    bytes((0x19, 0x01, 0xAF)),
    bytes((0x19, 0x02, 0xAF)),
    bytes((0x19, 0x04, 0x03, 0x01, 0x00, 0x01)),
    bytes((0x22, 0xF1, 0x90)),
    bytes((0x22, 0xF1, 0x90, 0xF1, 0x87, 0x01, 0x20)),
)
NEVER: tuple[int, ...] = (
    0x04,
    0x08,
    0x10,
    0x11,
    0x14,
    0x23,
    0x24,
    0x27,
    0x28,
    0x29,
    0x2A,
    0x2C,
    0x2E,
    0x2F,
)
NEVER += (0x31, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3D, 0x3E, 0x83, 0x84, 0x85, 0x86, 0x87)
UNITS = range(0x7E0, 0x7E6)
ALL = 0x7DF

payloads = st.sampled_from(READS) | st.binary(max_size=9)
ids = st.sampled_from([*UNITS, ALL]) | st.integers(0, 0x7FF)
datas = st.sampled_from([*map(framed, READS), *GO_ON]) | st.binary(max_size=12)
steps = st.lists(
    st.tuples(st.just("open"), ids, payloads)
    | st.tuples(st.just("send"), ids, datas)
    | st.tuples(st.just("close"), ids, datas),
    max_size=30,
)


def is_legal_read(can_id: int, data: bytes) -> bool:
    """Written a second time, from ISO 15765-2, SAE J1979 and ISO 14229-1 alone."""
    if len(data) != 8 or can_id not in {*UNITS, ALL}:
        return False
    if data[:3] in {b"\x30\x00\x00", b"\x32\x00\x00"}:
        return can_id != ALL and data[3:] == b"\xcc" * 5
    if not 1 <= data[0] <= 7 or data[1 + data[0] :] != b"\xcc" * (7 - data[0]):
        return False
    asked = data[1 : 1 + data[0]]
    if asked[0] == 0x19:
        if (asked[1:2], len(asked)) == (b"\x01", 3):
            return True
        return can_id != ALL and (asked[1:2], len(asked)) in {(b"\x02", 3), (b"\x04", 6)}
    lengths = {1: {2}, 2: {3}, 3: {1}, 7: {1}, 9: {2}, 0x0A: {1}, 0x22: {3, 5, 7}}
    return can_id != ALL and len(asked) in lengths.get(asked[0], set())


@given(steps)
def test_nothing_but_legal_reads_ever_leaves(tried: list[tuple[str, int, bytes]]) -> None:
    gate, wire = a_gate()
    for deed, can_id, data in tried:
        try:
            if deed == "open":
                gate.open_inquiry(can_id, data)
            elif deed == "send":
                gate.send_inquiry(can_id, data)
            else:
                gate.close_inquiry()
        except BlockedFrameError:
            continue
    assert all(is_legal_read(frame.can_id, frame.data) for frame in wire.frames)


@pytest.mark.parametrize("payload", READS, ids=bytes.hex)
def test_a_read_leaves_once_and_then_only_flow_control(payload: bytes) -> None:
    gate, wire = a_gate()
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(0x7E0, framed(payload))
    gate.open_inquiry(0x7E0, payload)
    for data in (GO_ON[0], framed(b"\x03" if payload != b"\x03" else b"\x07"), payload):
        with pytest.raises(BlockedFrameError, match="not_approved"):
            gate.send_inquiry(0x7E0, data)
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(0x7E1, framed(payload))
    gate.send_inquiry(0x7E0, framed(payload))
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(0x7E0, framed(payload))
    for _ in range(MOST_GO_ONS):
        gate.send_inquiry(0x7E0, GO_ON[0])
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(0x7E0, GO_ON[0])
    gate.close_inquiry()
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(0x7E0, GO_ON[0])
    assert len(wire.frames) == 1 + MOST_GO_ONS


@pytest.mark.parametrize("service", NEVER, ids=hex)
def test_what_does_more_than_read_is_refused_at_any_length(service: int) -> None:
    gate, wire = a_gate()
    for length in range(8):
        with pytest.raises(BlockedFrameError, match="no_read"):
            gate.open_inquiry(0x7E0, bytes((service,)) + bytes(length))
    assert wire.frames == []


@pytest.mark.parametrize(
    ("can_id", "payload", "reason"),
    [
        (0x7E0, b"", "no_read"),
        (0x7E0, bytes((0x19, 0x82, 0xFF)), "no_read"),
        (0x7E0, bytes((0x19, 0x0A)), "no_read"),
        (0x7E0, bytes((0x19, 0x02, 0xFF, 0, 0, 0)), "no_read"),
        (0x7E0, bytes((0x22, 0xF1)), "no_read"),
        (0x7E0, bytes((0x22, *range(8))), "no_read"),
        (ALL, bytes((0x22, 0xF1, 0x90)), "not_to_all"),
        (ALL, bytes((0x03,)), "not_to_all"),
        (ALL, bytes((0x19, 0x02, 0xFF)), "not_to_all"),
        (0x7E7, bytes((0x03,)), "unknown_frame"),
        (0x7E8, bytes((0x03,)), "unknown_frame"),
        (0x521, bytes((0x03,)), "unknown_frame"),
    ],
)
def test_refusals_by_name(can_id: int, payload: bytes, reason: str) -> None:
    gate, _ = a_gate()
    with pytest.raises(BlockedFrameError, match=reason):
        gate.open_inquiry(can_id, payload)


def test_a_question_to_all_is_followed_by_nothing() -> None:
    gate, wire = a_gate()
    gate.open_inquiry(ALL, READS[6])
    gate.send_inquiry(ALL, framed(READS[6]))
    with pytest.raises(BlockedFrameError, match="not_approved"):
        gate.send_inquiry(ALL, GO_ON[0])
    assert len(wire.frames) == 1


def test_questions_leave_in_a_burst_and_then_steadily() -> None:
    clock = Clock()
    gate, wire = a_gate(clock)

    def ask() -> None:
        gate.open_inquiry(0x7E0, b"\x03")
        gate.send_inquiry(0x7E0, framed(b"\x03"))

    for _ in range(BURST_INQUIRIES):
        ask()
    with pytest.raises(BlockedFrameError, match="rate_limit"):
        ask()
    pause_s = gate.pause_s(INQUIRY)
    assert pause_s == pytest.approx(0.02)
    clock.now_s += pause_s
    ask()
    assert len(wire.frames) == BURST_INQUIRIES + 1


def test_a_car_whose_control_units_nobody_knows_is_asked_nothing() -> None:
    gate = Gate(DbcCodec(Wiring(CODEC.wiring.wires.values(), None)), Wire())
    for can_id in (ALL, 0x7E0):
        with pytest.raises(BlockedFrameError, match="unknown_frame"):
            gate.open_inquiry(can_id, READS[6])


def test_the_units_of_our_car_are_those_asked() -> None:
    assert CODEC.wiring.inquiry_ids == {*UNITS, ALL}
    with pytest.raises(ValueError, match="0x7e8"):
        replace(CODEC.wiring.units[0], request_id=0x7E8)


@given(payloads)
def test_a_frame_carries_the_request_it_was_made_of(payload: bytes) -> None:
    if objection(0x7E0, payload) is None:
        assert single(framed(payload)) == payload


@given(st.sampled_from(READS), st.binary(max_size=9))
def test_an_answer_is_told_from_one_to_another_question(asked: bytes, rest: bytes) -> None:
    assert answers(asked, bytes((0x7F, asked[0], 0x31)))
    assert not answers(asked, bytes((0x7F, asked[0])))
    assert not answers(asked, bytes((asked[0],)) + rest)
    if len(asked) > 1:
        other = bytes((asked[0] + 0x40, asked[1] ^ 0xFF)) + rest
        assert not answers(asked, other)
