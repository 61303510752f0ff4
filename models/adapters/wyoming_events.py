"""Wyoming events as bytes, the same for server and clients, with limits the package does not set.

One rule: the other side is not trusted. Lengths are checked before anything of that length is
read, and every field that is used is checked for its type; what breaks this is ``EngineError``.
Sound goes over the line as 16-bit PCM.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
from wyoming.audio import AudioChunk, AudioFormat
from wyoming.event import Event, Eventable, write_event

from models.errors import EngineError
from models.sound import HEARING_RATE_HZ, Samples, Sound

HEADER_BYTES = 2**16
DATA_BYTES = 2**18
PAYLOAD_BYTES = 2**20
TEXT_CHARACTERS = 4000

_WIDTH = 2
_FULL_SCALE = 32767
_RATES_HZ = range(8_000, 96_001)
_CHANNELS = range(1, 9)
_PIECE = 8192
"""Samples sent in one event."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of an event: what it is and how many bytes follow."""

    type: str
    fields: dict[str, object]
    data_bytes: int
    payload_bytes: int


def read_head(line: bytes) -> Head:
    head = _object(line)
    kind = head.get("type")
    if not isinstance(kind, str):
        raise EngineError("an event has no type")
    return Head(
        kind,
        _fields(head.get("data") or {}),
        _length(head.get("data_length"), DATA_BYTES),
        _length(head.get("payload_length"), PAYLOAD_BYTES),
    )


def whole(head: Head, data: bytes, payload: bytes) -> Event:
    fields = head.fields | (_object(data) if data else {})
    return Event(head.type, fields, payload or None)


def packed(event: Eventable | Event) -> bytes:
    line = io.BytesIO()
    write_event(event if isinstance(event, Event) else event.event(), line)
    return line.getvalue()


def text_field(event: Event, name: str) -> str:
    text = event.data.get(name)
    if not isinstance(text, str) or len(text) > TEXT_CHARACTERS:
        raise EngineError(f"{event.type} has no good {name}")
    return text


def texts_field(event: Event, name: str) -> tuple[str, ...]:
    """Empty if there are none."""
    texts = event.data.get(name) or ()
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise EngineError(f"{event.type} has bad {name}")
    return tuple(cast("Iterable[str]", texts))


def context_field(event: Event) -> dict[str, object]:
    return _fields(event.data.get("context") or {})


def number_in(fields: dict[str, object], name: str, otherwise: float) -> float:
    """``otherwise`` too if the field is not a number."""
    value = fields.get(name, otherwise)
    is_number = isinstance(value, int | float) and bool(np.isfinite(value))
    return float(cast("float", value)) if is_number else otherwise


def format_of(event: Event) -> AudioFormat:
    rate, width, channels = (event.data.get(name) for name in ("rate", "width", "channels"))
    if not (rate in _RATES_HZ and width == _WIDTH and channels in _CHANNELS):
        raise EngineError("sound must be 16-bit PCM of 8 to 96 kHz and 1 to 8 channels")
    return AudioFormat(int(cast("int", rate)), _WIDTH, int(cast("int", channels)))


def samples_of(event: Event) -> Samples:
    """One channel, the mean of all; shape (n,), at the event's rate."""
    form, payload = format_of(event), event.payload or b""
    if len(payload) % (_WIDTH * form.channels):
        raise EngineError("a piece of sound ends within a sample")
    frames = np.frombuffer(payload, dtype="<i2").reshape(-1, form.channels)
    return np.asarray(frames.mean(axis=1) / (_FULL_SCALE + 1), dtype=np.float32)


def joined(pieces: Iterable[Samples], rate_hz: int) -> Sound:
    return Sound(np.concatenate([np.zeros(0, dtype=np.float32), *pieces]), rate_hz)


def sound_format(rate_hz: int = HEARING_RATE_HZ) -> dict[str, int]:
    return {"rate": rate_hz, "width": _WIDTH, "channels": 1}


def chunks_of(sound: Sound) -> Iterable[AudioChunk]:
    for start in range(0, len(sound.samples), _PIECE):
        piece = np.clip(sound.samples[start : start + _PIECE], -1, 1) * _FULL_SCALE
        yield AudioChunk(audio=piece.astype("<i2").tobytes(), **sound_format(sound.rate_hz))


def _object(text: bytes) -> dict[str, object]:
    try:
        return _fields(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise EngineError("an event is not JSON") from error


def _fields(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise EngineError("an event is not an object")
    return value


def _length(value: object, longest: int) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= longest:
        raise EngineError("an event is too large")
    return value
