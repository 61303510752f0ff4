"""The head unit's end of the text channel: takes requests over ISO-TP, checks them, answers.

can-isotp cuts and joins. A transfer that stays half done is given up after its time-out, or when
somebody asks the next question.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from vehicle_bus.catalogue import BY_SERVICE, READ_REPORT
from vehicle_bus.errors import DecodingError
from vehicle_bus.request import (
    Fields,
    Outcome,
    Request,
    Response,
    decode_request,
    encode_response,
    fitting,
)
from vehicle_bus.transport import ISOTP_PARAMETERS
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.ecu import Answer

if TYPE_CHECKING:
    import isotp


class WordServer:
    """Not thread-safe: its owner holds the lock."""

    def __init__(self, car: Car, ids: tuple[int, int], send: Callable[[bytes], None]) -> None:
        import isotp  # noqa: PLC0415 - importing the face must stay cheap

        self._car = car
        self._send = send
        self._isotp = isotp
        self._request_id, response_id = ids
        self._arrived: deque[bytes] = deque()
        self._last_counter: int | None = None
        self._layer = isotp.TransportLayerLogic(
            rxfn=self._receive,
            txfn=lambda message: self._send(bytes(message.data)),
            address=isotp.Address(txid=response_id, rxid=self._request_id),
            error_handler=self._forget,
            params=dict(ISOTP_PARAMETERS),
        )

    @property
    def is_busy(self) -> bool:
        """Is a transfer half done?"""
        return bool(self._layer.transmitting() or self._layer.is_rx_active())

    def feed(self, data: bytes) -> None:
        """Take one frame; whatever answers it leaves at once."""
        self._arrived.append(data)
        self.poll()

    def poll(self) -> None:
        """Let time-outs of a half-done transfer pass."""
        self._layer.process()
        while self._layer.available():
            payload = self._layer.recv()
            if payload and (answer := self._answered(bytes(payload))):
                self._layer.stop_sending()
                self._layer.send(answer)
                self._layer.process()

    def reset(self) -> None:
        """Drop whatever is half done."""
        self._arrived.clear()
        self._layer.reset()

    def _answered(self, payload: bytes) -> bytes | None:
        """The answer; none to what is broken or was heard before."""
        try:
            request = decode_request(payload)
        except DecodingError:
            return None
        if request.counter == self._last_counter:
            return None
        self._last_counter = request.counter
        return encode_response(self._response(request))

    def _response(self, request: Request) -> Response:
        if request.service == READ_REPORT:
            outcome, fields = self._report(request.query.get("report") or "")
        elif signal := BY_SERVICE.get(request.service):
            answer = self._car.ask(signal.name, request.query)
            outcome, fields = answer.outcome, _fields(answer)
        else:
            outcome, fields = Outcome.REJECTED, ()
        return Response(request.service, request.counter, outcome, fields)

    def _report(self, name: str) -> tuple[Outcome, Fields]:
        reports = self._car.reports()
        if name not in reports:
            return Outcome.NOT_FOUND, ()
        return Outcome.OK, fitting(reports[name])

    def _receive(self, timeout_s: float) -> "isotp.CanMessage | None":
        if not self._arrived:
            return None
        data = self._arrived.popleft()
        return self._isotp.CanMessage(self._request_id, data=data, is_fd=True)

    def _forget(self, error: Exception) -> None:
        """A broken transfer leaves nothing behind: whoever asked will ask again."""


def _fields(answer: Answer) -> Fields:
    resolved = answer.resolved.fields if answer.resolved else ()
    name = "candidate" if answer.outcome is Outcome.AMBIGUOUS else "result"
    return (*resolved, *((name, text) for text in answer.candidates))
