"""From what was promised to what a slot will hold: is it made for this car and this program?"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cloud_sync.errors import UnsuitableUpdateError
from cloud_sync.ota.release import Kind, Release
from cloud_sync.ota.trust import Promised
from models import Asset, AssetFile, Catalogue, CatalogueError, Contents, ModelCard, ModelStore

_PROGRAM = "codriver"
_SOURCE = {"kind": "update"}


def contents_of(release: Release, files: Sequence[Promised]) -> Contents:
    """What the release puts into a slot; UnsuitableUpdateError if that is nothing to be used."""
    try:
        return Contents(
            release=release.name,
            counter=release.counter,
            cards=tuple(_card(file) for file in files if file.described.kind is Kind.MODEL),
            assets=tuple(_asset(file) for file in files if file.described.kind is not Kind.MODEL),
        )
    except (ValidationError, TypeError) as error:
        raise UnsuitableUpdateError(
            "The update describes something this program does not know.",
            "update.unsuitable.unknown",
        ) from error


def check(contents: Contents, files: Sequence[Promised], home: Path, store: ModelStore) -> None:
    """UnsuitableUpdateError with a finer code if it cannot be used in this car."""
    for file in files:
        if _number(file.described.least_program) > _number(version(_PROGRAM)):
            raise UnsuitableUpdateError(
                "The update is for a later program.", "update.unsuitable.program"
            )
        for needed in file.described.needs:
            if needed not in contents.digests and not (store.directory / needed).is_file():
                raise UnsuitableUpdateError(
                    "The update is for another model than this car has.", "update.unsuitable.base"
                )
    try:
        Catalogue.with_release(home, contents)
    except CatalogueError as error:
        raise UnsuitableUpdateError(
            "The update does not go with the models of this car.", "update.unsuitable.models"
        ) from error


def _card(file: Promised) -> ModelCard:
    told: dict[str, Any] = dict(file.described.card or {})
    own = {"source": _SOURCE, "sha256": file.sha256, "size_bytes": file.size_bytes}
    return ModelCard.model_validate(told | own)


def _asset(file: Promised) -> AssetFile:
    return AssetFile(
        asset=Asset(file.described.kind),
        name=file.described.name,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
    )


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
