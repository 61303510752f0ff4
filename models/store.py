"""Model files on this machine, each under the digest of its bytes.

A file enters whole or not at all: it is written aside, hashed on the way, compared with its card
and only then renamed into place. Which card of a task is in use is one small file, replaced in
one step and remembering the choice before it, so that going back is as safe as going on.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from models.card import ModelCard, Task
from models.errors import MissingModelError, StoreError, WrongDigestError

_CHUNK_BYTES = 1 << 20
_KEPT_CHOICES = 5
_ACTIVE = "active.json"


Accept = Callable[[Path], None]
"""Looks at a file before it is kept; raises a ModelsError if it is not to be."""


class ModelStore:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, card: ModelCard) -> Path:
        return self.directory / card.sha256

    def holds(self, card: ModelCard) -> bool:
        """Whether a file of the right size is there; ``verify`` reads its bytes."""
        path = self.path(card)
        return path.is_file() and path.stat().st_size == card.size_bytes

    def verify(self, card: ModelCard) -> Path:
        """The card's file, after every byte of it was checked."""
        path = self.path(card)
        if not path.is_file():
            raise MissingModelError(
                f"{card.name} is not installed; 'python -m models add {card.name}' fetches it"
            )
        if digest(path) != card.sha256:
            raise WrongDigestError(
                f"{card.name} is damaged; 'python -m models add {card.name}' replaces it"
            )
        return path

    def is_whole(self, card: ModelCard) -> bool:
        return self.holds(card) and digest(self.path(card)) == card.sha256

    def install(
        self, card: ModelCard, chunks: Iterable[bytes], accept: Accept | None = None
    ) -> Path:
        """Put the card's bytes in place; other bytes, and a file that ``accept`` does not take,
        leave no trace."""
        self.directory.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self.directory)
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                if _copy(chunks, file.write) != card.sha256:
                    raise WrongDigestError(
                        f"what arrived for {card.name} is not what its card says"
                    )
                file.flush()
                os.fsync(file.fileno())
            if accept is not None:
                accept(incoming)
            return incoming.replace(self.path(card))
        except OSError as error:
            raise StoreError(f"{card.name} cannot be written: {error.strerror}") from error
        finally:
            incoming.unlink(missing_ok=True)

    def holds_whole(self, sha256: str) -> bool:
        """Every byte of a file with this digest is here."""
        path = self.directory / sha256
        return path.is_file() and digest(path) == sha256

    def take_in(self, file: Path, sha256: str) -> Path:
        """Move a file of this digest into the store; WrongDigestError leaves it where it is."""
        if digest(file) != sha256:
            raise WrongDigestError(f"{file.name} is not what it should be")
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            return file.replace(self.directory / sha256)
        except OSError as error:
            raise StoreError(f"{file.name} cannot be moved: {error.strerror}") from error

    def remove(self, card: ModelCard) -> None:
        self.path(card).unlink(missing_ok=True)

    def activate(self, card: ModelCard) -> None:
        """Use this card for its task from now on; its file must be whole."""
        self.verify(card)
        choices = self._choices()
        before = [name for name in choices.get(card.task, []) if name != card.name]
        choices[card.task] = [card.name, *before][:_KEPT_CHOICES]
        self._write(choices)

    def active(self, task: Task) -> str | None:
        """The name chosen for a task; None if nobody chose and the catalogue's default holds."""
        return next(iter(self._choices().get(task, [])), None)

    def roll_back(self, task: Task) -> str | None:
        """Return to the choice before; gives its name, or None for the catalogue's default."""
        choices = self._choices()
        choices[task] = choices.get(task, [])[1:]
        self._write(choices)
        return self.active(task)

    def _choices(self) -> dict[str, list[str]]:
        try:
            text = (self.directory / _ACTIVE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreError(f"{_ACTIVE} cannot be read: {error.strerror}") from error
        return _parse_choices(text)

    def _write(self, choices: dict[str, list[str]]) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        new = self.directory / f"{_ACTIVE}.new"
        new.write_text(json.dumps(choices, indent=1), encoding="utf-8")
        new.replace(self.directory / _ACTIVE)


def digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path.name} cannot be read: {error.strerror}") from error


def _copy(chunks: Iterable[bytes], write: Callable[[bytes], int]) -> str:
    """Write the chunks; returns the digest of all of them."""
    seen = hashlib.sha256()
    for chunk in chunks:
        seen.update(chunk)
        write(chunk)
    return seen.hexdigest()


def _parse_choices(text: str) -> dict[str, list[str]]:
    try:
        return TypeAdapter(dict[str, list[str]]).validate_json(text)
    except ValidationError as error:
        raise StoreError(f"{_ACTIVE} is damaged; delete it to use the defaults") from error


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
