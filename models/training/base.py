"""The base model that is taught: the one the catalogue names, as it is installed here."""

from pathlib import Path

from models.card import Task
from models.catalogue import Catalogue
from models.loader import DEFAULT_HOME, STORE_DIRECTORY
from models.store import ModelStore


def installed_base(home: Path = DEFAULT_HOME) -> Path:
    """The default base model's file, its digest checked."""
    catalogue = Catalogue.read(home)
    card = catalogue.card(catalogue.defaults[Task.LANGUAGE_MODEL])
    return ModelStore(home / STORE_DIRECTORY).verify(card)
