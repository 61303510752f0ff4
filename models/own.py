"""A model of the user's own: its files are found, checked for what its engine needs, and described.

What each engine needs is a row of ``_FORMS``. A folder gives the files that fit and keeps the
rest. Nothing is stored here: ``fetch`` packs and installs, ``loader.try_out`` has the engine open
what hears or speaks before the store keeps it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.bundle import MOST_BYTES, packed
from models.card import (
    ENGINES,
    Engine,
    FileSource,
    Format,
    Licence,
    ModelCard,
    OwnFile,
    OwnFilesSource,
    Task,
)
from models.errors import (
    CatalogueError,
    IncompleteModelError,
    OversizedModelError,
    StoreError,
    UnsuitableModelError,
)
from models.store import chunks_of

_MIB = 1 << 20
_NOTICE = "Added by hand: its terms are yours to keep."


@dataclass(frozen=True, slots=True)
class _Part:
    """One file that an engine needs."""

    called: str
    """Pattern of its name in a folder."""
    what: str
    """The same for people."""
    most_bytes: int
    kept_as: str | None = None
    """Its name in the bundle; None keeps its own."""
    mark: bytes = b""
    """What every such file holds at ``mark_at``; empty if there is nothing to go by."""
    mark_at: int = 0


@dataclass(frozen=True, slots=True)
class _Form:
    format: Format
    parts: tuple[_Part, ...]

    @property
    def needs(self) -> str:
        return ", ".join(part.what for part in self.parts)


_FORMS: Mapping[Engine, _Form] = {
    Engine.LLAMA_CPP: _Form("gguf", (_Part(r".+\.gguf", "a .gguf", 64 << 30, mark=b"GGUF"),)),
    Engine.WHISPER: _Form(
        "bundle",
        (
            _Part(r"config\.json", "config.json", _MIB),
            _Part(r"model\.bin", "model.bin", MOST_BYTES, mark=b"WhisperSpec\0", mark_at=6),
            _Part(r"tokenizer\.json", "tokenizer.json", 64 * _MIB),
            _Part(r"vocabulary\.(json|txt)", "vocabulary.json or vocabulary.txt", 64 * _MIB),
        ),
    ),
    Engine.PIPER: _Form(
        "bundle",
        (
            _Part(r".+\.onnx", "a .onnx", 512 * _MIB, "voice.onnx"),
            _Part(r".+\.onnx\.json", "its .onnx.json", _MIB, "voice.onnx.json"),
        ),
    ),
    Engine.HIBARI: _Form("onnx", (_Part(r".+\.onnx", "a .onnx", 512 * _MIB),)),
    Engine.OPEN_WAKEWORD: _Form(
        "tflite", (_Part(r".+\.tflite", "a .tflite", 64 * _MIB, mark=b"TFL3", mark_at=4),)
    ),
    Engine.RESEMBLYZER: _Form("torch", (_Part(r".+\.pt", "a .pt", 64 * _MIB),)),
    Engine.MINILM: _Form(
        "bundle",
        (
            _Part(r"model\.safetensors", "model.safetensors", 512 * _MIB),
            _Part(r"tokenizer\.json", "tokenizer.json", 64 * _MIB),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Own:
    """What the user says about the files."""

    name: str
    paths: Sequence[Path]
    """Files, or folders that hold them."""
    task: Task
    engine: Engine | None
    """None for the usual one of the task."""
    licence: str
    adapter_for: str | None
    """The base of an adapter; None for anything else."""


def own_card(own: Own) -> ModelCard:
    """The card of these files. IncompleteModelError, OversizedModelError or UnsuitableModelError
    if the engine could not use them, CatalogueError if a field breaks its rule."""
    engine = own.engine or ENGINES[own.task][0]
    if engine not in ENGINES[own.task]:
        fit = " or ".join(ENGINES[own.task])
        raise CatalogueError(f"{engine} is no engine for a {own.task}; {fit} is")
    form = _FORMS[engine]
    try:
        files = _chosen(form, engine, own.paths)
        source, chunks = _source(form, files)
        sha256, size_bytes = _measured(chunks)
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be read: {error.strerror}") from error
    try:
        return ModelCard(
            name=own.name,
            task=own.task,
            format=form.format,
            engine=engine,
            size_bytes=size_bytes,
            sha256=sha256,
            description=f"added from {own.paths[0].name}",
            licence=Licence(name=own.licence, url="", notice=_NOTICE),
            source=source,
            adapter_for=own.adapter_for,
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or own.name
        raise CatalogueError(f"{place}: {first['msg']}") from error


def _chosen(form: _Form, engine: Engine, paths: Sequence[Path]) -> dict[str, Path]:
    """The file for each part, checked, by its name in the bundle."""
    candidates = list(dict.fromkeys(_candidates(paths)))
    is_named = len(form.parts) == len(paths) == 1 and paths[0].is_file()
    chosen: dict[str, Path] = {}
    for part in form.parts:
        found = [file for file in candidates if re.fullmatch(part.called, file.name)]
        file = (
            paths[0].absolute() if is_named else _only(part, found, f"{engine} needs {form.needs}")
        )
        _check(part, file)
        chosen[part.kept_as or file.name] = file
    return chosen


def _candidates(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file in the folders, and each named file with the description that lies beside it."""
    for path in map(Path.absolute, paths):
        if path.is_dir():
            yield from (file for file in sorted(path.iterdir()) if file.is_file())
            continue
        if not path.is_file():
            raise StoreError(f"there is no file {path}")
        yield path
        beside = path.with_name(f"{path.name}.json")
        if beside.is_file():
            yield beside


def _only(part: _Part, found: Sequence[Path], needs: str) -> Path:
    if not found:
        raise IncompleteModelError(f"{part.what} is missing: {needs}")
    if len(found) > 1:
        names = " and ".join(file.name for file in found)
        raise UnsuitableModelError(f"{names}: which one is meant? Name the files, not the folder")
    return found[0]


def _check(part: _Part, file: Path) -> None:
    size = file.stat().st_size
    if not size:
        raise IncompleteModelError(f"{file.name} is empty")
    if size > part.most_bytes:
        limit = f"{part.most_bytes / _MIB:,.0f} MiB"
        raise OversizedModelError(f"{file.name} is larger than {limit}, the most that is taken")
    with file.open("rb") as opened:
        begins = opened.read(part.mark_at + len(part.mark))
    if begins[part.mark_at :] != part.mark:
        raise UnsuitableModelError(f"{file.name} is not what its name says: {part.what}")


def _source(
    form: _Form, files: Mapping[str, Path]
) -> tuple[FileSource | OwnFilesSource, Iterator[bytes]]:
    if form.format == "bundle":
        listed = tuple(OwnFile(name=name, path=str(path)) for name, path in files.items())
        return OwnFilesSource(kind="files", files=listed), packed(files)
    (file,) = files.values()
    return FileSource(kind="file", path=str(file)), chunks_of(file)


def _measured(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Digest and length."""
    seen, size = hashlib.sha256(), 0
    for chunk in chunks:
        seen.update(chunk)
        size += len(chunk)
    return seen.hexdigest(), size
