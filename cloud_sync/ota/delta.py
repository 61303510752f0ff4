"""A new file told as what differs from an old one.

Two ways: ``zstd-prefix`` for files of which parts stayed (a base with other tables),
``weight-steps`` for weights that all moved a little (an adapter taught on) and were put on a grid
for it by ``round_near`` before they were released. A delta is not trusted: whoever applies one
checks the digest of what came out.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from backports import zstd

from cloud_sync.errors import DeltaError
from cloud_sync.ota import weight_steps
from cloud_sync.ota.release import Algorithm
from models import ModelsError, half_float_tensors

_LEVEL = 19
_LARGEST_BYTES = 1 << 30
"""Both files are held in memory; nothing larger is made or applied."""
_LOG_OF_LARGEST = 30
_CHUNK_BYTES = 1 << 20


def make(algorithm: Algorithm, base: Path, new: Path, out: Path) -> int:
    """Write the delta; its size in bytes. DeltaError if it cannot be told this way."""
    old, wanted = _content(base), _content(new)
    if algorithm is Algorithm.ZSTD_PREFIX:
        told = _prefixed(old, wanted)
    else:
        told = _stepped(old, wanted, new)
    _write(out, told)
    return len(told)


def round_near(base: Path, new: Path, out: Path) -> None:
    """Write the new file with its weights so close to the base's that they tell as steps."""
    rounded, _ = weight_steps.nearest(_content(base), _content(new), _tensors(new))
    _write(out, rounded)


def apply(algorithm: Algorithm, base: Path, delta: Path, out: Path, size_bytes: int) -> None:
    """Write the new file, on the disk when this returns, and never more than ``size_bytes``."""
    if size_bytes > _LARGEST_BYTES:
        raise DeltaError("A file that large is not told as a delta.", "update.delta.too_large")
    old = _content(base)
    with _opened(delta) as file:
        if algorithm is Algorithm.ZSTD_PREFIX:
            new = _inflated(file, size_bytes, old)
        else:
            most = weight_steps.unpacked_bytes(size_bytes)
            new = weight_steps.rebuilt(old, _inflated(file, most, is_exact=False))
    if len(new) != size_bytes:
        raise DeltaError("The update does not fit what is here.", "update.delta.wrong_base")
    _write(out, new)


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DeltaError(f"{path.name} cannot be written: {error.strerror}.") from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise DeltaError("A file that large is not told as a delta.", "update.delta.too_large")
        return path.read_bytes()
    except OSError as error:
        raise DeltaError(f"{path.name} cannot be read: {error.strerror}.") from error


def _prefixed(old: bytes, new: bytes) -> bytes:
    log = max(20, (len(old) + len(new)).bit_length())
    options = {
        int(zstd.CompressionParameter.compression_level): _LEVEL if len(new) < 1 << 25 else 3,
        int(zstd.CompressionParameter.window_log): min(log, _LOG_OF_LARGEST),
        int(zstd.CompressionParameter.enable_long_distance_matching): 1,
    }
    return zstd.compress(new, options=options, zstd_dict=_prefix(old))


def _stepped(old: bytes, new: bytes, path: Path) -> bytes:
    rounded, told = weight_steps.nearest(old, new, _tensors(path))
    if rounded != new:
        raise DeltaError("These weights are on no common grid.", "update.delta.not_alike")
    return zstd.compress(told, level=_LEVEL)


def _tensors(path: Path) -> tuple[slice, ...]:
    try:
        return half_float_tensors(path)
    except ModelsError as error:
        raise DeltaError(f"{path.name} has no such weights.", "update.delta.not_alike") from error


def _inflated(
    file: BinaryIO, size_bytes: int, old: bytes | None = None, *, is_exact: bool = True
) -> bytes:
    """So many bytes, or at most so many; a bomb is noticed at the first byte too many."""
    options = {int(zstd.DecompressionParameter.window_log_max): _LOG_OF_LARGEST}
    inflater = zstd.ZstdDecompressor(
        options=options, zstd_dict=None if old is None else _prefix(old)
    )
    found = BytesIO()
    for piece in _inflating(file, inflater, size_bytes + 1):
        found.write(piece)
        if found.tell() > size_bytes:
            raise DeltaError("The update unpacks to too much.", "update.delta.bomb")
    is_cut = not inflater.eof or (is_exact and found.tell() != size_bytes)
    if is_cut or inflater.unused_data or file.read(1):
        raise DeltaError("The update is damaged.", "update.delta.damaged")
    return found.getvalue()


def _inflating(file: BinaryIO, inflater: zstd.ZstdDecompressor, most: int) -> Iterator[bytes]:
    try:
        while not inflater.eof:
            chunk = file.read(_CHUNK_BYTES) if inflater.needs_input else b""
            if inflater.needs_input and not chunk:
                return
            piece = inflater.decompress(chunk, max_length=min(most, _CHUNK_BYTES))
            yield piece
    except zstd.ZstdError as error:
        raise DeltaError("The update is damaged.", "update.delta.damaged") from error


def _prefix(old: bytes) -> tuple[zstd.ZstdDict, int]:
    return zstd.ZstdDict(old, is_raw=True).as_prefix


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise DeltaError(f"{path.name} cannot be read: {error.strerror}.") from error
