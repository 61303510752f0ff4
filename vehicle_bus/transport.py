"""The text channel: one request, one answer, over ISO-TP and through the gate.

can-isotp cuts and joins; its frames leave through the gate's open passage and arrive from the
reader thread by ``feed``. A transfer that comes to a halt is a TransferTimeoutError, and the next
one starts afresh.
"""

import contextlib
import queue
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from vehicle_bus.errors import TransferError, TransferTimeoutError
from vehicle_bus.gate import Gate
from vehicle_bus.request import MAX_RESPONSE_BYTES
from vehicle_bus.segmentation import FRAME_BYTES, PADDING
from vehicle_bus.state import VehicleState

if TYPE_CHECKING:
    import isotp

_WAITING_FRAMES = 256
"""More than the longest answer has; what comes beyond is lost, as on any bus."""
ISOTP_PARAMETERS: Mapping[str, object] = MappingProxyType(
    {
        "tx_data_length": FRAME_BYTES,
        "tx_padding": PADDING,
        "can_fd": True,
        "stmin": 0,
        "blocksize": 0,
        "rx_flowcontrol_timeout": 1000,
        "rx_consecutive_frame_timeout": 1000,
        "max_frame_size": MAX_RESPONSE_BYTES,
    }
)
"""Both ends of the channel use these; the time-outs (ms) are those of ISO 15765-2."""


class TextChannel:
    """Used by one thread at a time; only ``feed`` may be called from another."""

    def __init__(self, gate: Gate, ids: tuple[int, int]) -> None:
        import isotp  # noqa: PLC0415 - importing the face must stay cheap

        self.response_id = ids[1]
        self._gate = gate
        self._isotp = isotp
        self._arrived: queue.Queue[bytes] = queue.Queue(_WAITING_FRAMES)
        self._error: Exception | None = None
        self._layer = isotp.TransportLayerLogic(
            rxfn=self._receive,
            txfn=lambda message: gate.send_text(bytes(message.data)),
            address=isotp.Address(txid=ids[0], rxid=ids[1]),
            error_handler=self._note,
            params=dict(ISOTP_PARAMETERS),
        )

    def feed(self, data: bytes) -> None:
        """Take a frame of the head unit; called by the reader thread."""
        with contextlib.suppress(queue.Full):
            self._arrived.put_nowait(data)

    def exchange(
        self,
        payload: bytes,
        state: VehicleState,
        timeout_s: float,
        is_late: Callable[[bytes], bool],
    ) -> bytes:
        """Send a request the gate approves of and return the payload that answers it.

        A payload that ``is_late`` answers a question given up before; it is passed over.
        """
        self._gate.open_passage(payload, state)
        try:
            self._start_afresh()
            self._layer.send(payload)
            return self._answer(time.monotonic() + timeout_s, is_late)
        finally:
            self._gate.close_passage()

    def _start_afresh(self) -> None:
        self._layer.reset()
        self._error = None
        while not self._arrived.empty():
            self._arrived.get_nowait()

    def _answer(self, deadline_s: float, is_late: Callable[[bytes], bool]) -> bytes:
        while (left_s := deadline_s - time.monotonic()) > 0:
            self._layer.process(rx_timeout=left_s)
            if self._error is not None:
                raise self._named(self._error) from self._error
            if (payload := self._layer.recv()) is not None and not is_late(bytes(payload)):
                return bytes(payload)
        raise TransferTimeoutError("no answer")

    def _receive(self, timeout_s: float) -> "isotp.CanMessage | None":
        """The next frame; returns at once when an answer is complete or the transfer broke."""
        if self._layer.available() or self._error is not None:
            return None
        try:
            data = self._arrived.get(timeout=timeout_s)
        except queue.Empty:
            return None
        return self._isotp.CanMessage(arbitration_id=self.response_id, data=data, is_fd=True)

    def _note(self, error: Exception) -> None:
        self._error = error

    def _named(self, error: Exception) -> TransferError:
        halts = (self._isotp.FlowControlTimeoutError, self._isotp.ConsecutiveFrameTimeoutError)
        kind = TransferTimeoutError if isinstance(error, halts) else TransferError
        return kind(type(error).__name__)
