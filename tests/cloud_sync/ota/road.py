"""A car and its update server: real HTTPS, real metadata, real files; no model is run.

What is served is a directory, so whatever was done to it is what the car sees.
"""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote

from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from cloud_sync.ota.https import Patience, UpdateServer
from cloud_sync.ota.installation import Installation
from cloud_sync.ota.journey import Journey
from cloud_sync.ota.orders import Orders
from cloud_sync.ota.trial import Answered, Examined, Of
from cloud_sync.profile import FleetProfile, keep_profile
from models import Slot
from tests.cloud_sync.fleet import Fleet
from tests.cloud_sync.ota.server import serving

IMPATIENT = Patience(connect_s=5, silence_s=2, window_s=2, least_bytes_per_s=1000)


@dataclass
class Examiner:
    """Answers as it is told to; every trial is noted."""

    right: dict[Slot | None, float] = field(default_factory=dict)
    held: list[Slot | None] = field(default_factory=list)

    def examine(self, slot: Slot | None) -> Examined:
        self.held.append(slot)
        share = self.right.get(slot, 1.0)
        return Examined(
            tuple(Answered(f"r{n}", Of.EVERYDAY, n < share * 100, False, 50.0) for n in range(100))
        )


@dataclass
class Road:
    home: CloudHome
    address: str
    trusting: ssl.SSLContext
    posted: list[str]
    clock: TrustedClock
    parked: bool = True
    examiner: Examiner = field(default_factory=Examiner)

    @property
    def journey(self) -> Journey:
        """As after a new start: everything is read from the disk."""
        return Journey(self.home, self.clock)

    @property
    def orders(self) -> Orders:
        return self.orders_of(self.journey)

    @property
    def installation(self) -> Installation:
        return Installation(self.journey)

    def orders_of(self, journey: Journey) -> Orders:
        def connect(_profile: FleetProfile) -> UpdateServer:
            return UpdateServer(lambda: self.trusting, IMPATIENT)

        return Orders(journey, connect, lambda manifest: manifest.model_dump_json())

    def install(self) -> None:
        """All the way, as a driver who agrees."""
        self.orders.download()
        installation = self.installation
        installation.agree()
        installation.install(lambda: self.parked, self.examiner)


@contextmanager
def road(directory: Path, served: Path, fleet: Fleet, vehicle: str = "car-a") -> Iterator[Road]:
    """``served`` holds ``image/`` and ``director/<vehicle>/``."""
    posted: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "POST":
            posted.append(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
            _send(handler, 204, b"")
            return
        name = unquote(handler.path).removeprefix("/")
        own = name.replace("director/", f"director/{vehicle}/", 1)
        file = served / own
        if ".." in name or not file.is_file():
            _send(handler, 404, b"")
            return
        _send_file(handler, file)

    home = CloudHome(directory / "car")
    with serving(directory, answer) as (address, trusting):
        keep_profile(home, _profile(fleet, vehicle, address))
        yield Road(home, address, trusting, posted, TrustedClock(home))


def _send(handler: BaseHTTPRequestHandler, status: int, content: bytes, place: str = "") -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    if place:
        handler.send_header("Content-Range", place)
    handler.end_headers()
    handler.wfile.write(content)


def _send_file(handler: BaseHTTPRequestHandler, file: Path) -> None:
    content = file.read_bytes()
    asked = handler.headers.get("Range")
    if asked is None:
        _send(handler, 200, content)
        return
    start = int(asked.removeprefix("bytes=").removesuffix("-"))
    _send(handler, 206, content[start:], f"bytes {start}-{len(content) - 1}/{len(content)}")


def _profile(fleet: Fleet, vehicle: str, address: str) -> FleetProfile:
    encoded = {
        name: base64.b64encode(content).decode()
        for name, content in (
            ("image_root", fleet.image.first_root()),
            ("director_root", fleet.director.first_root()),
        )
    }
    return FleetProfile.model_validate(
        {
            "vehicle_id": vehicle,
            "est_url": f"{address}/est",
            "image_url": f"{address}/image",
            "director_url": f"{address}/director",
            "broker_host": "127.0.0.1",
            "broker_port": 8883,
            "authority": "",
            "recipients": {},
            "signing_keys": {},
            **encoded,
        }
    )
