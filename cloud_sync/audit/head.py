"""Which record was the last, outside the file of records: shows where something was cut off.

It is signed in words of its own, so none can be made of a record that is left. Two places take
turns, so a write that a power cut tore leaves the one before. Nothing waits for the disk here: a
head that is behind shows less, and never too much.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cloud_sync.audit.record import Row
from cloud_sync.errors import AuditDamagedError, CloudHomeError

_PLACE_BYTES = 512
_PLACES = 2
_PRIVATE_FILE = 0o600
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Head:
    sequence: int
    digest: str
    signature: bytes

    def is_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(self.signature, _statement(self.sequence, self.digest))
        except InvalidSignature:
            return False
        return True


def head_of(row: Row, sign: Sign) -> Head:
    return Head(row.sequence, row.digest, sign(_statement(row.sequence, row.digest)))


def keep(path: Path, head: Head) -> None:
    """CloudHomeError if it cannot be written."""
    plain = [head.sequence, head.digest, head.signature.hex()]
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, _PRIVATE_FILE)
        try:
            start = head.sequence % _PLACES * _PLACE_BYTES
            os.pwrite(descriptor, json.dumps(plain).encode().ljust(_PLACE_BYTES), start)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CloudHomeError(f"{path.name} cannot be written: {error.strerror}.") from error


def kept(path: Path) -> Head | None:
    """None: there is none. AuditDamagedError if neither place can be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CloudHomeError(f"{path.name} cannot be read: {error.strerror}.") from error
    places = (content[:_PLACE_BYTES], content[_PLACE_BYTES:])
    heads = [head for head in map(_read, places) if head is not None]
    if not heads:
        raise AuditDamagedError("Which record was the last cannot be read.", "head")
    return max(heads, key=lambda head: head.sequence)


def _read(place: bytes) -> Head | None:
    try:
        sequence, digest, signature = json.loads(place)
        return Head(int(sequence), str(digest), bytes.fromhex(signature))
    except (ValueError, TypeError, OverflowError):
        return None


def _statement(sequence: int, digest: str) -> bytes:
    return f"the last record is {sequence} {digest}".encode()
