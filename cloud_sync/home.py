"""Where this package keeps its files, and how a small file is replaced whole or not at all."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.errors import CloudHomeError

_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600


@dataclass(frozen=True, slots=True)
class CloudHome:
    """``directory`` is the home of all of Codriver; everything here lies below ``cloud/`` in it."""

    directory: Path

    def path(self, *parts: str) -> Path:
        """A file or directory of this package; the directories above it exist afterwards."""
        path = self.directory.joinpath("cloud", *parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_DIRECTORY)
        except OSError as error:
            raise CloudHomeError(f"{path.parent} cannot be made: {error.strerror}") from error
        return path


def replace_file(path: Path, content: bytes) -> None:
    """Readable by the owner alone; on the disk when this returns. CloudHomeError: as before."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise CloudHomeError(f"{path.name} cannot be written: {error.strerror}") from error


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
