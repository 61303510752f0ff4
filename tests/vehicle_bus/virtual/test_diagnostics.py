"""The control units of the virtual car, asked by somebody with a plug: any bytes, no gate."""

import pytest

from tests.vehicle_bus.virtual.rig import Rig
from vehicle_bus import BadArrangementError, Frame
from vehicle_bus.inquiry import GO_ON, framed

_WITHIN_S = 5.0
_NOBODY_S = 0.15
"""A unit that answers does so at once; the car's other frames go on meanwhile."""

ANSWERS = {
    "0105": "410580",
    "010d": "410d32",
    "0101": "410100076500",
    "0100": "4100981a0003",
    "0120": "412080038001",
    "0300": "7f0313",
    "03": "4300",
    "07": "4700",
    "0a": "4a00",
    "0900": "490040000000",
    "01ff": "7f0131",
    "020200": "4202000000",
    "020500": "7f0231",
    "1001": "5001003201f4",
    "1002": "7f1022",
    "1009": "7f1012",
    "10": "7f1013",
    "1101": "7f117f",
    "14ffffff": "7f147f",
    "1901ff": "5901af010000",
    "1902ff": "5902af",
    "1902": "7f1913",
    "1955ff": "7f1912",
    "1904030100ff": "7f1931",
    "220112": "6201123d",
    "22ffff": "7f2231",
    "22ff": "7f2213",
    "2701": "7f277f",
    "2ef19000": "7f2e7f",
    "31010203": "7f317f",
    "3e00": "7e00",
    "8502": "7f857f",
    "bb": "7fbb11",
}
"""What the engine of a car at 50 km/h says, in hexadecimal."""
OWNERS = (
    ("P0301", "engine", "CHECK_ENGINE"),
    ("P0217", "engine", "COOLANT_HOT"),
    ("P0524", "engine", "OIL_PRESSURE_LOW"),
    ("P0700", "gearbox", "CHECK_ENGINE"),
    ("C0035", "brakes", "ABS_FAULT"),
    ("C0750", "tyres", "TIRE_PRESSURE_LOW"),
    ("B0001", "airbag", "AIRBAG_FAULT"),
    ("B1325", "body", None),
)


def replies(rig: Rig, payload: bytes, can_id: int = 0x7E0, count: int = 1) -> list[bytes]:
    """The frames of units that answer a request of one frame, padding cut off."""
    rig.drain()
    rig.bus.send(Frame(can_id, framed(payload)))
    return [data for _, data in _heard(rig, count, _WITHIN_S)]


def _heard(rig: Rig, count: int, within_s: float) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    while len(found) < count:
        frame = rig.bus.receive(within_s)
        if frame is None:
            break
        if 0x7E8 <= frame.can_id <= 0x7EF:
            found.append((frame.can_id, frame.data))
    return found


def said(rig: Rig, payload: bytes, can_id: int = 0x7E0) -> bytes:
    """The payload of one answer, of however many frames."""
    (first,) = replies(rig, payload, can_id)
    if first[0] < 8:
        return first[1 : 1 + first[0]]
    size, data = (first[0] & 0xF) << 8 | first[1], first[2:]
    rig.bus.send(Frame(can_id, GO_ON[0]))
    while len(data) < size:
        ((_, more),) = _heard(rig, 1, _WITHIN_S)
        data += more[1:]
    return data[:size]


def test_the_engine_answers_as_the_standards_have_it(rig: Rig) -> None:
    heard = {asked: said(rig, bytes.fromhex(asked)).hex() for asked in ANSWERS}
    assert heard == ANSWERS


def test_units_that_are_no_engine_know_no_obd(rig: Rig) -> None:
    assert said(rig, b"\x03", 0x7E2) == b"\x7f\x03\x11"


def test_long_answers_come_in_several_frames(rig: Rig) -> None:
    assert said(rig, bytes.fromhex("22f190"))[3:] == b"ZZZCDR1VER2600117"
    assert said(rig, bytes.fromhex("0902"))[3:] == b"ZZZCDR1VER2600117"


