"""From a card to a running engine.

The engine's module is imported only when a model is loaded, so that knowing models costs nothing.
Every file is checked against its digest before an engine sees it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from models.calibration import Calibration
from models.card import Engine, ModelCard, Task
from models.catalogue import Catalogue
from models.engine import LanguageModel
from models.errors import EngineLoadError, UnknownModelError
from models.store import ModelStore

_ENGINES = {Engine.LLAMA_CPP: "models.adapters.llama_cpp:LlamaCppLanguageModel"}
STORE_DIRECTORY = "models"
DEFAULT_HOME = Path(__file__).resolve().parents[1] / ".codriver"

BuildLanguageModel = Callable[[Path, Path | None, int, Calibration], LanguageModel]


@dataclass(frozen=True, slots=True)
class Selection:
    """The language model in use; ``adapter`` is None if none fits the base."""

    base: ModelCard
    adapter: ModelCard | None


def select(catalogue: Catalogue, store: ModelStore) -> Selection:
    """What was chosen with ``use``, else the catalogue's default."""
    base = catalogue.card(_chosen(catalogue, store, Task.LANGUAGE_MODEL))
    try:
        adapter = catalogue.card(_chosen(catalogue, store, Task.LANGUAGE_ADAPTER))
    except UnknownModelError:
        return Selection(base, None)
    return Selection(base, adapter if adapter.adapter_for == base.name else None)


def active_language_model(threads: int = 2, home: Path = DEFAULT_HOME) -> LanguageModel:
    """The language model in use, with the adapter that fits it; the caller closes it."""
    catalogue, store = Catalogue.read(home), ModelStore(home / STORE_DIRECTORY)
    chosen = select(catalogue, store)
    base = store.verify(chosen.base)
    adapter = store.verify(chosen.adapter) if chosen.adapter else None
    calibration = (chosen.adapter or chosen.base).calibration
    return _builder(chosen.base.engine)(base, adapter, threads, calibration)


def _chosen(catalogue: Catalogue, store: ModelStore, task: Task) -> str:
    name = store.active(task) or catalogue.defaults.get(task)
    if name is None:
        raise UnknownModelError(f"no {task} is chosen")
    return name


def _builder(engine: Engine) -> BuildLanguageModel:
    module, _, name = _ENGINES[engine].partition(":")
    try:
        return cast("BuildLanguageModel", getattr(import_module(module), name))
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineLoadError(f"the engine {engine} is not installed; run 'make setup'") from error
