"""Which models exist: the shipped cards, those of the release in use and those a user added.

``catalogue.toml`` ships with the package; ``models.toml`` in the user's directory has the same
form and may add models of the user's own. A name may stand only once. A file that cannot be
trusted is refused as a whole.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.card import FileSource, ModelCard, OwnFilesSource, PrunedSource, Task
from models.errors import CatalogueError, UnknownModelError
from models.slots import Contents, Slot, Slots

SHIPPED = Path(__file__).with_name("catalogue.toml")
USER_FILE = "models.toml"


class _CatalogueFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    defaults: dict[Task, str] = Field(default_factory=dict)
    model: tuple[ModelCard, ...] = ()

    @classmethod
    def of(cls, release: Contents) -> "_CatalogueFile":
        """A release is there to be used: each of its models is the default of its task."""
        return cls(defaults={c.task: c.name for c in release.cards}, model=release.cards)


@dataclass(frozen=True, slots=True)
class Entry:
    card: ModelCard
    directory: Path
    """Where the card's catalogue file lies: relative paths start here."""

    def resolve(self, path: str) -> Path:
        return self.directory / path


@dataclass(frozen=True, slots=True)
class Catalogue:
    entries: Mapping[str, Entry]
    defaults: Mapping[Task, str]

    @classmethod
    def read(cls, home: Path) -> "Catalogue":
        """The shipped cards, those of the release in use, and those in ``home``."""
        slots = Slots(home)
        return cls.with_release(home, slots.contents(slots.in_use))

    @classmethod
    def of_slot(cls, home: Path, slot: Slot | None) -> "Catalogue":
        """With the release in this slot in the place of the one in use; None: with none."""
        release = Slots(home).contents(slot)
        if slot is not None and release is None:
            raise CatalogueError(f"slot {slot} holds no release that can be read")
        return cls.with_release(home, release)

    @classmethod
    def with_release(cls, home: Path, release: Contents | None) -> "Catalogue":
        files = [(SHIPPED, _parse(SHIPPED))]
        if release is not None:
            files.append((home / "release", _CatalogueFile.of(release)))
        if (home / USER_FILE).exists():
            files.append((home / USER_FILE, _parse(home / USER_FILE)))
        return cls.of(files)

    @classmethod
    def of(cls, files: Iterable[tuple[Path, _CatalogueFile]]) -> "Catalogue":
        entries: dict[str, Entry] = {}
        defaults: dict[Task, str] = {}
        for path, content in files:
            for card in content.model:
                if card.name in entries:
                    raise CatalogueError(f"{path.name}: the name {card.name!r} is taken")
                entries[card.name] = Entry(card, path.resolve().parent)
            defaults.update(content.defaults)
        catalogue = cls(MappingProxyType(entries), MappingProxyType(defaults))
        catalogue._check_names()
        return catalogue

    def joined_by(self, card: ModelCard, home: Path) -> "Catalogue":
        """With a card that is not written down yet."""
        if card.name in self.entries:
            raise CatalogueError(f"the name {card.name!r} is taken")
        entries = {**self.entries, card.name: Entry(card, home.resolve())}
        catalogue = Catalogue(MappingProxyType(entries), self.defaults)
        catalogue._check_names()
        return catalogue

    def entry(self, name: str) -> Entry:
        if name not in self.entries:
            known = ", ".join(sorted(self.entries))
            raise UnknownModelError(f"no model is called {name!r}; there are {known}")
        return self.entries[name]

    def card(self, name: str) -> ModelCard:
        return self.entry(name).card

    def cards(self) -> tuple[ModelCard, ...]:
        return tuple(entry.card for entry in self.entries.values())

    def _check_names(self) -> None:
        for card in self.cards():
            base = card.source.base if isinstance(card.source, PrunedSource) else None
            for name in (card.adapter_for, base):
                if name is not None and name not in self.entries:
                    raise CatalogueError(f"{card.name} is made for {name!r}, which has no card")
        for task, name in self.defaults.items():
            if name not in self.entries or self.card(name).task is not task:
                raise CatalogueError(f"the default {task} {name!r} is no card of that task")


def _parse(path: Path) -> _CatalogueFile:
    try:
        with path.open("rb") as file:
            return _CatalogueFile.model_validate(tomllib.load(file))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"{path.name}: {place}: {first['msg']}") from error


def append_card(home: Path, card: ModelCard) -> Path:
    """Write a user's card to ``models.toml``; returns that file."""
    if not isinstance(card.source, FileSource | OwnFilesSource):
        raise TypeError("only files of the user's own are added this way")
    path = home / USER_FILE
    home.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(_as_toml(card))
    return path


def _as_toml(card: ModelCard) -> str:
    fields = card.model_dump(mode="json", exclude_none=True)
    return "\n".join(("", "[[model]]", *(f"{key} = {_value(fields[key])}" for key in fields), ""))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(value[key])}" for key in value) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
