"""Two slots for releases that arrive by update: one in use, one to fall back on.

A slot says which cards and which further files make up a release; the files themselves lie in the
store under their digests. The one in use is never written to: a new release fills the other, and
then one small file is replaced that says which is in use and which before it. So at every moment
there is a whole release to start with, or the models the program was delivered with.
What a user chose by hand (``python -m models use``) outranks both.
"""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.card import ModelCard, Name, Sha256
from models.errors import MissingModelError, StoreError, WrongDigestError
from models.store import ModelStore, digest

STORE_DIRECTORY = "models"
_DIRECTORY = "slots"
_POINTER = "in-use.json"


class Slot(StrEnum):
    A = "a"
    B = "b"

    @property
    def other(self) -> "Slot":
        return Slot.B if self is Slot.A else Slot.A


class Asset(StrEnum):
    """What a release may bring beside models."""

    PHRASES = "phrases"
    PROMPT = "prompt"
    RULES = "rules"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class AssetFile(_Frozen):
    asset: Asset
    name: Name
    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=0)]


class Part(Protocol):
    """A card or another file: what a release is made of."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...


class Contents(_Frozen):
    release: str
    counter: int = 0
    """Of the order it came with; grows."""
    cards: tuple[ModelCard, ...] = ()
    assets: tuple[AssetFile, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.cards, *self.assets)

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(part.sha256 for part in self.parts)


class _Pointer(_Frozen):
    in_use: Slot | None = None
    """None: as the program was delivered."""
    before: Slot | None = None
    """What to fall back on; None: as the program was delivered."""


class Slots:
    def __init__(self, home: Path) -> None:
        self._directory = home / _DIRECTORY
        self.store = ModelStore(home / STORE_DIRECTORY)

    @property
    def in_use(self) -> Slot | None:
        return self._pointer().in_use

    @property
    def before(self) -> Slot | None:
        """What was in use before; None: the models the program was delivered with."""
        return self._pointer().before

    @property
    def spare(self) -> Slot:
        """The one a new release may be put into."""
        in_use = self.in_use
        return Slot.A if in_use is None else in_use.other

    def order(self) -> Iterator[Slot | None]:
        """What to start with, the best first; the last always is the program as delivered."""
        pointer = self._pointer()
        yield from dict.fromkeys((pointer.in_use, pointer.before, None))

    def contents(self, slot: Slot | None) -> Contents | None:
        """None: there is nothing in it, or nothing that can be read."""
        if slot is None:
            return None
        try:
            return Contents.model_validate_json(self._file(slot).read_bytes())
        except (OSError, ValidationError):
            return None

    def fill(self, slot: Slot, contents: Contents) -> None:
        """Say what is in a slot that is not in use; its files are in the store already."""
        if slot is self.in_use:
            raise ValueError("the slot in use is never written to")
        _replace(self._file(slot), contents.model_dump_json(indent=1))

    def verify(self, slot: Slot) -> Contents:
        """Every byte of a slot's release; StoreError if anything is missing or damaged."""
        contents = self.contents(slot)
        if contents is None:
            raise MissingModelError("there is no release in that slot")
        for card in contents.cards:
            self.store.verify(card)
        for asset in contents.assets:
            self._verified(asset)
        return contents

    def switch(self, slot: Slot | None) -> None:
        """Start with this one from now on, after looking at every byte of it."""
        if slot is not None:
            self.verify(slot)
        pointer = self._pointer()
        if slot is not pointer.in_use:
            self._point(_Pointer(in_use=slot, before=pointer.in_use))

    def fall_back(self, slot: Slot | None) -> None:
        """The one in use did not start; this one did. Nothing is kept to fall back on."""
        self._point(_Pointer(in_use=slot))

    def discard(self, contents: Contents, needed: frozenset[str]) -> None:
        """Remove the files of a release that no slot holds any more, and nobody else ``needed``."""
        held = needed.union(
            *(kept.digests for slot in Slot if (kept := self.contents(slot)) is not None)
        )
        for sha256 in contents.digests - held:
            (self.store.directory / sha256).unlink(missing_ok=True)

    def asset(self, asset: Asset, slot: Slot | None = None) -> Path | None:
        """A file of the release in use, or of another slot, every byte of it checked."""
        contents = self.contents(slot or self.in_use)
        found = (a for a in contents.assets if a.asset is asset) if contents else iter(())
        file = next(found, None)
        return None if file is None else self._verified(file)

    def _verified(self, file: AssetFile) -> Path:
        path = self.store.directory / file.sha256
        if not path.is_file():
            raise MissingModelError(f"{file.name} of the release is missing")
        if digest(path) != file.sha256:
            raise WrongDigestError(f"{file.name} of the release is damaged")
        return path

    def _file(self, slot: Slot) -> Path:
        return self._directory / f"{slot}.json"

    def _pointer(self) -> _Pointer:
        try:
            return _Pointer.model_validate_json((self._directory / _POINTER).read_bytes())
        except (OSError, ValidationError):  # never without a model: as the program was delivered
            return _Pointer()

    def _point(self, pointer: _Pointer) -> None:
        _replace(self._directory / _POINTER, pointer.model_dump_json())


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk when this returns."""
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be written: {error.strerror}") from error
