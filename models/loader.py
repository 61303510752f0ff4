"""From a card to a running engine.

The engine's module is imported only when a model is loaded, so that knowing models costs nothing.
Every file is checked against its digest before an engine sees it. What hears and speaks is found
by name: ``None`` is the model in use, a name a card of the catalogue, ``tcp://HOST:PORT`` a
Wyoming server. ModelsError says why an engine cannot be had; the caller closes what closes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from models.allowed import Allowed
from models.calibration import Calibration
from models.card import Engine, ModelCard, Task
from models.catalogue import Catalogue
from models.embedding import Embedder
from models.engine import LanguageModel
from models.errors import (
    EngineLoadError,
    ForbiddenModelError,
    ModelsError,
    UnknownModelError,
    UnsuitableModelError,
)
from models.slots import STORE_DIRECTORY, Slot, Slots
from models.speech import SpeakerEncoder, SpeechDetector, Transcriber, Voice, WakeWord
from models.store import ModelStore

_ENGINES = {
    Engine.LLAMA_CPP: "models.adapters.llama_cpp:LlamaCppLanguageModel",
    Engine.WHISPER: "models.adapters.whisper:WhisperTranscriber",
    Engine.PIPER: "models.adapters.piper:PiperVoice",
    Engine.HIBARI: "models.adapters.hibari:HibariVoice",
    Engine.OPEN_WAKEWORD: "models.adapters.open_wake_word:OpenWakeWord",
    Engine.RESEMBLYZER: "models.adapters.resemblyzer:ResemblyzerEncoder",
    Engine.MINILM: "models.adapters.minilm:MiniLmEmbedder",
}
_SERVERS = {
    Task.TRANSCRIBER: "models.adapters.wyoming:WyomingTranscriber",
    Task.VOICE: "models.adapters.wyoming:WyomingVoice",
    Task.WAKE_WORD: "models.adapters.wyoming:WyomingWakeWord",
}
_SPEECH_DETECTOR = "models.adapters.silero:SileroDetector"
OF_LANGUAGE = frozenset({Task.LANGUAGE_MODEL, Task.LANGUAGE_ADAPTER})
_NOT_LOADED_BY_ITSELF = OF_LANGUAGE | {Task.SPEAKER_ENCODER}
"""Language is chosen in pairs; who speaks is only asked where somebody switched it on."""
_CLOSED = frozenset({Task.TRANSCRIBER, Task.VOICE})
"""What else is loaded holds nothing but memory."""
_ADDRESS = "tcp://"
_LAST_PORT = 65_535
DEFAULT_HOME = Path(__file__).resolve().parents[1] / ".codriver"

BuildLanguageModel = Callable[[Path, Path | None, int, Calibration], LanguageModel]
EngineT = TypeVar("EngineT")


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


def in_use(catalogue: Catalogue, store: ModelStore) -> tuple[ModelCard, ...]:
    """What every task uses."""
    chosen = select(catalogue, store)
    speech = (
        task for task in Task if task not in _NOT_LOADED_BY_ITSELF and task in catalogue.defaults
    )
    cards = (catalogue.card(_chosen(catalogue, store, task)) for task in speech)
    return tuple(card for card in (chosen.base, chosen.adapter, *cards) if card is not None)


def name_in_use(task: Task, home: Path = DEFAULT_HOME) -> str:
    """The card a task uses; UnknownModelError if none is chosen."""
    return _chosen(Catalogue.read(home), ModelStore(home / STORE_DIRECTORY), task)


def active_language_model(threads: int = 2, home: Path = DEFAULT_HOME) -> LanguageModel:
    """The language model in use, with the adapter that fits it; the caller closes it.

    If the release in use does not start, the one before it does, and that is remembered. A model
    that its rules forbid was chosen by hand: it starts nothing, and the rules stay in use.
    """
    slots = Slots(home)
    problem: ModelsError | None = None
    for slot in slots.order():
        try:
            model = language_model_of(slot, threads, home)
        except ForbiddenModelError:
            raise
        except ModelsError as error:
            problem = problem or error
            continue
        if problem is not None:
            slots.fall_back(slot)
        return model
    raise problem or EngineLoadError("there is no model to start with")


def language_model_of(
    slot: Slot | None, threads: int = 2, home: Path = DEFAULT_HOME
) -> LanguageModel:
    """The language model with the release of this slot; None: with none, as delivered."""
    base, adapter, calibration = verified(slot, home)
    build: BuildLanguageModel = _class(_ENGINES[Engine.LLAMA_CPP])
    return build(base, adapter, threads, calibration)


def digests_of(slot: Slot | None, home: Path = DEFAULT_HOME) -> dict[str, str]:
    """What a language model with this release is made of, by task; nothing is read but cards."""
    chosen = select(Catalogue.of_slot(home, slot), ModelStore(home / STORE_DIRECTORY))
    cards = (card for card in (chosen.base, chosen.adapter) if card is not None)
    return {card.task.value: card.sha256 for card in cards}


def verified(slot: Slot | None, home: Path) -> tuple[Path, Path | None, Calibration]:
    """The files a language model is made of, after every byte of them was checked."""
    catalogue, store = Catalogue.of_slot(home, slot), ModelStore(home / STORE_DIRECTORY)
    chosen, allowed = select(catalogue, store), _allowed(home, slot)
    base = store.verify(allowed.check(chosen.base))
    adapter = store.verify(allowed.check(chosen.adapter)) if chosen.adapter else None
    return base, adapter, (chosen.adapter or chosen.base).calibration


def load_transcriber(
    name: str | None = None, threads: int = 2, home: Path = DEFAULT_HOME
) -> Transcriber:
    def build(card: ModelCard, file: Path) -> Transcriber:
        opened: Transcriber = _class(_ENGINES[card.engine])(file, threads)
        return opened

    return _find(Task.TRANSCRIBER, name, home, build)


def load_voice(name: str | None = None, home: Path = DEFAULT_HOME) -> Voice:
    def build(card: ModelCard, file: Path) -> Voice:
        opened: Voice = _class(_ENGINES[card.engine])(file)
        return opened

    return _find(Task.VOICE, name, home, build)


def load_wake_word(name: str | None = None, home: Path = DEFAULT_HOME) -> WakeWord:
    """A card of a wake word is named like its phrase."""

    def build(card: ModelCard, file: Path) -> WakeWord:
        opened: WakeWord = _class(_ENGINES[card.engine])(file, card.name.replace("-", " "))
        return opened

    return _find(Task.WAKE_WORD, name, home, build)


def load_speaker_encoder(home: Path = DEFAULT_HOME) -> SpeakerEncoder:
    def build(card: ModelCard, file: Path) -> SpeakerEncoder:
        opened: SpeakerEncoder = _class(_ENGINES[card.engine])(file)
        return opened

    return _find(Task.SPEAKER_ENCODER, None, home, build)


def load_embedder(home: Path = DEFAULT_HOME) -> Embedder:
    def build(card: ModelCard, file: Path) -> Embedder:
        opened: Embedder = _class(_ENGINES[card.engine])(file)
        return opened

    return _find(Task.EMBEDDER, None, home, build)


def load_speech_detector() -> SpeechDetector:
    """Its weights are part of its package."""
    opened: SpeechDetector = _class(_SPEECH_DETECTOR)()
    return opened


def try_out(card: ModelCard, file: Path) -> None:
    """Have its engine open what hears or speaks, and let go of it; UnsuitableModelError if it
    does not. A model of language is not tried: it would need its grammar and its pair."""
    if card.task in OF_LANGUAGE:
        return
    build = _class(_ENGINES[card.engine])
    try:
        opened = build(file)
    except EngineLoadError as error:
        said = f"{card.name}: {card.engine} cannot open this as a {card.task}"
        raise UnsuitableModelError(said) from error
    if card.task in _CLOSED:
        opened.close()


def _find(
    task: Task, name: str | None, home: Path, build: Callable[[ModelCard, Path], EngineT]
) -> EngineT:
    if name is not None and name.startswith(_ADDRESS):
        served: EngineT = _class(_SERVERS[task])(*_host_and_port(name))
        return served
    catalogue, store = Catalogue.read(home), ModelStore(home / STORE_DIRECTORY)
    card = catalogue.card(name or _chosen(catalogue, store, task))
    if card.task is not task:
        raise UnknownModelError(f"{card.name} is a {card.task}, not a {task}")
    return build(card, store.verify(_allowed(home, Slots(home).in_use).check(card)))


def _allowed(home: Path, slot: Slot | None) -> Allowed:
    return Allowed.of(Slots(home), slot, Catalogue.of_slot(home, None).cards())


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix(_ADDRESS).rpartition(":")
    is_number = port.isascii() and port.isdecimal() and len(port) <= len(str(_LAST_PORT))
    if not (host and is_number and 0 < int(port) <= _LAST_PORT):
        raise UnknownModelError(f"{address} is no address: tcp://HOST:PORT")
    return host, int(port)


def _chosen(catalogue: Catalogue, store: ModelStore, task: Task) -> str:
    name = store.active(task) or catalogue.defaults.get(task)
    if name is None:
        raise UnknownModelError(f"no {task} is chosen")
    return name


def _class(place: str) -> Any:
    """The class at ``module:Class``; its module is imported now."""
    module, _, name = place.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineLoadError(f"the engine of {module} is missing; run 'make setup'") from error
