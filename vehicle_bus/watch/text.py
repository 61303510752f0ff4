"""The text channel (ISO-TP, ISO 15765-2) as an onlooker sees it.

The head unit speaks only when we asked it, a transfer begins with its first frame, and no answer is
longer than our own protocol allows. A frame may be lost, so one that hangs in the air is forgiven.
"""

from vehicle_bus.request import MAX_RESPONSE_BYTES
from vehicle_bus.segmentation import FRAME_BYTES
from vehicle_bus.watch.alarm import Rule
from vehicle_bus.watch.allowance import Allowance

_ANSWERED_WITHIN_S = 6.0
"""Longer than we wait for the slowest answer, and for one that comes too late for it."""
_LAST_KIND = 3
_STRAYS_PER_S, _STRAYS = 0.1, 3
_FLOWS_PER_S, _FLOWS = 2.0, 40


class TextWatch:
    def __init__(self) -> None:
        self._asked_s = float("-inf")
        self._left = 0
        """Frames that the transfer under way still needs."""
        self._strays = Allowance(_STRAYS_PER_S, _STRAYS)
        self._flows = Allowance(_FLOWS_PER_S, _FLOWS)

    def asked(self, now_s: float) -> None:
        """One of our own frames left."""
        self._asked_s = now_s

    def answered(self, data: bytes, now_s: float) -> Rule | None:
        if now_s - self._asked_s > _ANSWERED_WITHIN_S:
            return Rule.TEXT_UNASKED
        if not data or data[0] >> 4 > _LAST_KIND:
            return Rule.TEXT_MALFORMED
        match data[0] >> 4:
            case 0:
                self._left = 0
                return None
            case 1:
                return self._begin(data)
            case 2:
                return self._go_on(now_s)
            case _:
                return None if self._flows.spend(now_s) else Rule.TEXT_MALFORMED

    def _begin(self, data: bytes) -> Rule | None:
        length = (data[0] & 0x0F) << 8 | (data[1] if len(data) > 1 else 0)
        if not 0 < length <= MAX_RESPONSE_BYTES or len(data) < FRAME_BYTES:
            return Rule.TEXT_MALFORMED
        self._left = -(-(length - FRAME_BYTES + 2) // (FRAME_BYTES - 1))
        return None

    def _go_on(self, now_s: float) -> Rule | None:
        self._left -= 1
        if self._left >= 0 or self._strays.spend(now_s):
            return None
        return Rule.TEXT_MALFORMED
