"""The updating half of the reference cloud, opened from one directory.

``offline/`` and ``online/`` hold the keys, ``image/`` and ``director/`` what cars read (any static
web server may give these two out), ``fleet.db`` the roll-outs. A service opens it without the
offline keys.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.reference.director import Director
from cloud_sync.reference.image_repository import ImageRepository
from cloud_sync.reference.keys import KeyRing
from cloud_sync.reference.rollout import Rollout


@dataclass(frozen=True, slots=True)
class Updates:
    image: ImageRepository
    director: Director
    rollout: Rollout

    def refresh(self) -> None:
        """At least every day: what the online keys sign expires."""
        self.image.refresh()
        self.director.refresh()


def create_updates(directory: Path, passphrase: bytes | None = None) -> None:
    """All keys and both repositories, empty. ReleaseError if they are there already."""
    with open_updates(directory, offline_ring(directory, passphrase)) as updates:
        updates.image.create()
        updates.director.create()


def offline_ring(directory: Path, passphrase: bytes | None = None) -> KeyRing:
    return KeyRing(directory / "offline", passphrase)


@contextmanager
def open_updates(directory: Path, offline: KeyRing | None = None) -> Iterator[Updates]:
    """``offline``: only where releases are made or keys changed; None in a service."""
    online = KeyRing(directory / "online")
    image = ImageRepository(directory / "image", online, offline)
    director = Director(directory / "director", image, online, offline)
    rollout = Rollout(directory / "fleet.db", director)
    try:
        yield Updates(image, director, rollout)
    finally:
        rollout.close()
