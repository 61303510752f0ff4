"""The director: which files of the image repository this one car is to have.

Every car has a small repository of its own; its targets carry the signed ``Order``. The director's
targets are signed online, for an order is made whenever a car asks: whoever steals those keys can
choose among files that exist, not make one. All cars share one root, copied into each repository.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from tuf.api.metadata import Root, Snapshot, TargetFile, Targets, Timestamp

from cloud_sync.errors import ReleaseError
from cloud_sync.home import replace_file
from cloud_sync.ota.release import FIELD, Notice, Order, Release
from cloud_sync.profile import VehicleId
from cloud_sync.reference.image_repository import ImageRepository
from cloud_sync.reference.keys import KEY_MISSING, KeyRing
from cloud_sync.reference.metadata import MetadataDirectory, Now, claimed, utc_now
from cloud_sync.reference.root import KeyChange, first_root, next_root, parsed

_ROLES = {
    Root.type: ("director-root", True),
    Targets.type: ("director-targets", False),
    Snapshot.type: ("director-snapshot", False),
    Timestamp.type: ("director-timestamp", False),
}
_TARGETS_LIFETIME = timedelta(days=7)
_ROOTS = "_root"
_COUNTERS = "_counter"
"""No vehicle is called so: an id begins with a letter or a digit."""
_VEHICLE_ID = TypeAdapter[str](VehicleId)


@dataclass(frozen=True, slots=True)
class Offer:
    """A release before any car was ordered to have it."""

    name: str
    targets: tuple[str, ...]
    notice: Notice
    rxswin: str | None = None
    """See ``Release``."""

    def counted(self, counter: int) -> Release:
        return Release(
            name=self.name,
            counter=counter,
            targets=self.targets,
            notice=self.notice,
            rxswin=self.rxswin,
        )


class Director:
    def __init__(
        self,
        directory: Path,
        image: ImageRepository,
        online: KeyRing,
        offline: KeyRing | None = None,
        now: Now = utc_now,
    ) -> None:
        self._directory = directory
        self._image = image
        self._online = online
        self._offline = offline
        self._now = now
        self._rings = (online,) if offline is None else (online, offline)
        self._shared = self._metadata(_ROOTS)

    def create(self) -> None:
        with claimed(self._directory):
            if self._shared.roots():
                raise ReleaseError(f"There is a director in {self._directory} already.")
            self._keep_root(first_root(self._online, self._keys(), _ROLES, self._now()))

    def first_root(self) -> bytes:
        """What a car is given at enrolment."""
        self._shared.root()
        return self._shared.roots()[0]

    def order(self, vehicle: str, offer: Offer | None, least_counter: int = 0) -> Order:
        """Publish what this car is to have. The release it was ordered last keeps its counter; any
        other one, an older one too, gets a higher one than this car ever saw.

        ``least_counter``: the highest the car has reported. None for the offer: nothing new.
        """
        with claimed(self._directory):
            return self._order(_checked(vehicle), offer, least_counter)

    def current(self, vehicle: str) -> Order | None:
        """None: this car was never ordered anything."""
        targets = self._metadata(vehicle).targets()
        if targets is None:
            return None
        return Order.model_validate(targets.unrecognized_fields[FIELD])

    def vehicles(self) -> tuple[str, ...]:
        """All that were ever ordered something."""
        found = self._directory.glob("*/metadata/timestamp.json")
        return tuple(sorted(path.parent.parent.name for path in found))

    def refresh(self) -> None:
        """Sign every order anew before it expires."""
        for vehicle in self.vehicles():
            with claimed(self._directory):
                self._again(vehicle)

    def replace_keys(self, role: str, lost: Collection[str] | None = None) -> None:
        """New keys for these of a role; None: for all it has; none: a later expiry."""
        use, is_offline = _ROLES[role]
        ring = self._keys() if is_offline else self._online
        with claimed(self._directory):
            before = self._shared.root()
            change = KeyChange(role, use, lost)
            self._keep_root(next_root(before, change, ring, self._keys(), self._now()))
        self.refresh()

    def rotate_root(self) -> None:
        self.replace_keys(Root.type)

    def key_ids(self, role: str) -> tuple[str, ...]:
        return tuple(self._shared.root().roles[role].keyids)

    def _order(self, vehicle: str, offer: Offer | None, least_counter: int) -> Order:
        release = None if offer is None else self._counted(vehicle, offer, least_counter)
        order = Order(vehicle=vehicle, issued=self._now(), release=release)
        self._publish(order)
        return order

    def _again(self, vehicle: str) -> None:
        order = self.current(vehicle)
        if order is not None:
            self._publish(order.model_copy(update={"issued": self._now()}))

    def _publish(self, order: Order) -> None:
        metadata = self._metadata(order.vehicle)
        paths = order.release.targets if order.release else ()
        targets = metadata.targets() or Targets()
        targets.targets = {path: self._copied(path) for path in paths}
        targets.unrecognized_fields[FIELD] = order.model_dump(mode="json")
        missing = self._shared.roots()[len(metadata.roots()) :]
        metadata.publish({Targets.type: targets}, roots=missing)

    def _copied(self, path: str) -> TargetFile:
        """As the image repository has it, without what that says about it."""
        target = self._image.target(path)
        return TargetFile(target.length, target.hashes, path)

    def _counted(self, vehicle: str, offer: Offer, least_counter: int) -> Release:
        current = self.current(vehicle)
        if current and current.release and current.release.counter >= least_counter:
            same = offer.counted(current.release.counter)
            if same == current.release:
                return same
        path = self._directory / _COUNTERS / vehicle
        path.parent.mkdir(exist_ok=True)
        used = int(path.read_text(encoding="ascii")) if path.exists() else 0
        counter = max(used, least_counter) + 1
        replace_file(path, str(counter).encode())
        return offer.counted(counter)

    def _metadata(self, vehicle: str) -> MetadataDirectory:
        place = self._directory / vehicle / "metadata"
        return MetadataDirectory(place, self._rings, _TARGETS_LIFETIME, self._now)

    def _keys(self) -> KeyRing:
        if self._offline is None:
            raise ReleaseError("The offline keys are not here.", KEY_MISSING)
        return self._offline

    def _keep_root(self, root: bytes) -> None:
        self._shared.directory.mkdir(parents=True, exist_ok=True)
        replace_file(self._shared.directory / f"{parsed(root).version}.root.json", root)


def _checked(vehicle: str) -> str:
    """It becomes the name of a directory."""
    try:
        return _VEHICLE_ID.validate_python(vehicle)
    except ValidationError as error:
        raise ReleaseError("That is no name of a vehicle.") from error