def test_all_units_answer_a_question_to_all_and_refuse_none(rig: Rig) -> None:
    assert len(replies(rig, bytes.fromhex("1901ff"), 0x7DF, 6)) == 6
    rig.drain()
    rig.bus.send(Frame(0x7DF, framed(b"\xbb")))
    rig.bus.send(Frame(0x7E0, framed(b"\x3e\x00")))
    assert [data[:3] for _, data in _heard(rig, 1, _WITHIN_S)] == [b"\x02\x7e\x00"]


def test_a_fault_is_remembered_with_the_car_as_it_was(rig: Rig) -> None:
    rig.car.drive(90)
    fault = rig.car.break_down("p0301")
    rig.car.drive(30)
    assert (fault.code, fault.unit.name, fault.lamp) == ("P0301", "engine", "CHECK_ENGINE")
    assert said(rig, bytes.fromhex("1902ff")).hex() == "5902af030100af"
    assert said(rig, b"\x03").hex() == "43010301"
    assert said(rig, bytes.fromhex("020d00")).hex() == "420d005a"
    assert said(rig, bytes.fromhex("010d")).hex() == "410d1e"
    assert said(rig, bytes.fromhex("0101")).hex() == "410181076500"


def test_slow_memory_is_announced_before_it_is_read(rig: Rig) -> None:
    rig.car.break_down("P0301")
    first, second = replies(rig, bytes.fromhex("190403010001"), count=2)
    assert first[:4].hex() == "037f1978"
    assert second[2:8].hex() == "5904030100af"


def test_an_unknown_bit_of_the_mask_selects_nothing(rig: Rig) -> None:
    rig.car.break_down("P0301")
    assert said(rig, bytes.fromhex("190250")).hex() == "5902af"


def test_each_unit_keeps_its_own_and_wants_its_light(rig: Rig) -> None:
    for code, unit, lamp in OWNERS:
        rig.car.heal()
        rig.car.adjust(state={"Vehicle.Tire.Pressure": 2.4, "Vehicle.Warnings": []})
        rig.drain()
        fault = rig.car.break_down(code)
        assert (fault.unit.name, fault.lamp) == (unit, lamp)
        if lamp is not None:
            assert rig.latest("SERVICE_STATUS").values["Vehicle.Warnings"] == (lamp,)


def test_healing_clears_memory_and_light(rig: Rig) -> None:
    rig.car.break_down("P0301")
    rig.car.break_down("P0217")
    rig.car.heal("P0217")
    assert [fault.code for fault in rig.car.faults] == ["P0301"]
    assert said(rig, bytes.fromhex("0105")).hex() == "410580"
    rig.car.heal()
    lit = rig.latest("SERVICE_STATUS").values["Vehicle.Warnings"]
    assert rig.car.faults == ()
    assert isinstance(lit, tuple)
    assert not {"CHECK_ENGINE", "COOLANT_HOT"} & set(lit)
    assert said(rig, b"\x03").hex() == "4300"


def test_what_is_no_code_is_no_fault(rig: Rig) -> None:
    for code in ("", "P030", "X0301", "P4301", "P03G1", "P0301-", "hello"):
        with pytest.raises(BadArrangementError):
            rig.car.break_down(code)
    assert rig.car.faults == ()
    with pytest.raises(BadArrangementError):
        rig.car.heal("P0301")


def test_a_lost_unit_hears_nothing(rig: Rig) -> None:
    rig.car.lose_ecu("BRAKES")
    rig.drain()
    rig.bus.send(Frame(0x7E2, framed(b"\x3e\x00")))
    rig.bus.send(Frame(0x7E3, framed(b"\x3e\x00")))
    assert [can_id for can_id, _ in _heard(rig, 1, _WITHIN_S)] == [0x7EB]
    rig.car.restore_ecu("BRAKES")
    assert said(rig, b"\x3e\x00", 0x7E2) == b"\x7e\x00"
