"""What may stand in a mapping file, checked once as it is read."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from vehicle_bus.errors import BadMappingError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Place(_Strict):
    """A field of their database and how it is to be read."""

    message: str
    field: str
    idle: int
    unfitted: int | None = None
    scale: float = 1.0
    offset: float = 0.0
    values: dict[str, int] = {}
    """Raw numbers by name; ``on`` and ``off`` for a switch."""


class SignalEntry(_Strict):
    name: str
    command: Place | None = None
    status: Place | None = None
    target: Place | None = None


class MessageEntry(_Strict):
    name: str
    answers: str | None = None
    """Command message that this status message acknowledges, by fields ACK and RESULT."""
    constants: dict[str, int] = {}


class TextChannelEntry(_Strict):
    request_id: int
    response_id: int


class MappingFile(_Strict):
    database: str
    signal: list[SignalEntry]
    message: list[MessageEntry] = []
    text: TextChannelEntry | None = None


def read_mapping_file(path: Path) -> MappingFile:
    try:
        return MappingFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMappingError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadMappingError(f"{path}: {where}: {first['msg']}") from error
