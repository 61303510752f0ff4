"""Sends what waits, each stream in its order, until the cloud has said that it is kept.

Nothing counts as arrived but a receipt. A few batches of a stream are on their way at once; when a
receipt shows a gap, or none comes, it goes back to what the last receipt said and sends from there
again (go-back-N). Doubles are for the other end to notice. Safety comes first, all other streams
take turns. It keeps nothing on the disk: what is not forgotten is sent again after a restart.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from cloud_sync.link.mqtt import Sending
from cloud_sync.link.receipt import Receipt
from cloud_sync.link.topic import StreamKey, up

_MOST_EVENTS = 200
_MOST_BYTES = 256 * 1024
_WINDOW = 4
_FIRST_CLASS = "safety"


class Waiting(Protocol):
    @property
    def sequence(self) -> int:
        """In its stream; the first is 1 or more."""


W = TypeVar("W", bound=Waiting)
W_co = TypeVar("W_co", bound=Waiting, covariant=True)


class Outbox(Protocol[W_co]):
    """What the link needs of what waits to be sent. Used by the thread of the line, and asked for
    ``count`` by any other."""

    def streams(self) -> Iterable[tuple[str, str]]:
        """Data class and name of every stream that has something waiting."""

    def waiting(self, data_class: str, stream: str, after: int, most: int) -> Sequence[W_co]:
        """The next events whose sequence is greater than ``after``, in order."""

    def acknowledged(self, data_class: str, stream: str, sequence: int, statement: str) -> None:
        """The cloud keeps all up to ``sequence``, and has signed that."""

    def count(self, data_class: str) -> int:
        """How many events of this class wait."""


class Road(Protocol):
    """What it needs of a connection."""

    @property
    def room(self) -> int:
        """How many more may be published before the broker answers."""

    def publish(self, topic: str, payload: bytes) -> Sending:
        """At least once, while this connection lives."""


Encode = Callable[[W], bytes]
"""One event as the JSON object that is sent; sealed, if its class asks for that."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a receipt; doubles each time none comes."""

    first_s: float = 15.0
    longest_s: float = 300.0


@dataclass(slots=True)
class _Batch:
    last: int
    digest: str
    sending: Sending
    at_s: float


@dataclass(slots=True)
class _Stream:
    key: StreamKey
    patience_s: float
    kept: int = 0
    """The highest sequence that a receipt has told."""
    window: deque[_Batch] = field(default_factory=deque)
    width: int = 1
    """Batches on their way at once. An end that knows nothing of this stream takes whatever comes
    first, so nothing follows the first batch before its receipt."""
    held_until_s: float = 0.0

    @property
    def sent(self) -> int:
        return self.window[-1].last if self.window else self.kept

    def may_send(self, now_s: float) -> bool:
        return len(self.window) < self.width and now_s >= self.held_until_s

    def advance(self, sequence: int, patience_s: float) -> None:
        self.kept = sequence
        while self.window and self.window[0].last <= sequence:
            self.window.popleft()
        self.width, self.patience_s, self.held_until_s = _WINDOW, patience_s, 0.0

    def go_back(self, longest_s: float, held_until_s: float = 0.0) -> None:
        """One batch at a time from now on, until a receipt shows that they arrive."""
        self.window.clear()
        self.width = 1
        self.patience_s = min(self.patience_s * 2, longest_s)
        self.held_until_s = held_until_s


class Uplink(Generic[W]):
    def __init__(
        self,
        vehicle_id: str,
        outbox: Outbox[W],
        encode: Encode[W],
        patience: Patience | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._vehicle_id = vehicle_id
        self._outbox = outbox
        self._encode = encode
        self._patience = patience or Patience()
        self._monotonic_s = monotonic_s
        self._streams: dict[StreamKey, _Stream] = {}
        self._turns = 0

    @property
    def is_waiting(self) -> bool:
        """For receipts of what was sent."""
        return any(stream.window for stream in self._streams.values())

    def count(self, data_class: str) -> int:
        """How many events of this class wait. Any thread."""
        return self._outbox.count(data_class)

    def restart(self) -> None:
        """A new connection: whatever was on its way may be lost."""
        for stream in self._streams.values():
            stream.window.clear()
            stream.width, stream.held_until_s = 1, 0.0

    def take(self, receipt: Receipt) -> None:
        stream = self._stream(receipt.key)
        answered = next((b for b in stream.window if b.digest == receipt.digest), None)
        advances = receipt.sequence > stream.kept
        if advances:
            self._outbox.acknowledged(*receipt.key, receipt.sequence, receipt.statement)
            stream.advance(receipt.sequence, self._patience.first_s)
        if answered is not None and answered.last > receipt.sequence:
            self._go_back(stream, hold=not advances)

    def send(self, road: Road) -> None:
        """As much as there is room for; what was not answered in time once more."""
        now_s = self._monotonic_s()
        for stream in self._streams.values():
            self._check(stream, now_s)
        self._turns += 1
        keys = sorted({StreamKey(*key) for key in self._outbox.streams()})
        first = [key for key in keys if key.data_class == _FIRST_CLASS]
        for group in (first, _rotated([key for key in keys if key not in first], self._turns)):
            able = [self._stream(key) for key in group]
            while able:
                able = [stream for stream in able if self._send_one(road, stream, now_s)]

    def _check(self, stream: _Stream, now_s: float) -> None:
        if not stream.window:
            return
        if any(batch.sending.refused for batch in stream.window):
            self._go_back(stream, hold=True)
        elif now_s - stream.window[0].at_s > stream.patience_s:
            self._go_back(stream, hold=False)

    def _go_back(self, stream: _Stream, hold: bool) -> None:
        """``hold``: something is wrong that sending at once would not mend."""
        until_s = self._monotonic_s() + stream.patience_s if hold else 0.0
        stream.go_back(self._patience.longest_s, until_s)

    def _send_one(self, road: Road, stream: _Stream, now_s: float) -> bool:
        """Whether there may be more to send of this stream."""
        if road.room <= 0 or not stream.may_send(now_s):
            return False
        events = self._outbox.waiting(*stream.key, stream.sent, _MOST_EVENTS)
        if not events:
            return False
        message, last = _packed(events, self._encode)
        sending = road.publish(up(self._vehicle_id, stream.key), message)
        digest = hashlib.sha256(message).hexdigest()
        stream.window.append(_Batch(last, digest, sending, now_s))
        return True

    def _stream(self, key: StreamKey) -> _Stream:
        return self._streams.setdefault(key, _Stream(key, self._patience.first_s))


def _packed(events: Sequence[W], encode: Encode[W]) -> tuple[bytes, int]:
    """A JSON array of the first events that fit, at least one; and the last one's sequence."""
    parts: list[bytes] = []
    size, last = 2, 0
    for event in events:
        part = encode(event)
        size += len(part) + 1
        if parts and size > _MOST_BYTES:
            break
        parts.append(part)
        last = event.sequence
    return b"[" + b",".join(parts) + b"]", last


def _rotated(keys: list[StreamKey], by: int) -> list[StreamKey]:
    at = by % len(keys) if keys else 0
    return keys[at:] + keys[:at]
