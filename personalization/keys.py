"""Keys of drivers, locked by a key that no driver's directory holds.

Every driver's memory has a random key of its own; only its locked form lies beside the memory. A
``KeyProvider`` locks and unlocks it. The one here holds its key in a file; one that asks a TPM or a
PKCS#11 token never shows its key at all and fits the same port.
"""

import os
import stat
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from personalization.errors import KeyFileError, LockedError

KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyProvider(Protocol):
    def lock(self, key: bytes, owner: str) -> bytes:
        """The key in a form that may lie on a disk, bound to the id of its owner."""

    def unlock(self, locked: bytes, owner: str) -> bytes:
        """LockedError if it was locked by another provider or for another owner."""


def sealed(key: bytes, content: bytes, owner: str) -> bytes:
    """AES-GCM: what it holds cannot be read or changed, nor be passed off as another owner's."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, owner.encode())


def unsealed(key: bytes, content: bytes, owner: str) -> bytes:
    """LockedError if anything about it is not as it was."""
    try:
        return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise LockedError("The key of this car does not open this memory.") from error


class KeyFileProvider:
    """A key in a file of the owner of the car alone, made when first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lock(self, key: bytes, owner: str) -> bytes:
        return sealed(self._key(), key, owner)

    def unlock(self, locked: bytes, owner: str) -> bytes:
        return unsealed(self._key(), locked, owner)

    def _key(self) -> bytes:
        try:
            return self._read()
        except OSError as error:
            raise KeyFileError("The key of the memory cannot be read.") from error

    def _read(self) -> bytes:
        if not self._path.exists():
            self._make()
        mode = stat.S_IMODE(self._path.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileError("The key of the memory can be read by others: chmod 600 it.")
        key = self._path.read_bytes()
        if len(key) != KEY_BYTES:
            raise KeyFileError("The key of the memory is damaged.")
        return key

    def _make(self) -> None:
        """Whole or not at all, and never over one that another program has just made."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, self._path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
