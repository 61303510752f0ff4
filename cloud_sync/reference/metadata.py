"""The metadata of one update repository as files that any web server can give out.

What a client reads first is written last: targets, then the snapshot that names their versions,
then the timestamp that names the snapshot, and a new root after all of them. Each file is written
aside and renamed, so whoever stops in between leaves the release before, whole. While a root is
replaced everything is signed with the keys of both, so it holds for a client on either side of it.

Which targets there are is not decided here: ``image_repository`` and ``director``.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError

from cloud_sync.errors import ReleaseError
from cloud_sync.home import replace_file
from cloud_sync.reference.keys import KEY_MISSING, KeyRing, held
from cloud_sync.reference.root import parsed

Now = Callable[[], datetime]
SNAPSHOT_LIFETIME = timedelta(days=7)
TIMESTAMP_LIFETIME = timedelta(days=1)
_KEPT_VERSIONS = 10
"""A client that began with an older timestamp finds what it names for as many releases more."""

_Kind = TypeVar("_Kind", bound=Signed)
NOTHING_CHANGED: Mapping[str, Targets] = {}


def utc_now() -> datetime:
    return datetime.now(UTC)


class MetadataDirectory:
    def __init__(
        self, directory: Path, rings: Sequence[KeyRing], targets_lifetime: timedelta, now: Now
    ) -> None:
        self.directory = directory
        self._rings = rings
        self._lifetimes = {Snapshot.type: SNAPSHOT_LIFETIME, Timestamp.type: TIMESTAMP_LIFETIME}
        self._targets_lifetime = targets_lifetime
        self._now = now

    def roots(self) -> tuple[bytes, ...]:
        """All there ever were, the first first; empty: this repository is not made yet."""
        files = {int(path.name.split(".")[0]): path for path in self.directory.glob("*.root.json")}
        return tuple(files[version].read_bytes() for version in sorted(files))

    def root(self) -> Root:
        roots = self.roots()
        if not roots:
            raise ReleaseError(f"There is no repository in {self.directory} yet.")
        return parsed(roots[-1])

    def targets(self, role: str = Targets.type) -> Targets | None:
        """As clients see them now; None: there were none yet."""
        snapshot = self._snapshot()
        meta = snapshot and snapshot.meta.get(f"{role}.json")
        return None if meta is None else self._read(f"{meta.version}.{role}.json", Targets)

    def publish(
        self, changed: Mapping[str, Targets] = NOTHING_CHANGED, roots: Sequence[bytes] = ()
    ) -> None:
        """New versions of these targets, and of snapshot and timestamp in any case.

        ``roots`` follow the newest that is here; the keys of each of them sign, too, for they
        come one after the other.
        """
        judges = [parsed(root) for root in (*self.roots()[-1:], *roots)]
        self.directory.mkdir(parents=True, exist_ok=True)
        timestamp, snapshot = self._timestamp(), self._snapshot()
        timestamp = _next(timestamp) if timestamp else Timestamp()
        snapshot = _next(snapshot) if snapshot else Snapshot(meta={})
        for role, targets in changed.items():
            known = snapshot.meta.get(f"{role}.json")
            targets.version = known.version + 1 if known else 1
            delegators = judges if role == Targets.type else self._delegators(changed)
            snapshot.meta[f"{role}.json"] = self._written(role, targets, delegators)
        timestamp.snapshot_meta = self._written(Snapshot.type, snapshot, judges)
        self._written(Timestamp.type, timestamp, judges)
        for root in roots:
            replace_file(self.directory / f"{parsed(root).version}.root.json", root)
        self._clear_away(snapshot)

    def _delegators(self, changed: Mapping[str, Targets]) -> list[Root | Targets]:
        """Of a delegated role: the targets as they are, and as they are about to be."""
        both = (self.targets(), changed.get(Targets.type))
        return [targets for targets in both if targets is not None and targets.delegations]

    def _written(self, role: str, signed: Signed, judges: Sequence[Root | Targets]) -> MetaFile:
        signed.expires = self._now() + self._lifetimes.get(role, self._targets_lifetime)
        metadata: Metadata[Any] = Metadata(signed)
        key_ids = [key for judge in judges for key in judge.get_delegated_role(role).keyids]
        for signer in held(self._rings, key_ids):
            metadata.sign(signer, append=True)
        try:
            judges[-1].verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except RepositoryError as error:
            raise ReleaseError(f"Too few keys are here to sign {role}.", KEY_MISSING) from error
        content = metadata.to_bytes()
        number = "" if role == Timestamp.type else f"{signed.version}."
        replace_file(self.directory / f"{number}{role}.json", content)
        return MetaFile.from_data(signed.version, content, ["sha256"])

    def _clear_away(self, snapshot: Snapshot) -> None:
        versions = {name: meta.version for name, meta in snapshot.meta.items()}
        versions[f"{Snapshot.type}.json"] = snapshot.version
        for name, version in versions.items():
            (self.directory / f"{version - _KEPT_VERSIONS}.{name}").unlink(missing_ok=True)

    def _timestamp(self) -> Timestamp | None:
        name = f"{Timestamp.type}.json"
        return self._read(name, Timestamp) if (self.directory / name).exists() else None

    def _snapshot(self) -> Snapshot | None:
        timestamp = self._timestamp()
        if timestamp is None:
            return None
        return self._read(f"{timestamp.snapshot_meta.version}.{Snapshot.type}.json", Snapshot)

    def _read(self, name: str, kind: type[_Kind]) -> _Kind:
        try:
            signed = Metadata.from_bytes((self.directory / name).read_bytes()).signed
        except (OSError, DeserializationError) as error:
            raise ReleaseError(f"{name} of {self.directory} is damaged.") from error
        if not isinstance(signed, kind):
            raise ReleaseError(f"{name} of {self.directory} is something else.")
        return signed


def _next(signed: _Kind) -> _Kind:
    signed.version += 1
    return signed


@contextmanager
def claimed(directory: Path) -> Iterator[None]:
    """Nobody else publishes there meanwhile; waits for whoever does."""
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory / ".claim", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
