"""The image repository: it vouches for files, whichever car they are for.

Its targets are signed by two of three keys that lie offline, so that whoever takes over a running
server can keep files back but cannot make one. Files come before the metadata that name them. A
path once given never means other bytes: what a director ordered yesterday must still hold.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import FIELD, Described
from cloud_sync.reference.keys import KEY_MISSING, KeyRing
from cloud_sync.reference.metadata import MetadataDirectory, Now, claimed, utc_now
from cloud_sync.reference.root import (
    OFFLINE_KEYS,
    OFFLINE_THRESHOLD,
    KeyChange,
    first_root,
    next_root,
)

RULES = "rules"
"""The delegated role of rule tables: other people answer for them."""
_ROLES = {
    Root.type: ("image-root", True),
    Targets.type: ("image-targets", True),
    Snapshot.type: ("image-snapshot", False),
    Timestamp.type: ("image-timestamp", False),
}
_TARGETS_LIFETIME = timedelta(days=90)
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Addition:
    path: str
    file: Path
    described: Described | None = None
    """None: a delta, which no car installs."""


class ImageRepository:
    def __init__(
        self, directory: Path, online: KeyRing, offline: KeyRing | None = None, now: Now = utc_now
    ) -> None:
        """``offline``: None where a service runs; it can refresh, but add nothing."""
        self._directory = directory
        self._online = online
        self._offline = offline
        self._now = now
        rings = (online,) if offline is None else (online, offline)
        self._metadata = MetadataDirectory(directory / "metadata", rings, _TARGETS_LIFETIME, now)

    def create(self) -> None:
        with claimed(self._directory):
            if self._metadata.roots():
                raise ReleaseError(f"There is a repository in {self._directory} already.")
            root = first_root(self._online, self._keys(), _ROLES, self._now())
            empty = {Targets.type: Targets(delegations=self._rules()), RULES: Targets()}
            self._metadata.publish(empty, roots=(root,))

    def first_root(self) -> bytes:
        """What a car is given at enrolment."""
        self._metadata.root()
        return self._metadata.roots()[0]

    def add(self, additions: Iterable[Addition]) -> None:
        """All of them or none. ReleaseError: a path is taken by other bytes, or keys are missing.
        Adding the same again changes nothing."""
        self._keys()
        with claimed(self._directory):
            changed = {role: self._role(role) for role in (Targets.type, RULES)}
            before = {role: dict(targets.targets) for role, targets in changed.items()}
            for addition in additions:
                role = RULES if addition.path.startswith(f"{RULES}/") else Targets.type
                changed[role].targets[addition.path] = self._kept(addition)
            news = {role: new for role, new in changed.items() if new.targets != before[role]}
            if news:
                self._metadata.publish(news)

    def targets(self) -> Mapping[str, TargetFile]:
        """By path, in the order they were added."""
        return {**self._role(Targets.type).targets, **self._role(RULES).targets}

    def described(self) -> Mapping[str, Described]:
        """What a car may install, by path."""
        return {
            path: Described.model_validate(target.custom[FIELD])
            for path, target in self.targets().items()
            if target.custom
        }

    def file(self, path: str) -> Path:
        """ReleaseError if there is no such target."""
        return self._directory / "targets" / self.target(path).get_prefixed_paths()[0]

    def refresh(self) -> None:
        """Sign anew what the online keys sign, before it expires."""
        with claimed(self._directory):
            self._metadata.publish()

    def replace_keys(self, role: str, lost: Collection[str] | None = None) -> None:
        """New keys for these of a role of the root; None: for all it has; none: a later expiry."""
        use, is_offline = _ROLES[role]
        ring = self._keys() if is_offline else self._online
        with claimed(self._directory):
            before = self._metadata.root()
            change = KeyChange(role, use, lost)
            root = next_root(before, change, ring, self._keys(), self._now())
            changed = {role: self._role(role)} if role == Targets.type else {}
            self._metadata.publish(changed, roots=(root,))

    def rotate_root(self) -> None:
        """Three new root keys; signed by the old and the new ones."""
        self.replace_keys(Root.type)

    def revoke_targets_key(self, key_id: str) -> None:
        """One that was lost or stolen; another takes its place."""
        self.replace_keys(Targets.type, (key_id,))

    def key_ids(self, role: str) -> tuple[str, ...]:
        return tuple(self._metadata.root().roles[role].keyids)

    def _keys(self) -> KeyRing:
        if self._offline is None:
            raise ReleaseError("The offline keys are not here.", KEY_MISSING)
        return self._offline

    def _rules(self) -> Delegations:
        keys = [self._keys().make("image-rules").public_key for _ in range(OFFLINE_KEYS)]
        key_ids = [key.keyid for key in keys]
        role = DelegatedRole(RULES, key_ids, OFFLINE_THRESHOLD, True, paths=[f"{RULES}/*"])
        return Delegations({key.keyid: key for key in keys}, {RULES: role})

    def _role(self, role: str) -> Targets:
        targets = self._metadata.targets(role)
        if targets is None:
            raise ReleaseError(f"There is no repository in {self._directory} yet.")
        return targets

    def target(self, path: str) -> TargetFile:
        target = self.targets().get(path)
        if target is None:
            raise ReleaseError(f"The image repository has no {path}.")
        return target

    def _kept(self, addition: Addition) -> TargetFile:
        """The file lies in its place, whole, before any metadata names it."""
        target = self._copied(addition)
        if addition.described is not None:
            said = _without_fractions(addition.described.model_dump(mode="json"))
            target.unrecognized_fields["custom"] = {FIELD: said}
        known = self.targets().get(addition.path, target)
        if known.hashes != target.hashes:
            raise ReleaseError(f"{addition.path} has other bytes already; choose another name.")
        return target

    def _copied(self, addition: Addition) -> TargetFile:
        place = (self._directory / "targets" / addition.path).parent
        part = place / f".{os.getpid()}.part"
        try:
            place.mkdir(parents=True, exist_ok=True)
            length, digest = _copy(addition.file, part)
            target = TargetFile(length, {"sha256": digest}, addition.path)
            part.replace(self._directory / "targets" / target.get_prefixed_paths()[0])
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ReleaseError(f"{addition.file} cannot be added: {error.strerror}") from error
        return target


def _without_fractions(value: object) -> object:
    """Canonical JSON has none; written as text they read back as the same number."""
    if isinstance(value, dict):
        return {key: _without_fractions(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_fractions(part) for part in value]
    return repr(value) if isinstance(value, float) else value


def _copy(source: Path, destination: Path) -> tuple[int, str]:
    """Its length and digest; on the disk when this returns."""
    seen = hashlib.sha256()
    with source.open("rb") as file, destination.open("wb") as copy:
        while chunk := file.read(_CHUNK_BYTES):
            seen.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
        return copy.tell(), seen.hexdigest()
