"""A release from a developer's files: each gets its card, its digest and its deltas.

The card of a model is a TOML file in the form of ``models/catalogue.toml`` without source, size and
digest, or is taken over from a model of the catalogue. A new version of a model is a new name, that
of the family with the release at its end, for a car keeps both and may go back to the old one.
"""

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cloud_sync.errors import DeltaError, ReleaseError
from cloud_sync.ota import delta
from cloud_sync.ota.release import Delta, Described, Kind, Notice
from cloud_sync.reference.deltas import bases, family, make_deltas
from cloud_sync.reference.director import Offer
from cloud_sync.reference.image_repository import Addition, ImageRepository
from models import Catalogue, ModelCard, ModelsError

_TARGETS_OWN = ("source", "size_bytes", "sha256")
"""What a card says about its file; of a target, its metadata say it."""
_FOLDERS = {
    Kind.MODEL: "models",
    Kind.PHRASES: "phrases",
    Kind.PROMPT: "prompts",
    Kind.RULES: "rules",
}
_LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class NewFile:
    file: Path
    kind: Kind
    card: Mapping[str, Any] | None = None
    """Of a model; None for anything else, which is called like its file."""
    delivered: tuple[Path, ...] = ()
    """Versions of it that cars may have without ever having been updated."""
    near: Path | None = None
    """Its weights are put on a grid around this version's, so that the way from it is short."""

    @property
    def family(self) -> str:
        return family(str(self.card["name"])) if self.card else self.file.stem.lower()


@dataclass(frozen=True, slots=True)
class Draft:
    name: str
    files: tuple[NewFile, ...]
    notice: Notice
    notes: str
    rxswin: str | None = None


def publish(image: ImageRepository, draft: Draft, catalogue: Catalogue) -> Offer:
    """The files are in the image repository when this returns; nobody was ordered to have them."""
    made: list[Addition] = []
    with tempfile.TemporaryDirectory() as work:
        paths = []
        for new in draft.files:
            new = _near(new, Path(work))  # noqa: PLW2901
            name = f"{new.family}-{draft.name}"
            path = f"{_FOLDERS[new.kind]}/{name}{new.file.suffix}"
            known = {**bases(image, new.kind, name), **_delivered(new)}
            deltas = tuple(make_deltas(new.file, _sha256(new.file), known, Path(work)))
            described = _described(new, draft, catalogue, tuple(told for told, _ in deltas))
            made += [*(addition for _, addition in deltas), Addition(path, new.file, described)]
            paths.append(path)
        offer = _offered(draft, tuple(paths))
        image.add(made)
    return offer


def _near(new: NewFile, work: Path) -> NewFile:
    if new.near is None:
        return new
    rounded = work / new.file.name
    try:
        delta.round_near(new.near, new.file, rounded)
    except DeltaError as error:
        raise ReleaseError(f"{new.file.name} is not near {new.near.name}: {error}") from error
    return replace(new, file=rounded)


def card_from(path: Path) -> dict[str, Any]:
    """Of a file with one ``[[model]]`` or with the fields themselves."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path} cannot be read as a card: {error}") from error
    cards = content.get("model", [content])
    if len(cards) != 1 or "name" not in cards[0]:
        raise ReleaseError(f"{path} is to hold one card with a name.")
    return dict(cards[0])


def card_like(name: str, catalogue: Catalogue) -> dict[str, Any]:
    """That of a model in the catalogue: the new file is a later version of it."""
    try:
        return catalogue.card(name).model_dump(mode="json", exclude_none=True)
    except ModelsError as error:
        raise ReleaseError(str(error)) from error


def delivered_as(name: str, catalogue: Catalogue) -> tuple[Path, ...]:
    """The file of a model that comes with the program; empty: it does not."""
    entry = catalogue.entry(name)
    source = entry.card.source
    path = entry.resolve(source.path) if source.kind == "file" else None
    return (path,) if path is not None and path.is_file() else ()


def _described(
    new: NewFile, draft: Draft, catalogue: Catalogue, deltas: tuple[Delta, ...]
) -> Described:
    name = f"{new.family}-{draft.name}"
    card = None if new.card is None else _checked_card({**new.card, "name": name}, new.file)
    try:
        return Described(
            kind=new.kind,
            name=name,
            card=card and {key: card[key] for key in card if key not in _TARGETS_OWN},
            needs=_needs(card, catalogue),
            licence=str(card["licence"]["name"]) if card else _LICENCE,
            notes=draft.notes,
            deltas=deltas,
        )
    except ValidationError as error:
        raise ReleaseError(f"{new.file.name} cannot be released: {_first(error)}") from error


def _checked_card(card: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """As cars will read it."""
    own = {"source": {"kind": "file", "path": file.name}, "sha256": _sha256(file)}
    try:
        whole = {**card, **own, "size_bytes": file.stat().st_size}
        return ModelCard.model_validate(whole).model_dump(mode="json", exclude_none=True)
    except ValidationError as error:
        raise ReleaseError(f"The card of {file.name}: {_first(error)}") from error


def _needs(card: Mapping[str, Any] | None, catalogue: Catalogue) -> tuple[str, ...]:
    if card is None or "adapter_for" not in card:
        return ()
    try:
        return (catalogue.card(card["adapter_for"]).sha256,)
    except ModelsError as error:
        raise ReleaseError(str(error)) from error


def _offered(draft: Draft, paths: tuple[str, ...]) -> Offer:
    offer = Offer(draft.name, paths, draft.notice, draft.rxswin)
    try:
        offer.counted(1)
    except ValidationError as error:
        raise ReleaseError(f"That is no release: {_first(error)}") from error
    return offer


def _delivered(new: NewFile) -> dict[str, Path]:
    return {_sha256(path): path for path in new.delivered}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read: {error.strerror}") from error


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
