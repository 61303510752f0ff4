"""What one control unit of the virtual car answers to a diagnostic request: bytes to bytes.

Written from ISO 14229-1 and SAE J1979 without a look at the reader, so that each checks the other.
It refuses as a unit in its default session does, and what only a workshop may do it never does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vehicle_bus.control_unit import ENGINE, ControlUnit
from vehicle_bus.parameter import (
    BY_DID,
    BY_PID,
    OBD_BASE,
    OF_UNIT,
    PART_NUMBER_DID,
    SERIAL_DID,
    SOFTWARE_DID,
    VIN_DID,
    Parameter,
)
from vehicle_bus.trouble import Status, code_bytes
from vehicle_bus.virtual.fault_memory import Fault

NOT_SUPPORTED, NO_SUBFUNCTION, BAD_LENGTH = 0x11, 0x12, 0x13
CONDITIONS_NOT_CORRECT, OUT_OF_RANGE, PENDING_ANSWER = 0x22, 0x31, 0x78
NOT_IN_THIS_SESSION = 0x7F
_SILENT_TO_ALL = frozenset({NOT_SUPPORTED, NO_SUBFUNCTION, OUT_OF_RANGE, NOT_IN_THIS_SESSION, 0x7E})
"""A request to all units is not refused by those it does not concern."""
_WORKSHOP = frozenset({0x11, 0x14, 0x23, 0x27, 0x28, 0x2E, 0x2F, 0x31, 0x34, 0x35, 0x36, 0x85})
"""Services there are in another session only."""
_KNOWN_BITS = 0xFF & ~0x50
_FORMAT, _RECORD, _ALL_RECORDS = 0x01, 0x01, 0xFF
_LAMP_BIT = 0x80
VIN = b"ZZZCDR1VER2600117"

Replies = tuple[bytes, ...]


class _No(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, response_code: int) -> None:
        self.response_code = response_code


@dataclass(frozen=True, slots=True)
class UnitView:
    """What a unit needs to know to answer."""

    unit: ControlUnit
    number: int
    read: Callable[[Parameter], float]
    faults: Callable[[], tuple[Fault, ...]]


def replies(view: UnitView, request: bytes, *, is_to_all: bool = False) -> Replies:
    """Payloads in order; none where a unit stays silent."""
    if not request:
        return ()
    try:
        return _SERVICES.get(request[0], _unknown)(view, request)
    except _No as no:
        if is_to_all and no.response_code in _SILENT_TO_ALL:
            return ()
        return (bytes((0x7F, request[0], no.response_code)),)


def _unknown(view: UnitView, request: bytes) -> Replies:
    raise _No(NOT_IN_THIS_SESSION if request[0] in _WORKSHOP else NOT_SUPPORTED)


def _need(request: bytes, *lengths: int) -> None:
    if len(request) not in lengths:
        raise _No(BAD_LENGTH)


def _session(view: UnitView, request: bytes) -> Replies:
    _need(request, 2)
    if request[1] & 0x7F not in {1, 2, 3}:
        raise _No(NO_SUBFUNCTION)
    if request[1] & 0x7F != 1:
        raise _No(CONDITIONS_NOT_CORRECT)
    return (bytes((0x50, 1, 0, 50, 1, 0xF4)),) if request[1] == 1 else ()


def _present(view: UnitView, request: bytes) -> Replies:
    _need(request, 2)
    if request[1] & 0x7F:
        raise _No(NO_SUBFUNCTION)
    return (b"\x7e\x00",) if request[1] == 0 else ()


def _codes(view: UnitView, request: bytes) -> Replies:
    if len(request) < 2:
        raise _No(BAD_LENGTH)
    if request[1] in {1, 2}:
        _need(request, 3)
        found = [f for f in view.faults() if f.status & request[2] & _KNOWN_BITS]
        if request[1] == 1:
            return (bytes((0x59, 1, _KNOWN_BITS, _FORMAT, *len(found).to_bytes(2))),)
        listed = b"".join(code_bytes(f.code) + bytes((f.status,)) for f in found)
        return (bytes((0x59, 2, _KNOWN_BITS)) + listed,)
    if request[1] != 4:
        raise _No(NO_SUBFUNCTION)
    _need(request, 6)
    return _snapshot(view, request)


def _snapshot(view: UnitView, request: bytes) -> Replies:
    """It lies in slow memory: the unit first says that it is at work."""
    fault = next((f for f in view.faults() if code_bytes(f.code) == request[2:5]), None)
    if fault is None or request[5] not in {_RECORD, _ALL_RECORDS}:
        raise _No(OUT_OF_RANGE)
    head = b"\x59\x04" + request[2:5] + bytes((fault.status, _RECORD, len(fault.frozen)))
    values = b"".join(one.did.to_bytes(2) + one.encode(v) for one, v in fault.frozen.items())
    return (bytes((0x7F, 0x19, PENDING_ANSWER)), head + values)


def _values(view: UnitView, request: bytes) -> Replies:
    if len(request) < 3 or len(request) % 2 == 0:
        raise _No(BAD_LENGTH)
    dids = [int.from_bytes(request[at : at + 2]) for at in range(1, len(request), 2)]
    known = [did.to_bytes(2) + data for did in dids if (data := _value(view, did)) is not None]
    if not known:
        raise _No(OUT_OF_RANGE)
    return (b"\x62" + b"".join(known),)


def _value(view: UnitView, did: int) -> bytes | None:
    texts = {
        VIN_DID: VIN,
        PART_NUMBER_DID: f"CD-{view.unit.request_id:03X}-204{view.number}".encode(),
        SOFTWARE_DID: f"2026.4.{view.number}".encode(),
        SERIAL_DID: f"S{view.unit.request_id:03X}0026117".encode(),
    }
    if did in texts:
        return texts[did]
    parameter = BY_DID.get(did)
    is_here = did >= OBD_BASE if view.unit == ENGINE else False
    if parameter is None or not (is_here or parameter in OF_UNIT.get(view.unit.name, ())):
        return None
    return parameter.encode(view.read(parameter))


def _live(view: UnitView, request: bytes) -> Replies:
    _need(request, 2)
    pid = request[1]
    if pid == 0x01:
        stored = _confirmed(view)
        lamp = _LAMP_BIT if any(f.lamp for f in view.faults()) else 0
        return (bytes((0x41, pid, lamp | min(len(stored), 0x7F), 0x07, 0x65, 0x00)),)
    if pid % 0x20 == 0:
        return (bytes((0x41, pid)) + _supported(pid),)
    if pid not in BY_PID:
        raise _No(OUT_OF_RANGE)
    return (bytes((0x41, pid)) + BY_PID[pid].encode(view.read(BY_PID[pid])),)


def _supported(first: int) -> bytes:
    """Which of the next 32 parameters there are, and whether more follow."""
    known = {0x01, *BY_PID}
    bits = sum(1 << 31 - n for n in range(32) if first + n + 1 in known)
    return (bits | any(pid > first + 32 for pid in known)).to_bytes(4)


def _frozen(view: UnitView, request: bytes) -> Replies:
    _need(request, 3)
    pid, number = request[1], request[2]
    fault = next((f for f in view.faults() if Status.CONFIRMED in f.status), None)
    if number != 0:
        raise _No(OUT_OF_RANGE)
    if pid == 0x02:
        return (bytes((0x42, 2, 0)) + (code_bytes(fault.code)[:2] if fault else bytes(2)),)
    if fault is None or BY_PID.get(pid) not in fault.frozen:
        raise _No(OUT_OF_RANGE)
    return (bytes((0x42, pid, 0)) + BY_PID[pid].encode(fault.frozen[BY_PID[pid]]),)


def _stored(view: UnitView, request: bytes) -> Replies:
    """Stored, pending and permanent: a fault put in is all three."""
    _need(request, 1)
    found = [code_bytes(fault.code)[:2] for fault in _confirmed(view)]
    return (bytes((request[0] + 0x40, len(found))) + b"".join(found),)


def _vehicle(view: UnitView, request: bytes) -> Replies:
    _need(request, 2)
    if request[1] == 0x00:
        return (bytes((0x49, 0, 0x40, 0, 0, 0)),)
    if request[1] != 0x02:
        raise _No(OUT_OF_RANGE)
    return (b"\x49\x02\x01" + VIN,)


def _confirmed(view: UnitView) -> list[Fault]:
    return [fault for fault in view.faults() if Status.CONFIRMED in fault.status]


def _engines(reply: Callable[[UnitView, bytes], Replies]) -> Callable[[UnitView, bytes], Replies]:
    """SAE J1979 is the engine's alone in this car."""

    def guarded(view: UnitView, request: bytes) -> Replies:
        if view.unit != ENGINE:
            raise _No(NOT_SUPPORTED)
        return reply(view, request)

    return guarded


_SERVICES: Mapping[int, Callable[[UnitView, bytes], Replies]] = MappingProxyType(
    {
        0x01: _engines(_live),
        0x02: _engines(_frozen),
        0x03: _engines(_stored),
        0x07: _engines(_stored),
        0x09: _engines(_vehicle),
        0x0A: _engines(_stored),
        0x10: _session,
        0x19: _codes,
        0x22: _values,
        0x3E: _present,
    }
)
