"""A real Wyoming server on a free port of this machine, on a thread of its own while in use."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from wyoming.event import Event, Eventable, read_event

from models.adapters.wyoming_events import packed
from models.adapters.wyoming_server import Limits, WyomingServer
from models.adapters.wyoming_services import Engines

HOST = "127.0.0.1"


class Served:
    """``stop`` ends it early, like the death of the server's process."""

    def __init__(self, engines: Engines, limits: Limits, port: int = 0) -> None:
        self.port = 0
        self._ready = threading.Event()
        self._failures: list[Exception] = []
        self._thread = threading.Thread(target=self._run, args=(engines, limits, port))
        self._thread.start()
        self._ready.wait()
        for failure in self._failures:
            self._thread.join()
            raise failure

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def _run(self, engines: Engines, limits: Limits, port: int) -> None:
        asyncio.run(self._serve(engines, limits, port))

    async def _serve(self, engines: Engines, limits: Limits, port: int) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with WyomingServer(HOST, port, engines, limits) as server:
                self.port = server.port
                self._ready.set()
                await self._over.wait()
        except Exception as error:  # noqa: BLE001 raised again by the test's own thread
            self._failures.append(error)
            self._ready.set()


@contextmanager
def served(engines: Engines, limits: Limits | None = None, port: int = 0) -> Iterator[Served]:
    server = Served(engines, limits or Limits(), port)
    try:
        yield server
    finally:
        server.stop()


class Wire:
    """A client that may say anything, bytes too, and reads with the package's own reader."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), 10)
        self._reader = self._socket.makefile("rb")

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()
        self._socket.close()

    def send(self, *events: Eventable | Event | bytes) -> None:
        for event in events:
            self._socket.sendall(event if isinstance(event, bytes) else packed(event))

    def read(self) -> Event:
        event = read_event(self._reader)
        assert event is not None
        return event

    def read_until(self, kind: str) -> list[Event]:
        events = [self.read()]
        while events[-1].type != kind:
            events.append(self.read())
        return events

    @property
    def is_ended(self) -> bool:
        """Waits until the server ends the connection; False if it says something instead."""
        return self._reader.read(1) == b""
