"""The cloud's end of the line: keeps what cars send, and only then says so, signed.

It may be killed at any moment: what it has given a receipt for is on the disk, and what it has not
comes again. A message that its vehicle may not send gets no receipt at all.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud_sync.errors import IngestError
from cloud_sync.link import topic
from cloud_sync.link.mqtt import Address, Connection, Message
from cloud_sync.link.topic import StreamKey
from cloud_sync.link.wire import Retry, Tls, Wire
from cloud_sync.reference.arrival import read_message
from cloud_sync.reference.broker import INGEST, Broker
from cloud_sync.reference.store import Store

_LOG = logging.getLogger(__name__)
_IDLE_S = 10.0


@dataclass(frozen=True, slots=True)
class Signer:
    key_id: str
    """Begins with "ingest": cars take receipts from no other key."""
    key: Ed25519PrivateKey


class Ingest:
    def __init__(
        self, port: int, tls: Tls, store: Store, signer: Signer, retry: Retry | None = None
    ) -> None:
        """``port``: the broker's. ``store`` stays the caller's to close."""
        self.store = store
        self._signer = signer
        self._connection: Connection | None = None
        self.refused: Counter[str] = Counter()
        """Messages that were not what their vehicle may send, by vehicle."""
        address = Address(Broker.host, port, INGEST, (topic.EVERY_UP,))
        self._wire = Wire(address, tls, self, retry)

    def start(self) -> None:
        self._wire.start()

    @property
    def online(self) -> bool:
        """LinkError if the thread has died."""
        self._wire.check()
        return self._wire.online

    def close(self) -> None:
        self._wire.close()

    def begin(self, connection: Connection) -> None:
        self._connection = connection

    def step(self, messages: Sequence[Message]) -> float:
        for message in messages:
            if found := topic.read_up(message.topic):
                self._take(*found, message.payload)
        self.store.compact_if_due()
        return _IDLE_S

    def end(self) -> None:
        self._connection = None

    def _take(self, vehicle_id: str, key: StreamKey, payload: bytes) -> None:
        try:
            events = read_message(payload, vehicle_id, key)
        except IngestError as error:
            self.refused[vehicle_id] += 1
            _LOG.warning("ingest.refused", extra={"vehicle": vehicle_id, "code": error.code})
            return
        kept = self.store.keep(vehicle_id, key, events)
        if self._connection is not None:
            receipt = self._receipt(vehicle_id, key, kept, payload)
            self._connection.publish(topic.receipt(vehicle_id, key), receipt)

    def _receipt(self, vehicle_id: str, key: StreamKey, kept: int, payload: bytes) -> bytes:
        claims = {
            "iss": INGEST,
            "aud": vehicle_id,
            "dataclass": key.data_class,
            "stream": key.stream,
            "sequence": kept,
            "at": datetime.now(UTC).isoformat(),
            "digest": hashlib.sha256(payload).hexdigest(),
        }
        headers = {"kid": self._signer.key_id}
        return jwt.encode(claims, self._signer.key, "EdDSA", headers=headers).encode()
