"""Bring the files of a release into the store: whole, checked, and never twice.

What has arrived stays over an interruption and is gone on from. A delta is taken where one leads
from a file that is here; if anything about it is wrong, the whole file is taken in its place.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cloud_sync.errors import CloudHomeError, DeltaError, DownloadError, UnsuitableUpdateError
from cloud_sync.home import CloudHome
from cloud_sync.ota import delta
from cloud_sync.ota.https import UpdateServer
from cloud_sync.ota.trust import Promised, PromisedDelta
from models import ModelStore, StoreError

MOST_BYTES = 2 << 30
"""Of a whole release: no car takes more."""
_ROOM_LEFT_BYTES = 64 << 20

Progress = Callable[[int], None]
"""Told how many bytes have arrived since it was told last."""


class Download:
    def __init__(self, home: CloudHome, store: ModelStore, server: UpdateServer) -> None:
        self._incoming = home.path("ota", "incoming", "part").parent
        self._store = store
        self._server = server

    def bring(self, files: Sequence[Promised], progress: Progress) -> None:
        """All of them are in the store, checked, when this returns."""
        wanted = [file for file in files if not self._has(file.sha256)]
        self._make_room(files, wanted)
        for file in wanted:
            self._bring(file, progress)
        self.clear()

    def clear(self) -> None:
        """Nothing half-arrived is needed any more."""
        for part in self._incoming.iterdir():
            part.unlink(missing_ok=True)

    def _has(self, sha256: str) -> bool:
        return self._store.holds_whole(sha256)

    def _make_room(self, files: Sequence[Promised], wanted: Sequence[Promised]) -> None:
        if sum(file.size_bytes for file in files) > MOST_BYTES:
            raise UnsuitableUpdateError(
                "The update is larger than this car takes.", "update.unsuitable.too_large"
            )
        here = {file.sha256 for file in wanted}
        for part in self._incoming.iterdir():
            if part.stem not in here:
                part.unlink(missing_ok=True)
        free = shutil.disk_usage(self._incoming).free
        if sum(file.size_bytes for file in wanted) * 2 + _ROOM_LEFT_BYTES > free:
            raise DownloadError("There is no room for the update.", "update.download.no_room")

    def _bring(self, file: Promised, progress: Progress) -> None:
        for told in sorted(file.deltas, key=lambda one: one.size_bytes):
            if told.size_bytes < file.size_bytes and self._has(told.told.base_sha256):
                with suppress(DeltaError, DownloadError):
                    return self._by_delta(file, told, progress)
        part = self._incoming / f"{file.sha256}.part"
        self._fetch(file.url, file.sha256, file.size_bytes, part, progress)
        self._keep(part, file.sha256)
        return None

    def _by_delta(self, file: Promised, told: PromisedDelta, progress: Progress) -> None:
        part = self._incoming / f"{file.sha256}.delta"
        self._fetch(told.url, told.sha256, told.size_bytes, part, progress)
        rebuilt = self._incoming / f"{file.sha256}.rebuilt"
        base = self._store.directory / told.told.base_sha256
        try:
            delta.apply(told.told.algorithm, base, part, rebuilt, file.size_bytes)
            self._keep(rebuilt, file.sha256)
        finally:
            rebuilt.unlink(missing_ok=True)
        part.unlink(missing_ok=True)

    def _fetch(
        self, url: str, sha256: str, size_bytes: int, part: Path, progress: Progress
    ) -> None:
        """The file as signed, in ``part``; what is wrong with it is thrown away."""
        have = part.stat().st_size if part.exists() else 0
        if have > size_bytes:
            part.unlink()
            have = 0
        if have < size_bytes:
            self._append(url, have, size_bytes, part, progress)
        if part.stat().st_size < size_bytes:
            raise DownloadError("The update stopped on its way.", "update.download.interrupted")
        if _digest(part) != sha256:
            part.unlink()
            raise DownloadError("What arrived is not what was signed.", "update.download.digest")

    def _append(self, url: str, have: int, size_bytes: int, part: Path, progress: Progress) -> None:
        try:
            with part.open("r+b" if have else "wb") as file:
                for at, piece in self._server.stream(url, have, size_bytes):
                    file.seek(at)
                    file.write(piece)
                    progress(len(piece))
                file.flush()
                os.fsync(file.fileno())
        except DownloadError as error:
            if error.code not in _GO_ON_LATER:
                part.unlink(missing_ok=True)
            raise
        except OSError as error:
            raise CloudHomeError(f"The update cannot be written: {error.strerror}.") from error

    def _keep(self, part: Path, sha256: str) -> None:
        try:
            self._store.take_in(part, sha256)
        except StoreError as error:
            raise DownloadError(str(error), "update.download.digest") from error


_GO_ON_LATER = frozenset({"update.download.interrupted", "update.download.too_slow"})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
