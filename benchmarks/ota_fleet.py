"""A fleet for measuring updates: the reference cloud as a process of its own, and one car of it.

python -m benchmarks.ota_fleet DIRECTORY      serves until it is ended
"""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from cloud_sync.identity import client_context, enrol, signed
from cloud_sync.ota import Journey, Manifest, Orders, UpdateServer
from cloud_sync.ota.release import Kind, Notice
from cloud_sync.reference import releasing
from cloud_sync.reference.releasing import Draft, NewFile
from cloud_sync.reference.services import Places, cloud
from cloud_sync.reference.updates import offline_ring, open_updates
from models import DEFAULT_HOME, Catalogue, ModelStore

BASE, ADAPTER = "gemma-3-270m-32k", "codriver-commands-r16"
_CACHE = DEFAULT_HOME / "mosquitto"
_READY_S = 60.0


@dataclass
class Fleet:
    directory: Path
    car: Path
    digests: set[str] = field(default_factory=set)
    """Of every adapter a car may have."""
    names: Iterator[str] = field(default_factory=lambda: (f"2026.1.{n}" for n in range(1, 999)))

    @property
    def home(self) -> CloudHome:
        return CloudHome(self.car)

    def release(self, file: Path) -> str:
        """An adapter, ordered for every car; its name."""
        self.digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
        catalogue, name = Catalogue.read(Path("/nowhere")), next(self.names)
        new = NewFile(file, Kind.MODEL, releasing.card_like(ADAPTER, catalogue))
        draft = Draft(name, (new,), Notice(purpose="p", changes="c", minutes=1), "n")
        places = Places(self.directory)
        with open_updates(places.directory, offline_ring(places.directory)) as updates:
            updates.rollout.offer(releasing.publish(updates.image, draft, catalogue))
            updates.rollout.start(name, 100)
        return name

    def open(self) -> tuple[Journey, Orders]:
        """The car, as a start finds it."""
        home = self.home
        clock = TrustedClock(home)
        journey = Journey(home, clock)

        def sign(manifest: Manifest) -> str:
            return signed(home, manifest.model_dump(mode="json"))

        tls = partial(client_context, home, clock)
        return journey, Orders(journey, lambda _: UpdateServer(tls), sign)


@contextmanager
def fleet(directory: Path) -> Iterator[Fleet]:
    """Served from another process, so that this one may be forked; one car, enrolled."""
    place = directory / "cloud"
    command = [sys.executable, "-m", "benchmarks.ota_fleet", str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:  # noqa: S603
        try:
            _await(served)
            found = Fleet(place, directory / "car")
            enrol(found.home, Places(place).invite("car-1"), TrustedClock(found.home))
            furnish(found)
            found.open()[1].check()
            yield found
        finally:
            served.terminate()


def _await(served: "subprocess.Popen[str]") -> None:
    until_s = time.monotonic() + _READY_S
    while served.stdout is not None and time.monotonic() < until_s:
        if "ready" in served.stdout.readline():
            return
    raise RuntimeError("the cloud did not start")


def furnish(found: Fleet) -> None:
    """The car has the models the program is delivered with."""
    store, models = ModelStore(DEFAULT_HOME / "models"), found.car / "models"
    models.mkdir(parents=True)
    catalogue = Catalogue.read(Path("/nowhere"))
    for card in map(catalogue.card, (BASE, ADAPTER)):
        (models / card.sha256).hardlink_to(store.verify(card))
    found.digests.add(catalogue.card(ADAPTER).sha256)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with cloud(Path(sys.argv[1]), _CACHE):
        print("ready", flush=True)
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main()
