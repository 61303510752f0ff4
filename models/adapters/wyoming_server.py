"""Our engines for the voice ecosystem, over Wyoming's TCP protocol.

One rule: the event loop only moves bytes; engines work on threads of their own. What a client
sends wrong it is told by an ``error`` event; if the stream itself is broken, or nothing comes for
``idle_s``, the connection ends. Where to listen is decided by ``models.serving``.
"""

import asyncio
import socket
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from dataclasses import dataclass
from typing import Self

from wyoming.error import Error
from wyoming.event import Event, Eventable

from models.adapters.wyoming_conversation import Conversation, Send
from models.adapters.wyoming_events import HEADER_BYTES, packed, read_head, whole
from models.adapters.wyoming_services import Engines, Services
from models.errors import EngineError

_RECOVERY_S = 0.2
"""Until it accepts again when the system had no more connections to give."""


@dataclass(frozen=True, slots=True)
class Limits:
    clients: int = 8
    idle_s: float = 60.0
    """Longest silence of a client, and longest wait for it to take what is sent."""
    longest_s: float = 30.0
    """Sound of one utterance to recognise."""


class WyomingServer:
    """Use with ``async with``, once: it answers inside and lets go of everything after.

    ``EngineError`` if the address cannot be listened at. The engines stay the caller's to close.
    """

    def __init__(self, host: str, port: int, engines: Engines, limits: Limits) -> None:
        self._limits = limits
        self._services = Services(engines)
        self._listener = _listener(host, port)
        self._tasks: dict[asyncio.Task[None], socket.socket] = {}
        self._recovery: asyncio.TimerHandle | None = None

    @property
    def port(self) -> int:
        """The port it listens at, also when the system chose it."""
        return int(self._listener.getsockname()[1])

    async def __aenter__(self) -> Self:
        try:
            await self._services.prepare()
        except EngineError:
            self._let_go()
            raise
        self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._recovery is not None:
            self._recovery.cancel()
        asyncio.get_running_loop().remove_reader(self._listener)
        for task in self._tasks:
            task.cancel()
        held = list(self._tasks.values())
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in held:
            each.close()
        await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        self._listener.close()
        self._services.close()

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._listener)
            self._recovery = loop.call_later(_RECOVERY_S, self._listen)
            return
        client.setblocking(False)
        task = asyncio.get_running_loop().create_task(self._converse(client))
        self._tasks[task] = client
        task.add_done_callback(self._tasks.pop)

    async def _converse(self, client: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=client, limit=HEADER_BYTES)

        async def send(*events: Eventable) -> None:
            writer.write(b"".join(packed(event) for event in events))
            async with asyncio.timeout(self._limits.idle_s):
                await writer.drain()

        conversation = Conversation(self._services, send, self._limits.longest_s)
        try:
            if len(self._tasks) > self._limits.clients:
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
                async with asyncio.timeout(self._limits.idle_s):
                    event = await _read(reader)
            except (EngineError, LimitOverrunError):
                await send(_refusal("this is not a Wyoming event"))
                return
            try:
                await conversation.take(event)
            except EngineError as error:
                await send(_refusal(str(error), error.code))


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError, TypeError) as error:  # TypeError: no name a host can have
        reason = "there is no such address"
        if isinstance(error, OSError):
            reason = str(error.strerror).partition(" (")[0]  # behind it: the address again
        raise EngineError(f"cannot listen at {host}:{port}: {reason}") from error
    listener.setblocking(False)
    return listener


async def _read(reader: StreamReader) -> Event:
    head = read_head(await reader.readuntil(b"\n"))
    data = await reader.readexactly(head.data_bytes)
    return whole(head, data, await reader.readexactly(head.payload_bytes))


def _refusal(text: str, code: str = EngineError.code) -> Error:
    return Error(text, code)
