"""Ends the waiting of a thread that waits for the network, from any other thread."""

import select
import socket
from contextlib import suppress


class Wake:
    def __init__(self) -> None:
        self._waits, self._calls = socket.socketpair()
        self._waits.setblocking(False)
        self._calls.setblocking(False)

    def call(self) -> None:
        """Any thread; calls before anybody waits are not lost, many count as one."""
        with suppress(OSError):
            self._calls.send(b"\0")

    def wait(self, timeout_s: float) -> None:
        """Until called or until the time is over."""
        poll = select.poll()
        poll.register(self, select.POLLIN)
        poll.poll(timeout_s * 1_000)
        self.clear()

    def clear(self) -> None:
        with suppress(BlockingIOError):
            self._waits.recv(4096)

    def fileno(self) -> int:
        return self._waits.fileno()

    def close(self) -> None:
        self._waits.close()
        self._calls.close()
