"""The short way from files cars already have to a new one, made once, when it is released.

A delta is worth a file of its own only if it is clearly smaller than what it leads to. It is a
target like any other; that it leads where it says is proved by the car, on the bytes it gives.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from cloud_sync.errors import DeltaError
from cloud_sync.ota import delta
from cloud_sync.ota.release import Algorithm, Delta, Kind
from cloud_sync.reference.image_repository import Addition, ImageRepository

_WORTH_IT = 0.7
"""Of the size of the whole file."""
_RELEASE = re.compile(r"-[0-9]{4}\.[0-9]{1,2}(\.[0-9]{1,3})?(-[a-z0-9]+)?$")


def family(name: str) -> str:
    """What all versions of it have in common: the name without a release at its end."""
    return _RELEASE.sub("", name)


def bases(image: ImageRepository, kind: Kind, name: str) -> dict[str, Path]:
    """The versions of it that were ever released, by digest."""
    targets = image.targets()
    return {
        targets[path].hashes["sha256"]: image.file(path)
        for path, described in image.described().items()
        if described.kind is kind and family(described.name) == family(name)
    }


def make_deltas(
    new: Path, sha256: str, known: Mapping[str, Path], work: Path
) -> Iterator[tuple[Delta, Addition]]:
    """From each known file, by digest; ``work`` keeps them until they are added."""
    for base_sha256, base in known.items():
        name = f"{sha256[:16]}-from-{base_sha256[:16]}"
        made = [] if base_sha256 == sha256 else _made(base, new, work / name)
        size_bytes, algorithm, out = min(made, default=(0, None, new))
        if algorithm is not None and size_bytes < _WORTH_IT * new.stat().st_size:
            path = f"deltas/{out.name}"
            told = Delta(
                path=path, base_sha256=base_sha256, algorithm=algorithm, size_bytes=size_bytes
            )
            yield told, Addition(path, out)


def _made(base: Path, new: Path, out: Path) -> list[tuple[int, Algorithm, Path]]:
    """In every way that works for these two."""
    made = []
    for algorithm in Algorithm:
        place = out.with_name(f"{out.name}.{algorithm}")
        with suppress(DeltaError):
            made.append((delta.make(algorithm, base, new, place), algorithm, place))
    return made
