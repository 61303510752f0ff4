"""Everything that can be chosen without changing code: one TOML file, checked once.

``codriver.toml`` in the working directory, or the file named by ``--config``. Every key has a
default, so no file is needed; an unknown key is an error.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ConfigError
from models import DEFAULT_HOME
from vehicle_bus import LOCAL_CHANNEL

DEFAULT_FILE = Path("codriver.toml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BusSection(_Section):
    interface: str = "virtual"
    """Any python-can interface: virtual, udp_multicast, socketcan, ..."""
    channel: str = LOCAL_CHANNEL
    """Of no meaning to ``virtual``: its bus belongs to this process alone."""
    mapping: Path | None = None
    """A file that puts a DBC of yours in the place of ours."""


class ModelSection(_Section):
    threads: int = Field(default=2, ge=1, le=64)
    home: Path = DEFAULT_HOME
    """Where models and releases are kept."""
    release: Literal["in_use", "delivered", "a", "b"] = "in_use"
    """``delivered``: without any update; a slot's name: the release in it, as in a trial."""


Engine = Annotated[str, Field(pattern=r"^(tcp://[^/\s:]+:\d{1,5}|[a-z0-9][a-z0-9.-]{0,63})$")]
"""A card of the model catalogue, or the address of a Wyoming server."""


class SpeechSection(_Section):
    """``None`` for an engine: the model in use (``python -m models use NAME``)."""

    activation: Literal["wake", "push_to_talk", "open", "off"] = "wake"
    """What opens the ear: the wake word, the button only, everything said, or nothing at all."""
    recogniser: Engine | None = None
    voice: Engine | None = None
    wake_word: Engine | None = None
    verbosity: Literal["full", "short", "tones"] = "full"
    speaker_hint: bool = False
    """Whether voices may be learned when somebody asks for it aloud."""


class DriverSection(_Section):
    name: str | None = None
    """Who drives until somebody says otherwise; None: the only driver there is, else a guest."""
    home: Path = DEFAULT_HOME
    """Where drivers and what they told the car are kept, encrypted."""


class Config(_Section):
    bus: BusSection = BusSection()
    model: ModelSection = ModelSection()
    speech: SpeechSection = SpeechSection()
    driver: DriverSection = DriverSection()
    speaker: Literal["driver", "passenger", "rear_left", "rear_right"] = "driver"


def load(path: Path | None) -> Config:
    """The file's configuration; ConfigError names the key that does not fit."""
    chosen = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    if chosen is None:
        return Config()
    try:
        return Config.model_validate(tomllib.loads(chosen.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{chosen} cannot be read.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{chosen} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{chosen}: {where}: {first['msg']}.") from error
