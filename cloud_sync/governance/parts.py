"""What the program is made of: its models, the material they were taught with, its libraries.

Read from what holds them, never written down a second time: the model catalogue, the teaching
material and the examinations by count and digest, the lock file and the packages' own metadata.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.errors import GovernanceError
from cloud_sync.governance import licence
from models import Catalogue, ModelCard
from models.evaluation.command import OWN_REWORDINGS, OWN_ROWS

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
_SEEDS = ROOT / "models" / "training" / "seeds"
_NO_SEED = ("#", "\n")
_OWN_LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class Library:
    name: str
    version: str
    licence: str
    """An SPDX expression; empty: nobody says."""


@dataclass(frozen=True, slots=True)
class DataSet:
    name: str
    what: str
    entries: int
    sha256: str
    """Over its files in the order of their names."""
    licence: str = _OWN_LICENCE


@dataclass(frozen=True, slots=True)
class Parts:
    models: tuple[ModelCard, ...]
    data_sets: tuple[DataSet, ...]
    libraries: tuple[Library, ...]

    def not_allowed(self) -> tuple[tuple[str, str], ...]:
        """Parts with a licence that is not allowed, or that nobody knows: name and licence."""
        named = (
            *((card.name, licence.spdx(card.licence.name)) for card in self.models),
            *((told.name, told.licence) for told in self.data_sets),
            *((told.name, told.licence) for told in self.libraries),
        )
        return tuple((name, of) for name, of in named if not licence.is_allowed(name, of))


def parts(home: Path, lock: Path = LOCK) -> Parts:
    """GovernanceError if the lock file cannot be read."""
    cards = sorted(Catalogue.read(home).cards(), key=lambda card: card.name)
    return Parts(tuple(cards), tuple(_data_sets()), tuple(libraries(lock)))


def libraries(lock: Path) -> Iterator[Library]:
    try:
        pinned = _PINNED.findall(lock.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise GovernanceError(f"{lock.name} cannot be read.") from error
    for name, version in pinned:
        yield Library(name, version, licence.of_package(name))


def _data_sets() -> Iterator[DataSet]:
    seeds = sorted(_SEEDS.glob("*.txt"))
    if seeds:  # a program without its sources does not have them
        yield _data_set("teaching-material", "hand-written utterances with answers", seeds)
    yield _data_set("examination", "rows that releases are tried on", OWN_ROWS)
    yield _data_set("rewordings", "the same wishes in other words", (OWN_REWORDINGS,))


def _data_set(name: str, what: str, files: Iterable[Path]) -> DataSet:
    seen, entries = hashlib.sha256(), 0
    for path in files:
        content = path.read_bytes()
        seen.update(content)
        lines = content.decode().splitlines(keepends=True)
        entries += sum(not line.startswith(_NO_SEED) for line in lines)
    return DataSet(name, what, entries, seen.hexdigest())
