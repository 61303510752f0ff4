"""Our engines for the voice ecosystem, over Wyoming's TCP protocol.

One rule: the event loop only moves bytes; engines work on threads of their own. What a client
sends wrong it is told by an ``error`` event; if the stream itself is broken, or nothing comes for
``idle_s``, the connection ends. Where to listen is decided by ``models.serving``.
"""

import asyncio
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from dataclasses import dataclass
from typing import Self

from wyoming.error import Error
from wyoming.event import Event, Eventable

from models.adapters.wyoming_conversation import Conversation, Send
from models.adapters.wyoming_events import HEADER_BYTES, packed, read_head, whole
from models.adapters.wyoming_services import Engines, Services
from models.errors import EngineError


@dataclass(frozen=True, slots=True)
class Limits:
    clients: int = 8
    idle_s: float = 60.0
    """Longest silence of a client, and longest wait for it to take what is sent."""
    longest_s: float = 30.0
    """Sound of one utterance to recognise."""


class WyomingServer:
    """Use with ``async with``: it listens inside and lets go of everything after.

    ``EngineError`` if the address cannot be listened at. The engines stay the caller's to close.
    """

    def __init__(self, host: str, port: int, engines: Engines, limits: Limits) -> None:
        self._address = (host, port)
        self._limits = limits
        self._services = Services(engines)
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._services.prepare()
            self._server = await self._listen()
        except EngineError:
            self._services.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await asyncio.to_thread(self._services.close)

    @property
    def port(self) -> int:
        """The port it listens at, also when the system chose it."""
        if self._server is None:
            raise ValueError("the server does not listen yet")
        return int(self._server.sockets[0].getsockname()[1])

    async def _listen(self) -> asyncio.Server:
        host, port = self._address
        try:
            return await asyncio.start_server(self._accept, host, port, limit=HEADER_BYTES)
        except OSError as error:
            raise EngineError(f"cannot listen at {host}:{port}") from error

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = asyncio.create_task(self._converse(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        async def send(*events: Eventable) -> None:
            writer.write(b"".join(packed(event) for event in events))
            await asyncio.wait_for(writer.drain(), self._limits.idle_s)

        conversation = Conversation(self._services, send, self._limits.longest_s)
        try:
            if len(self._connections) > self._limits.clients:
                await send(_refusal("too many clients"))
            else:
                await self._serve(reader, conversation, send)
            writer.close()
        except (OSError, IncompleteReadError):
            """The client is gone, or kept us waiting: ``TimeoutError`` is an ``OSError``."""
        finally:
            conversation.leave()
            if not writer.is_closing():
                writer.transport.abort()

    async def _serve(self, reader: StreamReader, conversation: Conversation, send: Send) -> None:
        while True:
            try:
                event = await asyncio.wait_for(_read(reader), self._limits.idle_s)
            except (EngineError, LimitOverrunError):
                await send(_refusal("this is not a Wyoming event"))
                return
            try:
                await conversation.take(event)
            except EngineError as error:
                await send(_refusal(str(error), error.code))


async def _read(reader: StreamReader) -> Event:
    head = read_head(await reader.readuntil(b"\n"))
    data = await reader.readexactly(head.data_bytes)
    return whole(head, data, await reader.readexactly(head.payload_bytes))


def _refusal(text: str, code: str = EngineError.code) -> Error:
    return Error(text, code)
