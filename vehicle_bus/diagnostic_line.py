"""Questions to control units: one at a time, over ISO-TP and through the gate.

can-isotp joins answers of several frames; its frames leave through the gate's open inquiry and
arrive from the reader thread by ``feed``. A unit that says nothing is a SilentUnitError.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from vehicle_bus.control_unit import FUNCTIONAL_ID, ControlUnit
from vehicle_bus.errors import NegativeAnswerError, SilentUnitError
from vehicle_bus.frame import CLASSIC_BYTES
from vehicle_bus.gate import INQUIRY, Gate
from vehicle_bus.inquiry import NEGATIVE, STILL_WORKING, answers, framed, single
from vehicle_bus.segmentation import PADDING

if TYPE_CHECKING:
    import isotp

ANSWER_WITHIN_S = 1.0
"""A unit has 50 ms by ISO 14229-2; the rest is what a busy machine may take."""
WORKING_WITHIN_S = 5.0
"""The same once it has said that it is still working (P2*)."""
_WAITING_FRAMES = 1024
"""More than the longest answer has."""
ISOTP_PARAMETERS: Mapping[str, object] = MappingProxyType(
    {
        "tx_data_length": CLASSIC_BYTES,
        "tx_data_min_length": CLASSIC_BYTES,
        "tx_padding": PADDING,
        "can_fd": False,
        "stmin": 0,
        "blocksize": 0,
        "rx_flowcontrol_timeout": 1000,
        "rx_consecutive_frame_timeout": 1000,
        "max_frame_size": 4095,
    }
)
"""Both ends use these; the time-outs (ms) are those of ISO 15765-2."""


class DiagnosticLine:
    """To be used under ``turn``; only ``feed`` may be called by anybody."""

    def __init__(self, gate: Gate, units: tuple[ControlUnit, ...]) -> None:
        import isotp  # noqa: PLC0415 - importing the face must stay cheap

        self.units = units
        self.turn = threading.Lock()
        """Held by whoever asks, for as long as the questions belong together."""
        self._gate = gate
        self._isotp = isotp
        self._arrived: queue.Queue[tuple[int, bytes]] = queue.Queue(_WAITING_FRAMES)
        self._error: Exception | None = None
        self._request = b""
        self._layers = {unit: self._layer_of(unit) for unit in units}

    def feed(self, can_id: int, data: bytes) -> None:
        """Take a frame of a control unit; called by the reader thread."""
        with contextlib.suppress(queue.Full):
            self._arrived.put_nowait((can_id, data))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Whatever was asked in here is over at the end."""
        try:
            yield
        finally:
            self._gate.close_inquiry()

    def ask(self, unit: ControlUnit, payload: bytes) -> None:
        """Send one question the gate approves of."""
        self._begin(unit.request_id, payload)
        layer = self._layers[unit]
        layer.reset()
        layer.send(payload)
        layer.process(do_rx=False)

    def answer(self, unit: ControlUnit, within_s: float) -> bytes:
        """The next payload that answers the question, a negative one included."""
        layer, deadline_s = self._layers[unit], time.monotonic() + within_s
        while (left_s := deadline_s - time.monotonic()) > 0:
            layer.process(rx_timeout=left_s)
            if self._error is not None:
                raise SilentUnitError(f"the {unit.name} unit broke off") from self._error
            payload = layer.recv()
            if payload is not None and answers(self._request, bytes(payload)):
                return bytes(payload)
        raise SilentUnitError(f"the {unit.name} unit does not answer")

    def read(self, unit: ControlUnit, payload: bytes) -> bytes:
        """What a unit says to a question, after the service; waits for one that is at work."""
        with self.asking():
            self.ask(unit, payload)
            found = self.answer(unit, ANSWER_WITHIN_S)
            deadline_s = time.monotonic() + WORKING_WITHIN_S
            while found[0] == NEGATIVE and found[2] == STILL_WORKING:
                found = self.answer(unit, deadline_s - time.monotonic())
        if found[0] == NEGATIVE:
            raise NegativeAnswerError(found[2])
        return found[1:]

    def ask_all(self, payload: bytes) -> Mapping[ControlUnit, bytes]:
        """What each unit says to a question put to all, service included; an answer to all fits
        one frame. Units that say nothing are left out."""
        with self.asking():
            self._begin(FUNCTIONAL_ID, payload)
            self._gate.send_inquiry(FUNCTIONAL_ID, framed(payload))
            return self._gathered(time.monotonic() + ANSWER_WITHIN_S)

    def _gathered(self, deadline_s: float) -> Mapping[ControlUnit, bytes]:
        by_id = {unit.response_id: unit for unit in self.units}
        found: dict[ControlUnit, bytes] = {}
        while len(found) < len(by_id) and (left_s := deadline_s - time.monotonic()) > 0:
            try:
                can_id, data = self._arrived.get(timeout=left_s)
            except queue.Empty:
                break
            payload = single(data)
            if payload and answers(self._request, payload):
                found[by_id[can_id]] = payload
        return found

    def _begin(self, can_id: int, payload: bytes) -> None:
        time.sleep(self._gate.pause_s(INQUIRY))
        self._gate.open_inquiry(can_id, payload)
        self._request, self._error = payload, None
        while not self._arrived.empty():
            self._arrived.get_nowait()

    def _layer_of(self, unit: ControlUnit) -> "isotp.TransportLayerLogic":
        return self._isotp.TransportLayerLogic(
            rxfn=lambda timeout_s: self._receive(unit, timeout_s),
            txfn=lambda message: self._gate.send_inquiry(unit.request_id, bytes(message.data)),
            address=self._isotp.Address(txid=unit.request_id, rxid=unit.response_id),
            error_handler=self._note,
            params=dict(ISOTP_PARAMETERS),
        )

    def _receive(self, unit: ControlUnit, timeout_s: float) -> "isotp.CanMessage | None":
        """The next frame; returns at once when an answer is complete or the transfer broke."""
        if self._layers[unit].available() or self._error is not None:
            return None
        try:
            can_id, data = self._arrived.get(timeout=timeout_s)
        except queue.Empty:
            return None
        return self._isotp.CanMessage(arbitration_id=can_id, data=data)

    def _note(self, error: Exception) -> None:
        self._error = error
