"""A staged fleet to attack: two cars, two releases, and one stolen key that was replaced.

An attack changes only ``scene.served``, the files a car reads; the fleet's own stay as they are.
A car is to have read the served repositories once before: it cannot notice that something was
taken back which it never saw.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Timestamp

from tests.cloud_sync.fleet import Fleet, offer

OLD_PATH, NEW_PATH = "phrases/lights-2026.10.json", "phrases/lights-2026.11.json"
OLD_CONTENT, NEW_CONTENT = b"lights on => on\n" * 500, b"turn the lights on => on\n" * 500
Change = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Scene:
    fleet: Fleet
    """The truth; ``serve`` gives it out."""
    vehicle: str
    other: str
    revoked: str
    """Id of a targets key of the images that was stolen and then replaced."""

    @property
    def served(self) -> Path:
        return self.fleet.directory / "served"

    @property
    def earlier(self) -> Path:
        """As it was served before the newest release and the change of keys."""
        return self.fleet.directory / "earlier"

    @property
    def image(self) -> Path:
        return self.served / "image"

    @property
    def director(self) -> Path:
        return self.served / "director" / self.vehicle

    def repository(self, name: str, root: Path) -> Path:
        """``image`` or ``director`` of this car below ``served`` or ``earlier``."""
        return root / "image" if name == "image" else root / "director" / self.vehicle

    def serve(self) -> None:
        """The truth again, all of it."""
        _copied(self.fleet, self.served)


def stage(directory: Path) -> Scene:
    """Two cars, two releases; this car is ordered both, one after the other."""
    fleet = Fleet(directory).create()
    fleet.add(OLD_PATH, OLD_CONTENT)
    fleet.add("rules/speed-2026.10.json", b"{}")
    for vehicle in ("car-a", "car-b"):
        fleet.director.order(vehicle, offer("2026.10", OLD_PATH))
    revoked = fleet.image.key_ids("targets")[0]
    scene = Scene(fleet, "car-a", "car-b", revoked)
    _copied(fleet, scene.earlier)
    fleet.image.revoke_targets_key(revoked)
    fleet.add(NEW_PATH, NEW_CONTENT)
    fleet.director.order("car-a", offer("2026.11", NEW_PATH))
    scene.serve()
    return scene


def _copied(fleet: Fleet, place: Path) -> None:
    for name in ("image", "director"):
        shutil.rmtree(place / name, ignore_errors=True)
        shutil.copytree(fleet.directory / name, place / name)


def recover(scene: Scene) -> None:
    """What a fleet does when its online keys were stolen: new ones in a new root."""
    for role in ("snapshot", "timestamp"):
        scene.fleet.image.replace_keys(role)
    for role in ("targets", "snapshot", "timestamp"):
        scene.fleet.director.replace_keys(role)
    scene.serve()


def nothing(signed: object) -> None:
    """Only the signatures differ."""


def signed_anew(
    scene: Scene,
    place: Path,
    role: str,
    change: Change,
    *,
    signers: Sequence[CryptoSigner] | None = None,
    version: int | None = None,
) -> None:
    """A next version of this role, and of those that name it, signed with the online keys.

    ``signers``: None: the keys the root names, which the thief of the online keys holds;
    ``version``: None: one more than now.
    """
    metadata = newest(place, role)
    change(metadata.signed)
    metadata.signed.version = version or metadata.signed.version + 1
    metadata.signatures.clear()
    for signer in scene.fleet.online.signers(key_ids(place, role)) if signers is None else signers:
        metadata.sign(signer, append=True)
    content = metadata.to_bytes()
    number = "" if role == Timestamp.type else f"{metadata.signed.version}."
    (place / "metadata" / f"{number}{role}.json").write_bytes(content)
    meta = MetaFile.from_data(metadata.signed.version, content, ["sha256"])
    if role == Snapshot.type:
        signed_anew(scene, place, Timestamp.type, partial(_names_snapshot, meta), version=version)
    elif role != Timestamp.type:
        named = partial(_names_targets, f"{role}.json", meta)
        signed_anew(scene, place, Snapshot.type, named, version=version)


def _names_snapshot(meta: MetaFile, timestamp: Timestamp) -> None:
    timestamp.snapshot_meta = meta


def _names_targets(name: str, meta: MetaFile, snapshot: Snapshot) -> None:
    snapshot.meta[name] = meta


def newest(place: Path, role: str) -> Metadata[Any]:
    metadata = place / "metadata"
    timestamp = Metadata[Timestamp].from_file(str(metadata / "timestamp.json"))
    if role == Timestamp.type:
        return timestamp
    version = timestamp.signed.snapshot_meta.version
    snapshot = Metadata[Snapshot].from_file(str(metadata / f"{version}.snapshot.json"))
    if role == Snapshot.type:
        return snapshot
    version = snapshot.signed.meta[f"{role}.json"].version
    return Metadata.from_file(str(metadata / f"{version}.{role}.json"))


def newest_root(place: Path) -> Root:
    files = (place / "metadata").glob("*.root.json")
    newest = max(files, key=lambda path: int(path.name.partition(".")[0]))
    return Metadata[Root].from_file(str(newest)).signed


def key_ids(place: Path, role: str) -> tuple[str, ...]:
    roles = newest_root(place).roles
    return tuple(roles[role].keyids) if role in roles else ()
