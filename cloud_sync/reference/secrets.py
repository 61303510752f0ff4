"""Keys of the services that talk to cars: what they sign receipts and commands with, and open
sealed data with. Made once, each in a file of its own that only the owner may read."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cloud_sync.errors import CloudHomeError
from cloud_sync.event import DataClass
from cloud_sync.home import replace_file

_KEY_BYTES = 32
INGEST_KEY = "ingest-1"
FLEET_KEY = "fleet-1"
SEALED_CLASSES = tuple(c.value for c in DataClass if c is not DataClass.PUBLIC)


@dataclass(frozen=True, slots=True)
class Secrets:
    directory: Path

    def create(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (INGEST_KEY, FLEET_KEY, *SEALED_CLASSES):
            replace_file(self.directory / name, os.urandom(_KEY_BYTES))

    def signing(self, name: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._read(name))

    def opening(self) -> dict[str, X25519PrivateKey]:
        """By data class."""
        return {c: X25519PrivateKey.from_private_bytes(self._read(c)) for c in SEALED_CLASSES}

    def _read(self, name: str) -> bytes:
        try:
            return (self.directory / name).read_bytes()
        except OSError as error:
            raise CloudHomeError("The keys of the services cannot be read.") from error
