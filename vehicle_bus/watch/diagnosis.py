"""Diagnostic requests on the bus (ISO 15765-4 addresses; OBD and UDS services).

Reading is for everybody: workshops and dongles do it, and so do we. Whatever changes something is
an alarm, by whomever it is asked, ourselves included, and the more so in a car that moves. A
workshop that flashes a control unit raises it too, and rightly: the owner can read when it was.
"""

from collections.abc import Callable

from vehicle_bus.control_unit import REQUEST_IDS, RESPONSE_IDS
from vehicle_bus.watch.alarm import Rule
from vehicle_bus.watch.allowance import Allowance

_LONG_REQUEST_TO_ALL = 0x18DB33F1
_LONG_MASK, _LONG = 0x1FFF0000, 0x18DA0000
_TESTER = 0xF1
_READING_OBD = frozenset({0x01, 0x02, 0x03, 0x06, 0x07, 0x09, 0x0A})
_READING_UDS = frozenset({0x19, 0x22})
_FIRST_UDS = 0x10
_ANSWERED_WITHIN_S = 10.0
_READS_PER_S, _READS = 40.0, 200
"""By others than us. Dongles ask some ten times a second; scanners as fast as they can."""
_STRAYS_PER_S, _STRAYS = 0.01, 3


class Diagnosis:
    def __init__(self) -> None:
        self._asked_s = float("-inf")
        self._reads = Allowance(_READS_PER_S, _READS)
        self._strays = Allowance(_STRAYS_PER_S, _STRAYS)

    @staticmethod
    def is_request(can_id: int) -> bool:
        if can_id in REQUEST_IDS or can_id == _LONG_REQUEST_TO_ALL:
            return True
        return can_id & _LONG_MASK == _LONG and can_id & 0xFF == _TESTER

    @staticmethod
    def is_response(can_id: int) -> bool:
        if can_id in RESPONSE_IDS:
            return True
        return can_id & _LONG_MASK == _LONG and can_id >> 8 & 0xFF == _TESTER

    def asked(
        self, data: bytes, now_s: float, is_ours: bool, is_moving: Callable[[], bool]
    ) -> Rule | None:
        self._asked_s = now_s
        service = _service(data)
        if service is None:
            return None
        if service not in _READING_OBD | _READING_UDS:
            return Rule.DIAGNOSIS_MOVING if is_moving() else Rule.DIAGNOSIS_SERVICE
        if is_ours:
            return None
        if service >= _FIRST_UDS and is_moving():
            return Rule.DIAGNOSIS_MOVING
        return None if self._reads.spend(now_s) else Rule.DIAGNOSIS_SCAN

    def answered(self, now_s: float) -> Rule | None:
        """An answer nobody asked for prepares a lie to whoever asks next."""
        if now_s - self._asked_s <= _ANSWERED_WITHIN_S or self._strays.spend(now_s):
            return None
        return Rule.DIAGNOSIS_UNASKED


def _service(data: bytes) -> int | None:
    """The service a frame asks for; None: it only goes on with a transfer, or asks nothing."""
    if len(data) < 2:
        return None
    kind, length = data[0] >> 4, data[0] & 0x0F
    if kind == 0:
        at = 1 if length else 2
    elif kind == 1:
        at = 2 if length or data[1] else 6
    else:
        return None
    return data[at] if at < len(data) else None
