"""Is this release for this car, and is it what the people who made it signed?

Two repositories have to agree, as in Uptane. The image repository says what a file is (keys that
lie in a safe), the director says that this one car is to have it (keys in a running service).
Whoever holds only one of them can install nothing. The framework checks signatures, thresholds,
versions and expiry; what is checked beside it is said in the codes below.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tuf.api import exceptions as tuf_errors
from tuf.api.metadata import Metadata, TargetFile, Targets
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CloudError, DownloadError, TrustError, UnreachableError
from cloud_sync.home import CloudHome
from cloud_sync.ota.release import FIELD, Delta, Described, Order, Release
from cloud_sync.profile import FleetProfile

_ROLES = ("root", "timestamp", "snapshot", "targets")
_CONFIG = UpdaterConfig(targets_max_length=2_000_000, snapshot_max_length=500_000)
_TOLD_APART: tuple[tuple[type[Exception], str], ...] = (
    (tuf_errors.ExpiredMetadataError, "update.trust.expired"),
    (tuf_errors.BadVersionNumberError, "update.trust.rolled_back"),
    (tuf_errors.LengthOrHashMismatchError, "update.trust.mixed"),
    (tuf_errors.UnsignedMetadataError, "update.trust.signatures"),
    (tuf_errors.RepositoryError, "update.trust.metadata"),
)


@dataclass(frozen=True, slots=True)
class Promised:
    """One file of a release as both repositories promise it."""

    path: str
    url: str
    sha256: str
    size_bytes: int
    described: Described
    deltas: tuple["PromisedDelta", ...]


@dataclass(frozen=True, slots=True)
class PromisedDelta:
    told: Delta
    url: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """What this car is to have; no release: nothing."""

    release: Release | None
    files: tuple[Promised, ...]
    issued: datetime


class Trust:
    """Looks at both repositories anew with each ``look``; keeps their metadata for the next."""

    def __init__(
        self, home: CloudHome, profile: FleetProfile, server: FetcherInterface, clock: TrustedClock
    ) -> None:
        self._home = home
        self._profile = profile
        self._server = server
        self._clock = clock

    def look(self, least_counter: int) -> Ordered:
        """TrustError, DownloadError or UnreachableError; nothing is installed by looking."""
        profile = self._profile
        director = self._refreshed("director", profile.director_url, profile.director_root)
        order = self._order(self._directory("director"), least_counter)
        if order.release is None:
            return Ordered(None, (), order.issued)
        image = self._refreshed("image", profile.image_url, profile.image_root)
        with _told_apart():
            files = tuple(self._promised(path, director, image) for path in order.release.targets)
        return Ordered(order.release, files, order.issued)

    def _directory(self, name: str) -> Path:
        return self._home.path("ota", name, "metadata", "root.json").parent

    def _refreshed(self, name: str, url: str, root: bytes) -> Updater:
        directory = self._directory(name)
        with _told_apart():
            updater = Updater(
                str(directory),
                f"{url}/metadata/",
                fetcher=self._server,
                config=_CONFIG,
                bootstrap=root,
            )
            updater.refresh()
            self._check_time(directory)
        return updater

    def _check_time(self, directory: Path) -> None:
        """The framework asks the system's clock; one that was turned back deceives it."""
        now = self._clock.now()
        for role in _ROLES:
            found: Metadata[Any] = Metadata.from_file(str(directory / f"{role}.json"))
            if found.signed.is_expired(now):
                raise TrustError("What the update server says is too old.", "update.trust.expired")

    def _order(self, directory: Path, least_counter: int) -> Order:
        targets: Metadata[Targets] = Metadata[Targets].from_file(str(directory / "targets.json"))
        try:
            order = Order.model_validate(targets.signed.unrecognized_fields.get(FIELD))
        except ValidationError as error:
            raise TrustError("The order is not one.", "update.trust.order") from error
        if order.vehicle != self._profile.vehicle_id:
            raise TrustError("The order is for another car.", "update.trust.wrong_vehicle")
        if order.release is not None and order.release.counter < least_counter:
            raise TrustError("The order is an older one.", "update.trust.counter")
        if set(targets.signed.targets) != set(order.release.targets if order.release else ()):
            raise TrustError("The order does not name what it lists.", "update.trust.order")
        self._clock.confirm(order.issued)
        return order

    def _promised(self, path: str, director: Updater, image: Updater) -> Promised:
        ordered, made = director.get_targetinfo(path), image.get_targetinfo(path)
        if ordered is None or made is None:
            raise TrustError("A file was ordered that nobody vouches for.", "update.trust.unknown")
        if (ordered.length, ordered.hashes) != (made.length, made.hashes):
            raise TrustError("The two repositories disagree.", "update.trust.disagree")
        described = _described(made)
        deltas = tuple(self._delta(told, image) for told in described.deltas)
        return Promised(path, self._url(made), _sha256(made), made.length, described, deltas)

    def _delta(self, told: Delta, image: Updater) -> PromisedDelta:
        made = image.get_targetinfo(told.path)
        if made is None:
            raise TrustError("A delta is named that nobody vouches for.", "update.trust.unknown")
        return PromisedDelta(told, self._url(made), _sha256(made), made.length)

    def _url(self, made: TargetFile) -> str:
        """Where a repository with consistent snapshots keeps it."""
        directory, _, name = made.path.rpartition("/")
        place = f"{directory}/" if directory else ""
        return f"{self._profile.image_url}/targets/{place}{_sha256(made)}.{name}"


def _described(made: TargetFile) -> Described:
    try:
        return Described.model_validate((made.custom or {}).get(FIELD))
    except ValidationError as error:
        raise TrustError("A file does not say what it is.", "update.trust.described") from error


def _sha256(made: TargetFile) -> str:
    if "sha256" not in made.hashes:
        raise TrustError("A file has no digest.", "update.trust.described")
    return made.hashes["sha256"]


@contextmanager
def _told_apart() -> Iterator[None]:
    """Errors of the framework as ours."""
    try:
        yield
    except tuf_errors.DownloadHTTPError as error:
        raise DownloadError(
            f"The update server answers {error.status_code}.", "update.download.status"
        ) from error
    except tuf_errors.DownloadLengthMismatchError as error:
        raise DownloadError("More arrives than may.", "update.download.too_long") from error
    except tuf_errors.DownloadError as error:
        if isinstance(error.__cause__, CloudError):
            raise error.__cause__ from error
        raise UnreachableError("The update server cannot be reached.") from error
    except tuf_errors.RepositoryError as error:
        code = next(code for kind, code in _TOLD_APART if isinstance(error, kind))
        raise TrustError("What the update server says cannot be trusted.", code) from error
    except (OSError, ValueError, json.JSONDecodeError) as error:
        raise TrustError(
            "What the update server says cannot be read.", "update.trust.metadata"
        ) from error
