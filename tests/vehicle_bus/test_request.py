"""Text requests and answers have exactly one form, and every other is refused."""

import pytest
from e2e import p05
from hypothesis import given
from hypothesis import strategies as st

from vehicle_bus import DecodingError, EncodingError, ProtectionError, Query
from vehicle_bus.request import (
    Outcome,
    Request,
    Response,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
    fitting,
)

NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=20)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
QUERIES = st.dictionaries(NAMES, TEXTS, max_size=4).map(lambda fields: Query.of(**fields))
REQUESTS = st.builds(Request, st.integers(0, 127), QUERIES, st.integers(0, 255))
FIELDS = st.lists(st.tuples(NAMES, TEXTS), max_size=8).map(tuple)
RESPONSES = st.builds(
    Response, st.integers(0, 127), st.integers(0, 255), st.sampled_from(Outcome), FIELDS
)


def sealed(payload: bytes, data_id: int) -> bytes:
    data = bytearray(payload)
    p05.e2e_p05_protect(data, data_id, increment_counter=False)
    return bytes(data)


@given(REQUESTS)
def test_requests_survive_the_way_through_bytes(request: Request) -> None:
    assert decode_request(encode_request(request)) == request


@given(RESPONSES)
def test_answers_survive_the_way_through_bytes(response: Response) -> None:
    assert decode_response(encode_response(response)) == response


@given(st.binary(max_size=80))
def test_what_can_be_read_is_canonical(noise: bytes) -> None:
    payload = sealed(b"\x00\x00" + noise.ljust(3, b"\x00"), 0xC0D1)
    try:
        request = decode_request(payload)
    except DecodingError:
        return
    assert encode_request(request) == payload


@given(REQUESTS, st.integers(0, 10_000))
def test_a_turned_bit_is_noticed(request: Request, bit: int) -> None:
    data = bytearray(encode_request(request))
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    with pytest.raises(ProtectionError):
        decode_request(bytes(data))


@given(st.lists(st.tuples(st.just("contact"), st.text("aü", max_size=300)), max_size=60))
def test_as_many_fields_as_fit_are_answered(fields: list[tuple[str, str]]) -> None:
    kept = fitting(tuple(fields))
    assert kept == tuple(fields[: len(kept)])
    assert decode_response(encode_response(Response(1, 0, Outcome.OK, kept))).fields == kept
    if len(kept) < len(fields):
        with pytest.raises(EncodingError):
            encode_response(Response(1, 0, Outcome.OK, tuple(fields[: len(kept) + 1])))


def test_an_answer_does_not_pass_for_a_request() -> None:
    with pytest.raises(ProtectionError):
        decode_request(encode_response(Response(1, 0, Outcome.OK)))


@pytest.mark.parametrize(
    "body",
    [
        b"\x10\x00\x00\x00",  # a field without a name
        b"\x10\x05que",  # a name cut short
        b"\x10\x05query\x09\x00short",  # a text cut short
        b"\x10\x05query\x09",  # a length cut short
        b"\x10\x01\xff\x00\x00",  # a name that is no ASCII
        b"\x10\x01q\x01\x00\xff",  # a text that is no UTF-8
        b"\x10\x01b\x00\x00\x01a\x00\x00",  # out of order
        b"\x10\x01a\x00\x00\x01a\x00\x00",  # twice
    ],
)
def test_broken_requests_are_refused(body: bytes) -> None:
    with pytest.raises(DecodingError):
        decode_request(sealed(b"\x00\x00\x00" + body, 0xC0D1))


@pytest.mark.parametrize("body", [b"\x81", b"\x01\x00", b"\x81\x09"])
def test_broken_answers_are_refused(body: bytes) -> None:
    with pytest.raises(DecodingError, match="no answer"):
        decode_response(sealed(b"\x00\x00\x00" + body, 0xC0D2))


@pytest.mark.parametrize("size", [0, 3, 1025])
def test_payloads_of_a_wrong_size_are_refused(size: int) -> None:
    with pytest.raises(DecodingError, match=f"{size} bytes"):
        decode_request(bytes(size))


@pytest.mark.parametrize(
    "query",
    [
        Query.of(query="a" * 1100),
        Query.of(query="\ud800"),
        Query.of(ü="a"),
        Query.of(**{"n" * 256: "a"}),
        Query.of(query="a" * 70_000),
    ],
)
def test_what_cannot_be_said_is_refused(query: Query) -> None:
    with pytest.raises(EncodingError):
        encode_request(Request(0x10, query, 0))
