"""Models on this device: what exists, what is installed, how to run it.

The face of the package: ``active_language_model`` gives the model in use, ``normalise`` the one
spelling that it reads. Importing it loads no engine. ``python -m models`` installs and chooses.
"""

from models.allowed import Allowed
from models.card import ModelCard, Task
from models.catalogue import Catalogue
from models.embedding import VECTOR_WIDTH, Embedder, Vectors
from models.engine import Cancel, LanguageModel, Proposal, WordGrammar
from models.errors import (
    CancelledError,
    CatalogueError,
    ContextOverflowError,
    EngineClosedError,
    EngineError,
    EngineLoadError,
    FetchError,
    ForbiddenModelError,
    MissingModelError,
    ModelsError,
    StoreError,
    UnknownModelError,
    WrongDigestError,
)
from models.half_floats import half_float_tensors
from models.loader import (
    DEFAULT_HOME,
    active_language_model,
    digests_of,
    language_model_of,
    load_embedder,
    load_speaker_encoder,
    load_speech_detector,
    load_transcriber,
    load_voice,
    load_wake_word,
    name_in_use,
    verified,
)
from models.memory import give_back_early
from models.slots import Asset, AssetFile, Contents, Slot, Slots
from models.sound import HEARING_RATE_HZ, Samples, Sound
from models.speech import (
    DETECTOR_CHUNK,
    Alternative,
    HeardWord,
    Hearing,
    Propose,
    SpeakerEncoder,
    SpeechDetector,
    Transcriber,
    Voice,
    WakeWord,
)
from models.store import ModelStore
from models.text import Utterance, normalise

__all__ = [
    "DEFAULT_HOME",
    "DETECTOR_CHUNK",
    "HEARING_RATE_HZ",
    "VECTOR_WIDTH",
    "Allowed",
    "Alternative",
    "Asset",
    "AssetFile",
    "Cancel",
    "CancelledError",
    "Catalogue",
    "CatalogueError",
    "Contents",
    "ContextOverflowError",
    "Embedder",
    "EngineClosedError",
    "EngineError",
    "EngineLoadError",
    "FetchError",
    "ForbiddenModelError",
    "HeardWord",
    "Hearing",
    "LanguageModel",
    "MissingModelError",
    "ModelCard",
    "ModelStore",
    "ModelsError",
    "Proposal",
    "Propose",
    "Samples",
    "Slot",
    "Slots",
    "Sound",
    "SpeakerEncoder",
    "SpeechDetector",
    "StoreError",
    "Task",
    "Transcriber",
    "UnknownModelError",
    "Utterance",
    "Vectors",
    "Voice",
    "WakeWord",
    "WordGrammar",
    "WrongDigestError",
    "active_language_model",
    "digests_of",
    "give_back_early",
    "half_float_tensors",
    "language_model_of",
    "load_embedder",
    "load_speaker_encoder",
    "load_speech_detector",
    "load_transcriber",
    "load_voice",
    "load_wake_word",
    "name_in_use",
    "normalise",
    "verified",
]
