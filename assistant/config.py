"""Everything that can be chosen without changing code: one TOML file, checked once.

``codriver.toml`` in the working directory, or the file named by ``--config``. Every key has a
default, so no file is needed; an unknown key is an error.
"""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ConfigError
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


class Config(_Section):
    bus: BusSection = BusSection()
    model: ModelSection = ModelSection()
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
