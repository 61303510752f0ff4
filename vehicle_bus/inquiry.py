"""What may be asked of a control unit: an allow-list on the very bytes, and how they are framed.

Only services that read are on it. None that starts a session, resets, clears, unlocks, writes,
controls, or moves software has a line here, so nothing above can ask for one. Every request fits
one classic CAN frame. The gate compares what is about to leave with this.
"""

from collections.abc import Mapping
from types import MappingProxyType

from vehicle_bus.control_unit import FUNCTIONAL_ID
from vehicle_bus.frame import CLASSIC_BYTES
from vehicle_bus.segmentation import PADDING

LIVE_DATA, FROZEN_DATA, STORED, PENDING, VEHICLE, PERMANENT = 0x01, 0x02, 0x03, 0x07, 0x09, 0x0A
"""Services of SAE J1979 that only read."""
READ_CODES, READ_VALUES = 0x19, 0x22
"""The same of ISO 14229-1."""
COUNT_BY_STATUS, LIST_BY_STATUS, SNAPSHOT = 0x01, 0x02, 0x04
MOST_VALUES = 3
"""So many identifiers fit one frame."""
NEGATIVE = 0x7F
STILL_WORKING = 0x78
POSITIVE_ABOVE = 0x40

_LENGTHS: Mapping[int, frozenset[int]] = MappingProxyType(
    {
        LIVE_DATA: frozenset({2}),
        FROZEN_DATA: frozenset({3}),
        STORED: frozenset({1}),
        PENDING: frozenset({1}),
        VEHICLE: frozenset({2}),
        PERMANENT: frozenset({1}),
        READ_CODES: frozenset({3, 6}),
        READ_VALUES: frozenset(1 + 2 * count for count in range(1, MOST_VALUES + 1)),
    }
)
"""Service -> how long a request of it may be."""
_CODE_REQUESTS = frozenset({(COUNT_BY_STATUS, 3), (LIST_BY_STATUS, 3), (SNAPSHOT, 6)})
"""What may be asked of the fault memory, and how long that is."""
_ECHOED: Mapping[int, int] = MappingProxyType(
    {LIVE_DATA: 1, FROZEN_DATA: 2, VEHICLE: 1, READ_CODES: 1, READ_VALUES: 2}
)
"""How many bytes after the service a positive answer repeats."""
GO_ON = (
    bytes((0x30, 0, 0)).ljust(CLASSIC_BYTES, bytes((PADDING,))),
    bytes((0x32, 0, 0)).ljust(CLASSIC_BYTES, bytes((PADDING,))),
)
"""Flow control: go on without pause, or: that is too long for me."""


def objection(can_id: int, payload: bytes) -> str | None:
    """Why these bytes may not be asked of this identifier; None if they only read."""
    if not payload or len(payload) not in _LENGTHS.get(payload[0], ()):
        return "no_read"
    is_about_codes = payload[0] == READ_CODES
    if is_about_codes and (payload[1], len(payload)) not in _CODE_REQUESTS:
        return "no_read"
    if can_id == FUNCTIONAL_ID and not (is_about_codes and payload[1] == COUNT_BY_STATUS):
        return "not_to_all"
    return None


def framed(payload: bytes) -> bytes:
    """The one frame that carries a request."""
    return (bytes((len(payload),)) + payload).ljust(CLASSIC_BYTES, bytes((PADDING,)))


def single(data: bytes) -> bytes | None:
    """The payload of a frame that carries all of it; None if it is no such frame."""
    if not data or not 0 < data[0] < CLASSIC_BYTES or len(data) <= data[0]:
        return None
    return data[1 : 1 + data[0]]


def answers(request: bytes, payload: bytes) -> bool:
    """Does this payload answer this request? A late one may be to an earlier request."""
    if payload[:2] == bytes((NEGATIVE, request[0])):
        return len(payload) >= 3
    echoed = slice(1, 1 + _ECHOED.get(request[0], 0))
    return payload[:1] == bytes((request[0] + POSITIVE_ABOVE,)) and (
        payload[echoed] == request[echoed]
    )
