"""A fleet's two repositories in a directory, and a real TUF client that reads plain files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, TargetFile, Updater

from cloud_sync.ota.release import Described, Kind, Notice
from cloud_sync.reference.director import Director, Offer
from cloud_sync.reference.image_repository import Addition, ImageRepository
from cloud_sync.reference.keys import KeyRing
from cloud_sync.reference.metadata import Now, utc_now

NOTICE = Notice(purpose="A test.", changes="Nothing that matters.", minutes=1)
_CHUNK_BYTES = 1 << 16


class FileFetcher(FetcherInterface):
    """``file:`` addresses; what is not there is a 404, as a web server says it."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = Path(unquote(urlparse(url).path))
        if not path.is_file():
            raise DownloadHTTPError(f"no {path.name}", 404)
        return _chunks(path)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


@dataclass(frozen=True, slots=True)
class Client:
    """What it has seen stays in ``directory``, so it can notice when that is taken back."""

    directory: Path
    root: bytes

    def updater(self, repository: Path) -> Updater:
        """That has read all four roles."""
        metadata, targets = self.directory / "metadata", self.directory / "targets"
        for place in (metadata, targets):
            place.mkdir(parents=True, exist_ok=True)
        updater = Updater(
            str(metadata),
            (repository / "metadata").as_uri(),
            str(targets),
            (repository / "targets").as_uri(),
            FileFetcher(),
            bootstrap=self.root,
        )
        updater.refresh()
        return updater

    def download(self, repository: Path, path: str) -> bytes:
        updater = self.updater(repository)
        target = updater.get_targetinfo(path)
        assert target is not None
        return Path(updater.download_target(target)).read_bytes()

    def target(self, repository: Path, path: str) -> TargetFile | None:
        return self.updater(repository).get_targetinfo(path)


@dataclass(frozen=True, slots=True)
class Fleet:
    directory: Path
    passphrase: bytes | None = None
    now: Now = utc_now

    @property
    def online(self) -> KeyRing:
        return KeyRing(self.directory / "online")

    @property
    def offline(self) -> KeyRing:
        return KeyRing(self.directory / "offline", self.passphrase)

    @property
    def image(self) -> ImageRepository:
        return ImageRepository(self.directory / "image", self.online, self.offline, self.now)

    @property
    def director(self) -> Director:
        place = self.directory / "director"
        return Director(place, self.image, self.online, self.offline, self.now)

    def create(self) -> "Fleet":
        self.image.create()
        self.director.create()
        return self

    def add(self, path: str, content: bytes) -> None:
        file = self.directory / "new"
        file.write_bytes(content)
        self.image.add([Addition(path, file, described(path.rpartition("/")[2]))])

    def image_client(self, name: str = "client") -> Client:
        return Client(self.directory / "clients" / name / "image", self.image.first_root())

    def director_client(self, name: str = "client") -> Client:
        return Client(self.directory / "clients" / name / "director", self.director.first_root())


def described(name: str) -> Described:
    return Described(kind=Kind.PHRASES, name=name, licence="Apache-2.0", notes="Speaks better.")


def offer(name: str, *targets: str) -> Offer:
    return Offer(name, targets, NOTICE)
