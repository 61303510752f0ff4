"""The wire: a three-method port, its python-can adapter, and one that mends itself."""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from vehicle_bus.errors import BusLostError
from vehicle_bus.frame import Frame

if TYPE_CHECKING:
    import can

LOCAL_CHANNEL = "239.74.163.2"
"""Multicast group of the virtual car when it runs as a process of its own."""

_LAST_STANDARD_ID = 0x7FF
_NOT_OURS = 1 << 31
"""Added to an extended identifier that would pass for a standard one."""
_DEFAULTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "udp_multicast": {"fd": True, "hop_limit": 0},
        "socketcan": {"fd": True},
    }
)
"""Options by python-can interface; a hop limit of 0 keeps datagrams on this machine."""


class Bus(Protocol):
    """Every method raises BusLostError when there is no bus."""

    def send(self, frame: Frame) -> None: ...
    def receive(self, timeout_s: float) -> Frame | None: ...
    def close(self) -> None: ...


class PythonCanBus:
    """Any interface of python-can: virtual, udp_multicast, socketcan and so on."""

    def __init__(
        self, interface: str = "virtual", channel: str = "codriver", **options: Any
    ) -> None:
        import can  # noqa: PLC0415 - importing the face must stay cheap

        self._can = can
        try:
            self._bus: can.BusABC = can.Bus(
                channel=channel,
                interface=interface,
                ignore_config=True,
                **{**_DEFAULTS.get(interface, {}), **options},
            )
        except Exception as error:  # interfaces raise CanError, OSError, ImportError and others
            raise BusLostError(f"cannot open {interface} {channel}: {error}") from error

    def send(self, frame: Frame) -> None:
        message = self._can.Message(
            arbitration_id=frame.can_id,
            data=frame.data,
            is_extended_id=frame.can_id > _LAST_STANDARD_ID,
            is_fd=frame.is_fd,
            check=True,
        )
        try:
            self._bus.send(message)
        except (self._can.CanError, OSError, ValueError) as error:
            raise BusLostError("send") from error

    def receive(self, timeout_s: float) -> Frame | None:
        try:
            message = self._bus.recv(timeout_s)
        except (self._can.CanError, OSError, ValueError) as error:
            raise BusLostError("receive") from error
        if message is None or message.is_error_frame or message.is_remote_frame:
            return None
        return Frame(_identifier(message), bytes(message.data))

    def close(self) -> None:
        self._bus.shutdown()


def _identifier(message: "can.Message") -> int:
    hides = message.is_extended_id and message.arbitration_id <= _LAST_STANDARD_ID
    return message.arbitration_id | _NOT_OURS if hides else message.arbitration_id


class ReopeningBus:
    """A bus that is opened when needed and opened anew after it was lost."""

    def __init__(self, opener: Callable[[], Bus]) -> None:
        self._opener = opener
        self._bus: Bus | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def send(self, frame: Frame) -> None:
        bus = self._opened()
        try:
            bus.send(frame)
        except BusLostError:
            self._drop(bus)
            raise

    def receive(self, timeout_s: float) -> Frame | None:
        bus = self._opened()
        try:
            return bus.receive(timeout_s)
        except BusLostError:
            self._drop(bus)
            raise

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()

    def _opened(self) -> Bus:
        with self._lock:
            if self._is_closed:
                raise BusLostError("closed")
            if self._bus is None:
                self._bus = self._opener()
            return self._bus

    def _drop(self, bus: Bus) -> None:
        with self._lock:
            if self._bus is bus:
                self._bus = None
        bus.close()
