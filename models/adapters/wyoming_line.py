"""One connection to a Wyoming server, from a thread that may wait, but not for ever.

One rule: ``timeout_s`` is the longest that nothing may come; it counts from the last event.
Meanwhile a ``Cancel`` is looked at every 50 ms. Whatever goes wrong is ``EngineError``.
"""

import socket
import time
from types import TracebackType
from typing import Self

from wyoming.event import Event, Eventable

from models.adapters.wyoming_events import HEADER_BYTES, Head, packed, read_head, whole
from models.engine import Cancel
from models.errors import CancelledError, EngineError

_LOOK_S = 0.05
_READ_BYTES = 2**16


class Line:
    def __init__(
        self, host: str, port: int, timeout_s: float, cancel: Cancel | None = None
    ) -> None:
        self._timeout_s = timeout_s
        self._cancel = cancel
        self._received = bytearray()
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, UnicodeError) as error:  # UnicodeError: no name that a host can have
            raise EngineError(f"no Wyoming server answers at {host}:{port}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, *events: Eventable) -> None:
        self._socket.settimeout(self._timeout_s)
        try:
            self._socket.sendall(b"".join(packed(event) for event in events))
        except OSError as error:
            raise EngineError("the Wyoming server was lost") from error

    def wait_for(self, *types: str) -> Event:
        """The next event of these types; ``EngineError`` if the server reports an error."""
        deadline_s = time.monotonic() + self._timeout_s
        while True:
            event = self._taken()
            if event is None:
                self._receive(min(_LOOK_S, self._left_s(deadline_s)))
            elif event.type in types:
                return event

    def arrived(self) -> list[Event]:
        """Every event that is here already, without waiting."""
        self._receive(0)
        events = []
        while (event := self._taken()) is not None:
            events.append(event)
        return events

    def _left_s(self, deadline_s: float) -> float:
        if self._cancel is not None and self._cancel.is_cancelled:
            raise CancelledError("the request was taken back")
        left_s = deadline_s - time.monotonic()
        if left_s <= 0:
            raise EngineError("the Wyoming server does not answer")
        return left_s

    def _receive(self, patience_s: float) -> None:
        """Bytes that come within so long, if any."""
        self._socket.settimeout(patience_s)
        try:
            received = self._socket.recv(_READ_BYTES)
        except (TimeoutError, BlockingIOError):
            return
        except OSError as error:
            raise EngineError("the Wyoming server was lost") from error
        if not received:
            raise EngineError("the Wyoming server closed the connection")
        self._received += received

    def _taken(self) -> Event | None:
        """The first event of what was received, if it is whole."""
        end = self._received.find(b"\n") + 1
        if not end:
            if len(self._received) > HEADER_BYTES:
                raise EngineError("the Wyoming server sends no events")
            return None
        head = read_head(bytes(self._received[:end]))
        if len(self._received) < end + head.data_bytes + head.payload_bytes:
            return None
        event = self._cut(head, end)
        if event.type == "error":
            raise EngineError("the Wyoming server could not do it")
        return event

    def _cut(self, head: Head, end: int) -> Event:
        data_end = end + head.data_bytes
        payload_end = data_end + head.payload_bytes
        data, payload = self._received[end:data_end], self._received[data_end:payload_end]
        del self._received[:payload_end]
        return whole(head, bytes(data), bytes(payload))
