"""How ISO 15765-2 cuts a payload into CAN FD frames: what the text channel may send, computed
apart.

The gate compares every frame of the text channel with these; the transport itself is can-isotp's.
"""

from collections.abc import Iterable, Iterator

from vehicle_bus.frame import FD_BYTES

FRAME_BYTES = FD_BYTES[-1]
PADDING = 0xCC
FLOW_CONTROL = (bytes((0x30, 0, 0)), bytes((0x32, 0, 0)))
"""Go on without pause, or: that is too long for me."""
_SHORT_MAX = 7
_SINGLE_MAX = FRAME_BYTES - 2


def segmented(payload: bytes) -> tuple[bytes, ...]:
    """The data of each frame that carries this payload."""
    if len(payload) <= _SHORT_MAX:
        return (bytes((len(payload),)) + payload,)
    if len(payload) <= _SINGLE_MAX:
        return (_padded(bytes((0, len(payload))) + payload),)
    return tuple(_several(payload))


def joined(frames: Iterable[bytes]) -> Iterator[bytes]:
    """The payloads that ``segmented`` cut into these frames; what lacks a frame is left out."""
    payload, length = b"", 0
    for data in frames:
        kind = data[0] >> 4
        if kind == 0:
            start, size = (2, data[1]) if data[0] == 0 else (1, data[0])
            yield data[start : start + size]
        elif kind == 1:
            payload, length = data[2:], (data[0] & 0x0F) << 8 | data[1]
        elif kind == 2 and length:
            payload += data[1:]
        if length and len(payload) >= length:
            yield payload[:length]
            payload, length = b"", 0


def _several(payload: bytes) -> Iterator[bytes]:
    first = FRAME_BYTES - 2
    yield bytes((0x10 | len(payload) >> 8, len(payload) & 0xFF)) + payload[:first]
    step = FRAME_BYTES - 1
    for number, start in enumerate(range(first, len(payload), step), start=1):
        yield _padded(bytes((0x20 | number % 16,)) + payload[start : start + step])


def _padded(data: bytes) -> bytes:
    size = next(size for size in (*range(9), *FD_BYTES) if size >= len(data))
    return data.ljust(size, bytes((PADDING,)))
