"""A network that can be cut: forwards TCP to a port, and stops when told to."""

import selectors
import socket
import threading
from contextlib import suppress

_CHUNK = 65_536


class Proxy:
    """While cut, what connects hears nothing and what is connected stays so: no end is told."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._connected = threading.Event()
        self._connected.set()
        self._closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """No byte passes from now on."""
        self._connected.clear()

    def mend(self) -> None:
        """The network is back; what was connected before is gone."""
        self._connected.set()

    def close(self) -> None:
        self._closing = True
        self._connected.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing:
            if not self._connected.is_set():
                self._connected.wait()
                self._drop_all()
            for key, _ in self._selector.select(0.05):
                if self._connected.is_set():
                    self._serve(key.fileobj)
        self._drop_all()
        self._selector.close()
        self._listener.close()

    def _serve(self, ready: object) -> None:
        if ready is self._listener:
            self._accept()
        elif isinstance(ready, socket.socket) and ready in self._pairs:
            self._forward(ready)

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
        except OSError:
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            one.settimeout(5)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _forward(self, source: socket.socket) -> None:
        try:
            content = source.recv(_CHUNK)
            if content:
                self._pairs[source].sendall(content)
                return
        except OSError:
            pass
        self._drop(source)

    def _drop_all(self) -> None:
        for one in list(self._pairs):
            self._drop(one)

    def _drop(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        if other is None:
            return
        self._pairs.pop(other, None)
        for end in (one, other):
            with suppress(KeyError, ValueError):
                self._selector.unregister(end)
            end.close()
