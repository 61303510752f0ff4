"""What is said in words over the text channel: requests to the head unit and its answers.

A payload is CRC (2 bytes) and counter (1 byte) of AUTOSAR E2E profile 5, the service, for an answer
the outcome, then fields: length and name, length and UTF-8 text. There is exactly one way to write
a payload: decoding refuses every other. ISO-TP carries it (``transport``).

An ECU sends the status frames that a request changes before it answers the request, so that whoever
has the answer also has the state. An ambiguous request is answered with fields ``candidate``, a
search with fields ``result``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from e2e import p05

from vehicle_bus.errors import DecodingError, EncodingError, ProtectionError
from vehicle_bus.value import Query

MAX_REQUEST_BYTES = 1024
MAX_RESPONSE_BYTES = 4095
_REQUEST_ID, _RESPONSE_ID = 0xC0D1, 0xC0D2
"""Data ids of profile 5: a request cannot pass for an answer."""
_ANSWER_BIT = 0x80
_HEADER = 4
COUNTERS = 256

Fields = tuple[tuple[str, str], ...]


class Outcome(StrEnum):
    """In raw order, as the second byte of an answer counts them."""

    OK = "ok"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    """Several things fit: the fields named ``candidate`` list them."""
    REJECTED = "rejected"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class Request:
    service: int
    query: Query
    counter: int


@dataclass(frozen=True, slots=True)
class Response:
    service: int
    """The service that was asked for."""
    counter: int
    """The counter of the request."""
    outcome: Outcome
    fields: Fields = field(default=())
    """Names may repeat: each place found, each contact."""

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(text for key, text in self.fields if key == name)


def encode_request(request: Request) -> bytes:
    head = bytes((request.service,))
    return _sealed(head, request.query.fields, request.counter, _REQUEST_ID, MAX_REQUEST_BYTES)


def decode_request(payload: bytes) -> Request:
    body = _opened(payload, _REQUEST_ID, MAX_REQUEST_BYTES)
    fields = tuple(_fields(body[1:]))
    try:
        query = Query(fields)
    except ValueError as error:
        raise DecodingError("fields out of order") from error
    return Request(body[0], query, payload[2])


def encode_response(response: Response) -> bytes:
    head = bytes((response.service | _ANSWER_BIT, list(Outcome).index(response.outcome)))
    return _sealed(head, response.fields, response.counter, _RESPONSE_ID, MAX_RESPONSE_BYTES)


def decode_response(payload: bytes) -> Response:
    body = _opened(payload, _RESPONSE_ID, MAX_RESPONSE_BYTES)
    if len(body) < 2 or not body[0] & _ANSWER_BIT or body[1] >= len(Outcome):
        raise DecodingError("no answer")
    fields = tuple(_fields(body[2:]))
    return Response(body[0] ^ _ANSWER_BIT, payload[2], list(Outcome)[body[1]], fields)


def fitting(fields: Fields) -> Fields:
    """As many fields from the front as fit into one answer."""
    room = MAX_RESPONSE_BYTES - len(encode_response(Response(0, 0, Outcome.OK)))
    kept = 0
    for name, text in fields:
        room -= len(_packed(name, text))
        if room < 0:
            break
        kept += 1
    return fields[:kept]


def _sealed(head: bytes, fields: Fields, counter: int, data_id: int, limit: int) -> bytes:
    body = head + b"".join(_packed(name, text) for name, text in fields)
    payload = bytearray((0, 0, counter % COUNTERS)) + body
    if len(payload) > limit:
        raise EncodingError(f"{len(payload)} bytes of text")
    p05.e2e_p05_protect(payload, data_id, increment_counter=False)
    return bytes(payload)


def _opened(payload: bytes, data_id: int, limit: int) -> bytes:
    if not _HEADER <= len(payload) <= limit:
        raise DecodingError(f"a payload of {len(payload)} bytes")
    if not p05.e2e_p05_check(payload, data_id):
        raise ProtectionError("text channel")
    return payload[_HEADER - 1 :]


def _packed(name: str, text: str) -> bytes:
    try:
        key, words = name.encode("ascii"), text.encode()
    except UnicodeEncodeError as error:
        raise EncodingError("text that is no Unicode") from error
    if not (0 < len(key) < 256 and len(words) < 65536):
        raise EncodingError("a field too long")
    return bytes((len(key),)) + key + len(words).to_bytes(2, "little") + words


def _fields(body: bytes) -> Iterator[tuple[str, str]]:
    rest: Sequence[int] = body
    while rest:
        key, rest = _cut(rest, 1)
        words, rest = _cut(rest, 2)
        if not key:
            raise DecodingError("a field without a name")
        try:
            yield key.decode("ascii"), words.decode()
        except UnicodeDecodeError as error:
            raise DecodingError("text that is no UTF-8") from error


def _cut(body: Sequence[int], width: int) -> tuple[bytes, bytes]:
    """Take one length of ``width`` bytes and as many bytes as it says."""
    data = bytes(body)
    end = width + int.from_bytes(data[:width], "little")
    if len(data) < max(width, end):
        raise DecodingError("a field cut short")
    return data[width:end], data[end:]
