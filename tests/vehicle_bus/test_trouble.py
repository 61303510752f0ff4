"""Codes, parameters and texts mean what the standards say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicle_bus import BadAnswerError, is_code, parameter
from vehicle_bus.parameter import BY_DID, BY_PID, Parameter, text_of
from vehicle_bus.trouble import code_bytes, code_text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x03\x01\x00", "P0301"),
        (b"\x03\x01", "P0301"),
        (b"\x40\x35\x00", "C0035"),
        (b"\x80\x01\x11", "B0001-11"),
        (b"\xc1\x00\x00", "U0100"),
        (b"\x34\xab\x00", "P34AB"),
    ],
)
def test_codes_are_written_as_people_write_them(data: bytes, code: str) -> None:
    assert code_text(data) == code
    assert code_bytes(code) == data.ljust(3, b"\x00")


@given(st.binary(min_size=3, max_size=3))
def test_every_code_comes_back(data: bytes) -> None:
    assert is_code(code_text(data))
    assert code_bytes(code_text(data)) == data


@given(st.text(max_size=9))
def test_what_is_no_code_is_refused(text: str) -> None:
    if not is_code(text):
        with pytest.raises(ValueError, match="no trouble code"):
            code_bytes(text)


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_code_of_another_length_makes_no_sense(size: int) -> None:
    with pytest.raises(BadAnswerError):
        code_text(bytes(size))


@pytest.mark.parametrize(
    ("pid", "data", "value"),
    [
        (0x04, b"\xff", 100.0),
        (0x05, b"\x7b", 83.0),
        (0x05, b"\x00", -40.0),
        (0x0C, b"\x1a\xf8", 1726.0),
        (0x0D, b"\xff", 255.0),
        (0x1F, b"\x01\x00", 256.0),
        (0x42, b"\x36\xb0", 14.0),
        (0xA6, b"\x00\x07\x5b\x34", 48210.0),
    ],
)
def test_formulas_of_j1979(pid: int, data: bytes, value: float) -> None:
    assert BY_PID[pid].decode(data) == value


@given(st.data(), st.sampled_from(sorted(BY_DID)))
def test_what_a_unit_sends_is_what_is_read(data: st.DataObject, did: int) -> None:
    one = BY_DID[did]
    raw = data.draw(st.integers(0, (1 << 8 * one.size) - 1)).to_bytes(one.size)
    assert one.encode(one.decode(raw)) == raw


@given(st.floats(-1e9, 1e9))
def test_a_gauge_shows_its_end_rather_than_nonsense(value: float) -> None:
    for one in BY_DID.values():
        assert len(one.encode(value)) == one.size


def test_a_value_of_another_length_makes_no_sense() -> None:
    with pytest.raises(BadAnswerError):
        parameter.COOLANT.decode(b"")


def test_identifiers_are_given_once() -> None:
    listed = [p for p in vars(parameter).values() if isinstance(p, Parameter)]
    listed += parameter.TYRE_PRESSURES
    assert len({p.did for p in listed}) == len({p.name for p in listed}) == len(listed)
    assert set(BY_DID) == {p.did for p in listed}


@pytest.mark.parametrize("data", [b"\xe9", b"A\x07B"])
def test_texts_that_cannot_be_read_are_named(data: bytes) -> None:
    with pytest.raises(BadAnswerError):
        text_of(data)


def test_padding_is_no_text() -> None:
    assert text_of(b"AB1 \xff\xff") == "AB1"
