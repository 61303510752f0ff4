"""``python -m models serve``: the recogniser, voice and wake word in use, for other programs.

One rule: it listens on this machine only, unless ``--expose`` says otherwise; the protocol
(Wyoming) has neither encryption nor passwords. An engine that is not installed is named and not
served. SIGTERM or SIGINT ends it in order.
"""

import argparse
import asyncio
import ipaddress
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from models import loader
from models.adapters.wyoming_server import Limits, WyomingServer
from models.adapters.wyoming_services import Engines
from models.errors import EngineError, ModelsError

PORT = 10300
LIMITS = Limits()
T = TypeVar("T")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=PORT, help="0 takes any that is free")
    parser.add_argument(
        "--expose", action="store_true", help="allow a --host that other machines can reach"
    )


def run(arguments: argparse.Namespace, home: Path, say: Callable[[str], None]) -> None:
    """Serve what is installed until told to stop."""
    check_reach(arguments.host, arguments.expose)
    engines = _installed(home, say)
    try:
        serve(arguments.host, arguments.port, engines, say)
    finally:
        for engine in (engines.transcriber, engines.voice):
            if engine is not None:
                engine.close()


def serve(
    host: str,
    port: int,
    engines: Engines,
    say: Callable[[str], None],
    limits: Limits = LIMITS,
) -> None:
    """Serve from the main thread until SIGTERM or SIGINT; the engines stay open."""
    asyncio.run(_serve(WyomingServer(host, port, engines, limits), host, say))


def check_reach(host: str, is_exposed: bool) -> None:
    """``EngineError`` if others could reach the address and nobody said they may."""
    if not is_exposed and not is_loopback(host):
        raise EngineError(f"{host} can be reached from other machines; --expose allows it")


def is_loopback(host: str) -> bool:
    """A name other than ``localhost`` is not looked up, and counts as reachable."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _serve(server: WyomingServer, host: str, say: Callable[[str], None]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        reach = (
            "" if is_loopback(host) else ", without encryption, for every machine that reaches it"
        )
        say(f"serving at tcp://{host}:{server.port}{reach}")
        await stop.wait()
    say("stopped")


def _installed(home: Path, say: Callable[[str], None]) -> Engines:
    def load(what: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except ModelsError as error:
            say(f"no {what}: {error}")
            return None

    first = load("wake word", lambda: loader.load_wake_word(None, home))
    return Engines(
        load("recogniser", lambda: loader.load_transcriber(home=home)),
        load("voice", lambda: loader.load_voice(home=home)),
        (lambda: loader.load_wake_word(None, home)) if first else None,
    )
