"""Several files of one model as one: a plain tar that is the same, byte for byte, every time.

So a model of many files enters the store under one digest like any other. Names are bare file
names; whatever could reach outside is refused, when packing as when reading.
"""

import io
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

from models.errors import EngineLoadError, FetchError

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_MOST_BYTES = 4 << 30
"""No model for a car is larger; a header that says so is not believed."""


def pack(files: Mapping[str, Path], target: Path) -> None:
    """Write the files into ``target``, by name; FetchError if one cannot be packed."""
    try:
        with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
            for name in sorted(files):
                with files[name].open("rb") as file:
                    archive.addfile(_header(name, files[name].stat().st_size), file)
    except OSError as error:
        raise FetchError(f"{target.name} cannot be packed: {error.strerror}") from error


def read_bundle(path: Path) -> dict[str, bytes]:
    """Every file by its name; EngineLoadError if this is no bundle of ours."""
    try:
        with tarfile.open(path, "r:") as archive:
            return {member.name: _content(archive, member) for member in archive}
    except (OSError, tarfile.TarError) as error:
        raise EngineLoadError(f"{path.name} is no bundle: {error}") from error


def _header(name: str, size: int) -> tarfile.TarInfo:
    if not _NAME.fullmatch(name):
        raise FetchError(f"{name!r} is no plain file name")
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, 0o644, 0
    return header


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if not (member.isreg() and _NAME.fullmatch(member.name) and member.size <= _MOST_BYTES):
        raise EngineLoadError(f"a bundle must not hold {member.name!r}")
    file = archive.extractfile(member) or io.BytesIO()
    content = file.read()
    if len(content) != member.size:
        raise EngineLoadError(f"{member.name} is cut off")
    return content
