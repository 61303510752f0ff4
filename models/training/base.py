"""The base model that is taught: the one the catalogue names, as it is installed here."""

from pathlib import Path

from models.card import Task
from models.catalogue import Catalogue
from models.loader import DEFAULT_HOME
from models.slots import STORE_DIRECTORY
from models.store import ModelStore


def installed_base(name: str | None = None, home: Path = DEFAULT_HOME) -> Path:
    """A base model's file, its digest checked; without a name the default one's."""
    catalogue = Catalogue.read(home)
    card = catalogue.card(name or catalogue.defaults[Task.LANGUAGE_MODEL])
    return ModelStore(home / STORE_DIRECTORY).verify(card)
