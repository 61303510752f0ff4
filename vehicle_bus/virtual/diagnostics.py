"""The control units' end of the diagnostic line: frames in, frames out, over ISO-TP.

can-isotp cuts and joins; what is said stands in ``replies``. Not thread-safe: the wire's owner
holds the lock.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from vehicle_bus.control_unit import FUNCTIONAL_ID, OWN_UNITS, ControlUnit
from vehicle_bus.diagnostic_line import ISOTP_PARAMETERS
from vehicle_bus.frame import Frame
from vehicle_bus.inquiry import single
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.replies import Replies, UnitView, replies

if TYPE_CHECKING:
    import isotp

ECU_OF = {"engine": "POWERTRAIN", "body": "BODY"}
"""Units that are one with an ECU that reports; the others are lost by their own name."""
DIAGNOSTIC_ECUS = frozenset(ECU_OF.get(unit.name, unit.name.upper()) for unit in OWN_UNITS)


class _Server:
    """One unit."""

    def __init__(self, view: UnitView, send: Callable[[Frame], None]) -> None:
        import isotp  # noqa: PLC0415 - importing the face must stay cheap

        self.ecu = ECU_OF.get(view.unit.name, view.unit.name.upper())
        self.unit: ControlUnit = view.unit
        self._view = view
        self._isotp = isotp
        self._arrived: deque[bytes] = deque()
        self._layer = isotp.TransportLayerLogic(
            rxfn=self._receive,
            txfn=lambda message: send(Frame(view.unit.response_id, bytes(message.data))),
            address=isotp.Address(txid=view.unit.response_id, rxid=view.unit.request_id),
            error_handler=lambda error: None,
            params=dict(ISOTP_PARAMETERS),
        )

    @property
    def is_busy(self) -> bool:
        return bool(self._layer.transmitting() or self._layer.is_rx_active())

    def feed(self, data: bytes) -> None:
        self._arrived.append(data)
        self.poll()

    def hear(self, payload: bytes) -> None:
        """A request to all."""
        self._say(replies(self._view, payload, is_to_all=True))

    def poll(self) -> None:
        """Let time-outs of a half-done transfer pass."""
        self._layer.process()
        while self._layer.available():
            if payload := self._layer.recv():
                self._say(replies(self._view, bytes(payload)))

    def reset(self) -> None:
        self._arrived.clear()
        self._layer.reset()

    def _say(self, answers: Replies) -> None:
        if answers:
            self._layer.stop_sending()
        for answer in answers:
            self._layer.send(answer)
            self._layer.process()

    def _receive(self, timeout_s: float) -> "isotp.CanMessage | None":
        if not self._arrived:
            return None
        return self._isotp.CanMessage(self.unit.request_id, data=self._arrived.popleft())


class Diagnostics:
    def __init__(self, car: Car, send: Callable[[Frame], None]) -> None:
        self._servers = tuple(
            _Server(_view(car, unit, number), send) for number, unit in enumerate(OWN_UNITS, 1)
        )
        self._by_id = {server.unit.request_id: server for server in self._servers}

    @property
    def is_busy(self) -> bool:
        return any(server.is_busy for server in self._servers)

    def take(self, frame: Frame, lost: set[str]) -> bool:
        """Is this frame for a control unit? One that is lost hears nothing."""
        if frame.can_id == FUNCTIONAL_ID:
            if payload := single(frame.data):
                for server in self._servers:
                    if server.ecu not in lost:
                        server.hear(payload)
            return True
        asked = self._by_id.get(frame.can_id)
        if asked is not None and asked.ecu not in lost:
            asked.feed(frame.data)
        return asked is not None

    def poll(self) -> None:
        for server in self._servers:
            server.poll()

    def lose(self, ecu: str) -> None:
        for server in self._servers:
            if server.ecu == ecu:
                server.reset()


def _view(car: Car, unit: ControlUnit, number: int) -> UnitView:
    return UnitView(unit, number, car.gauges.read, lambda: car.faults.of(unit))
