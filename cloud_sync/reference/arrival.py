"""A message of events as it arrived, checked against the topic it came by.

The broker lets a vehicle write below its own name only, so the topic says who spoke; an event that
names another source or class refuses its whole message. What is sealed stays sealed.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from cloud_sync.errors import IngestError
from cloud_sync.link.topic import STREAM, StreamKey

_MOST_EVENTS = 1_000
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not a time")  # noqa: TRY004 - pydantic takes no TypeError
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("not a time")
    return moment.astimezone(UTC)


def _no_number(name: str) -> None:
    raise ValueError(name)


_Place = Annotated[int, BeforeValidator(_number), Field(ge=0, lt=10**16)]


class Attributes(BaseModel):
    """Of CloudEvents 1.0, and ours beside them."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)

    specversion: Annotated[str, Field(pattern=r"^1\.0$")]
    id: Annotated[str, Field(min_length=1, max_length=128)]
    source: str
    type: Annotated[str, Field(pattern=r"^com\.codriver\.[a-z0-9][a-z0-9._-]{0,95}$")]
    time: Annotated[datetime, BeforeValidator(_moment)]
    sequence: _Place
    previous: _Place
    dataclass: Annotated[str, Field(pattern=rf"^{STREAM}$")]
    purpose: Annotated[str, Field(max_length=64)]
    grant: Annotated[str, Field(max_length=1024)] = ""
    dataschema: Annotated[str, Field(max_length=256)] = ""
    data_base64: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    type: str
    time: datetime
    """In UTC, as the vehicle's clock had it."""
    sequence: int
    previous: int
    body: bytes
    """The whole event as JSON."""


_EVENTS = TypeAdapter(Annotated[list[Attributes], Field(min_length=1, max_length=_MOST_EVENTS)])


def read_message(payload: bytes, vehicle_id: str, key: StreamKey) -> list[Arrived]:
    """IngestError: it is not what this vehicle may send by this topic."""
    try:
        raw = json.loads(payload, parse_constant=_no_number)
        events = _EVENTS.validate_python(raw)
    except (ValueError, RecursionError, ValidationError) as error:
        raise IngestError("A message is no list of events.") from error
    for event in events:
        if event.source != f"/vehicles/{vehicle_id}" or event.dataclass != key.data_class:
            raise IngestError("An event does not fit the topic it came by.")
        if event.previous >= event.sequence:
            raise IngestError("An event comes before itself.")
    return [
        Arrived(
            event.type,
            event.time,
            event.sequence,
            event.previous,
            json.dumps(body, separators=(",", ":")).encode(),
        )
        for event, body in zip(events, raw, strict=True)
    ]
