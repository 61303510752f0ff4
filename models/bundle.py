"""Several files of one model as one: a plain tar that is the same, byte for byte, every time.

So a model of many files enters the store under one digest like any other. One rule: what is read
is exactly what packing these files writes. Whatever else a tar may be - cut, appended to, with a
name twice, with links, sparse files or paths that reach outside - is refused as a whole.
"""

import os
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, TypeVar

from models.errors import EngineLoadError, FetchError

MOST_BYTES = 4 << 30
"""No model for a car is larger; a header that says so is not believed."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_BLOCK = 512
_RECORD = 20 * _BLOCK
"""A tar is whole records long and ends with two empty blocks or more."""
_CHUNK_BYTES = 1 << 20

FoundT = TypeVar("FoundT")


def packed(files: Mapping[str, Path]) -> Iterator[bytes]:
    """The bundle of these files, by name; FetchError if they cannot be packed."""
    if not files:
        raise FetchError("a bundle holds a file at least")
    written = 0
    for name in sorted(files):
        for chunk in _packed_file(name, files[name]):
            written += len(chunk)
            yield chunk
    yield _end(written)


def read_bundle(path: Path) -> dict[str, bytes]:
    """Every file by its name; EngineLoadError if this is no bundle of ours."""
    return _read(path, _contents)


def locate_in_bundle(path: Path) -> dict[str, slice]:
    """Which bytes of the bundle each file is, for who maps it; EngineLoadError likewise."""
    return _read(path, _places)


def _read(path: Path, look: Callable[[BinaryIO, int], dict[str, FoundT]]) -> dict[str, FoundT]:
    try:
        with path.open("rb") as file:
            return look(file, os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise EngineLoadError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EngineLoadError(f"{path.name} is no bundle: {error}") from error


def _packed_file(name: str, path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            yield _header(name, size)
            for start in range(0, size, _CHUNK_BYTES):
                chunk = file.read(min(_CHUNK_BYTES, size - start))
                if len(chunk) != min(_CHUNK_BYTES, size - start):
                    raise FetchError(f"{name} changed while it was packed")
                yield chunk
            yield bytes(-size % _BLOCK)
    except OSError as error:
        raise FetchError(f"{name} cannot be packed: {error.strerror}") from error
    except ValueError as error:
        raise FetchError(f"{name!r} cannot be packed: {error}") from error


def _header(name: str, size: int) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no plain file name")
    if not 0 <= size <= MOST_BYTES:
        raise ValueError(f"{name} is too large")
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, 0o644, 0
    return header.tobuf(tarfile.USTAR_FORMAT)


def _end(written: int) -> bytes:
    """What follows the last file of a bundle that is so long until there."""
    return bytes(2 * _BLOCK + -(written + 2 * _BLOCK) % _RECORD)


def _contents(file: BinaryIO, whole_bytes: int) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for name, place in _places(file, whole_bytes).items():
        file.seek(place.start)
        contents[name] = file.read(place.stop - place.start)
    return contents


def _places(file: BinaryIO, whole_bytes: int) -> dict[str, slice]:
    places: dict[str, slice] = {}
    last = ""
    while any(block := file.read(_BLOCK)):
        name, size = _described(block)
        if name <= last:
            raise ValueError(f"{name} stands there twice or out of order")
        if size > whole_bytes - file.tell():
            raise ValueError(f"{name} is cut off")
        places[name] = slice(file.tell(), file.tell() + size)
        file.seek(size, os.SEEK_CUR)
        if any(file.read(-size % _BLOCK)):
            raise ValueError(f"something is hidden behind {name}")
        last = name
    if not places:
        raise ValueError("there is no file in it")
    end_at = file.tell() - len(block)
    if block + file.read(2 * _RECORD) != _end(end_at):
        raise ValueError("it is cut off, or something follows its end")
    return places


def _described(block: bytes) -> tuple[str, int]:
    """Name and size in a header; ValueError for any that packing would not have written."""
    try:
        header = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except tarfile.HeaderError as error:
        raise ValueError("the description of a file is damaged") from error
    if block != _header(header.name, header.size):
        raise ValueError(f"{header.name!r} is not a plain file")
    return header.name, header.size
