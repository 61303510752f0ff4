"""The last look at every outgoing frame, and the only place that writes to the bus.

The gate trusts nobody above it. It decodes the bytes that are about to leave and checks those,
not the command they came from: known command, sound protection and counter, something asked for,
canonical form, range and interlocks against the state as it is now, and a bounded rate. On the
text channel only the frames of a payload that passed the same questions leave, in order. Control
units are asked only what ``inquiry`` allows by its bytes, and that only reads. No
message for anything that brakes, steers or protects exists at all. It works with every policy
above it removed.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from vehicle_bus.bus import Bus
from vehicle_bus.catalogue import BY_SERVICE, READ_REPORT, REPORTS, find
from vehicle_bus.codec import CommandFrame, DbcCodec
from vehicle_bus.control_unit import FUNCTIONAL_ID
from vehicle_bus.errors import (
    BlockedFrameError,
    DecodingError,
    ProtectionError,
    UnknownFrameError,
)
from vehicle_bus.frame import Frame
from vehicle_bus.inquiry import GO_ON, framed
from vehicle_bus.inquiry import objection as inquiry_objection
from vehicle_bus.interlock import OUT_OF_RANGE
from vehicle_bus.layout import COUNTERS
from vehicle_bus.request import COUNTERS as TEXT_COUNTERS
from vehicle_bus.request import Request, decode_request
from vehicle_bus.segmentation import FLOW_CONTROL, segmented
from vehicle_bus.state import VehicleState

BURST_FRAMES = 25
FRAMES_PER_S = 50.0
"""How often one message may leave: a burst, then a steady rate."""
BURST_READS = 100
READS_PER_S = 500.0
"""The same for questions on the text channel, which move nothing."""
BURST_INQUIRIES = 100
INQUIRIES_PER_S = 50.0
"""The same for questions to control units, which move nothing either."""
MOST_GO_ONS = 4
"""Frames of flow control in one exchange; an answer takes one, or one more after a delay."""
_WHOLE = 1 - 1e-9
"""One frame, forgiving what floating point loses."""
TEXT = "TEXT_REQUEST"
READ = "TEXT_READ"
INQUIRY = "DIAGNOSTIC_REQUEST"
_RATES = {READ: (BURST_READS, READS_PER_S), INQUIRY: (BURST_INQUIRIES, INQUIRIES_PER_S)}
_REPORT_NAMES = frozenset(report.name for report in REPORTS)


class _Allowance:
    """What one message may still send: a bucket that fills with time."""

    def __init__(self, now_s: float, burst: float, per_s: float) -> None:
        self._left = self._burst = burst
        self._per_s = per_s
        self._since_s = now_s

    def pause_s(self, now_s: float) -> float:
        """How long until one more may leave; 0 if it may now."""
        gained = max(0.0, now_s - self._since_s) * self._per_s
        self._left, self._since_s = min(self._burst, self._left + gained), now_s
        return max(0.0, _WHOLE - self._left) / self._per_s

    def spend(self) -> None:
        self._left -= 1


class Gate:
    def __init__(
        self, codec: DbcCodec, bus: Bus, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._codec = codec
        self._bus = bus
        self._clock = clock
        self._lock = threading.RLock()
        self._last_counter: dict[str, int] = {}
        self._allowances: dict[str, _Allowance] = {}
        self._passage: deque[bytes] | None = None
        """Frames of the approved text request that have not left yet; None without one."""
        self._inquiry: Frame | None = None
        """The approved question to a control unit; None without one."""
        self._inquired = 0
        """How many frames of it have left: after the first only flow control may."""

    def next_counter(self, message: str, ack: int | None = None) -> int:
        """The counter that the next frame of a message must carry.

        Before the first one any counter will do: then it is the one after ``ack``, the last that
        the ECU remembers.
        """
        last = self._last_counter.get(message, ack if ack is not None else -1)
        return (last + 1) % (TEXT_COUNTERS if message == TEXT else COUNTERS)

    def pause_s(self, message: str) -> float:
        """How long a sender that keeps the rate waits before its next frame of this message."""
        with self._lock:
            return self._allowance(message).pause_s(self._clock())

    def check(self, frame: Frame, state: VehicleState) -> None:
        """Raise BlockedFrameError unless this command frame may leave in this state."""
        self._checked(frame, state)

    def send(self, frame: Frame, state: VehicleState) -> None:
        """Check a command frame and put it on the bus."""
        with self._lock:
            understood = self._checked(frame, state)
            self._note(understood.message, understood.counter)
            self._bus.send(frame)

    def open_passage(self, payload: bytes, state: VehicleState) -> None:
        """Let the frames of this text request through, and no others, until the passage closes."""
        with self._lock:
            request = self._checked_request(payload, state)
            self._note(TEXT, request.counter, READ if request.service == READ_REPORT else TEXT)
            self._passage = deque(segmented(payload))

    def send_text(self, data: bytes) -> None:
        """Put one frame of the open passage on the bus."""
        with self._lock:
            if self._passage is None or self._codec.wiring.text_ids is None:
                raise BlockedFrameError("not_approved")
            if self._passage and self._passage[0] == data:
                self._passage.popleft()
            elif data not in FLOW_CONTROL:
                raise BlockedFrameError("not_approved")
            self._bus.send(Frame(self._codec.wiring.text_ids[0], data, TEXT))

    def close_passage(self) -> None:
        with self._lock:
            self._passage = None

    def open_inquiry(self, can_id: int, payload: bytes) -> None:
        """Let this one question to a control unit through, until the inquiry is closed."""
        with self._lock:
            if can_id not in self._codec.wiring.inquiry_ids:
                raise BlockedFrameError("unknown_frame")
            _refuse_if(inquiry_objection(can_id, payload))
            self._check_rate(INQUIRY)
            self._inquiry, self._inquired = Frame(can_id, framed(payload), INQUIRY), 0

    def send_inquiry(self, can_id: int, data: bytes) -> None:
        """Put the open question on the bus, or flow control for what answers it."""
        with self._lock:
            if self._inquiry is None or can_id != self._inquiry.can_id:
                raise BlockedFrameError("not_approved")
            if not self._is_due(data):
                raise BlockedFrameError("not_approved")
            self._allowance(INQUIRY).spend()
            self._inquired += 1
            self._bus.send(Frame(can_id, data, INQUIRY))

    def close_inquiry(self) -> None:
        with self._lock:
            self._inquiry = None

    def _is_due(self, data: bytes) -> bool:
        """Is it the turn of this frame of the open inquiry? All units at once are never told to
        go on."""
        if self._inquiry is None or self._inquired == 0:
            return self._inquiry is not None and data == self._inquiry.data
        is_one = self._inquiry.can_id != FUNCTIONAL_ID
        return is_one and data in GO_ON and self._inquired <= MOST_GO_ONS

    def _checked(self, frame: Frame, state: VehicleState) -> CommandFrame:
        understood = self._understood(frame)
        commands = understood.commands
        if not commands:
            raise BlockedFrameError("empty")
        if self._codec.encode_command(commands, understood.counter) != frame:
            raise BlockedFrameError("not_canonical")
        for command in commands:
            _refuse_if(find(command.signal).objection(command.value, state, commands))
        if self._codec.wiring.wires[understood.message].data_ids is not None:
            self._check_counter(understood.message, understood.counter, COUNTERS)
        self._check_rate(understood.message)
        return understood

    def _understood(self, frame: Frame) -> CommandFrame:
        try:
            return self._codec.decode_command(frame)
        except UnknownFrameError as error:
            raise BlockedFrameError("unknown_frame") from error
        except ProtectionError as error:
            raise BlockedFrameError("bad_protection") from error
        except Exception as error:  # whatever a frame does to the decoder, it does not leave
            raise BlockedFrameError("bad_frame") from error

    def _checked_request(self, payload: bytes, state: VehicleState) -> Request:
        """Decoding refuses all but the one canonical form, so there is nothing to compare."""
        try:
            request = decode_request(payload)
        except ProtectionError as error:
            raise BlockedFrameError("bad_protection") from error
        except DecodingError as error:
            raise BlockedFrameError("bad_frame") from error
        _refuse_if(_request_objection(request, state))
        self._check_counter(TEXT, request.counter, TEXT_COUNTERS)
        self._check_rate(READ if request.service == READ_REPORT else TEXT)
        return request

    def _check_counter(self, message: str, counter: int, counters: int) -> None:
        last = self._last_counter.get(message)
        if last is not None and counter != (last + 1) % counters:
            raise BlockedFrameError("bad_counter")

    def _check_rate(self, message: str) -> None:
        if self._allowance(message).pause_s(self._clock()) > 0:
            raise BlockedFrameError("rate_limit")

    def _allowance(self, message: str) -> _Allowance:
        rate = _RATES.get(message, (BURST_FRAMES, FRAMES_PER_S))
        return self._allowances.setdefault(message, _Allowance(self._clock(), *rate))

    def _note(self, message: str, counter: int, budget: str | None = None) -> None:
        self._last_counter[message] = counter
        self._allowance(budget or message).spend()


def _request_objection(request: Request, state: VehicleState) -> str | None:
    if request.service == READ_REPORT:
        wanted = request.query.as_dict()
        known = wanted.keys() == {"report"} and wanted["report"] in _REPORT_NAMES
        return None if known else OUT_OF_RANGE
    signal = BY_SERVICE.get(request.service)
    if signal is None:
        return "unknown_service"
    return signal.objection(request.query, state)


def _refuse_if(reason: str | None) -> None:
    if reason is not None:
        raise BlockedFrameError(reason)
