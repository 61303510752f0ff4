"""Small secrets in a folder, one encrypted file for each name, so that each can be destroyed alone.

One rule: a file is written whole or not at all, and what was erased is verified to be gone.
AES-256-GCM under a key in ``voices.key``, made on the first write with mode 0600; files are named
by a keyed hash, so that the folder does not tell whose secrets it holds.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.errors import SpeechError

_KEY_FILE = "voices.key"
_SUFFIX = ".voice"
_UNFINISHED = ".part"
"""Ends the name of a file that is being written; one is left only by a crash."""
_PURPOSE = b"codriver voice 1"
_KEY_BYTES, _NONCE_BYTES = 32, 12


class SealedFolder:
    """Nothing is made on disk before the first ``write``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def read(self) -> Iterator[tuple[str, bytes]]:
        """Every name with its secret; ``SpeechError`` if one cannot be opened."""
        for file in self._files():
            yield self._open(file)

    def write(self, name: str, secret: bytes) -> None:
        key, nonce = self._key(), secrets.token_bytes(_NONCE_BYTES)
        label = name.encode()
        content = len(label).to_bytes(2, "big") + label + secret
        sealed = nonce + AESGCM(key).encrypt(nonce, content, _PURPOSE)
        _write_whole(self._file(key, name), sealed)

    def erase(self, name: str) -> bool:
        """Whether there was one."""
        if not self._key_file.exists():
            return False
        file = self._file(self._key(), name)
        was_there = file.exists()
        for trace in (file, *self._directory.glob(f"{file.name}.*{_UNFINISHED}")):
            _destroy(trace)
        return was_there

    def erase_all(self) -> None:
        """Works without reading, so that what is damaged can be erased too."""
        unfinished = self._directory.glob(f"*{_UNFINISHED}")
        for file in (self._key_file, *self._files(), *unfinished):
            _destroy(file)

    @property
    def _key_file(self) -> Path:
        return self._directory / _KEY_FILE

    def _files(self) -> list[Path]:
        return sorted(self._directory.glob(f"*{_SUFFIX}"))

    def _file(self, key: bytes, name: str) -> Path:
        tag = hmac.new(key, name.encode(), hashlib.sha256).hexdigest()
        return self._directory / f"{tag[:32]}{_SUFFIX}"

    def _open(self, file: Path) -> tuple[str, bytes]:
        try:
            sealed = file.read_bytes()
            nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            content = AESGCM(self._key()).decrypt(nonce, body, _PURPOSE)
            end = 2 + int.from_bytes(content[:2], "big")
            return content[2:end].decode(), content[end:]
        except (OSError, InvalidTag, ValueError) as error:
            raise SpeechError("a stored voice cannot be read; forget all and enrol anew") from error

    def _key(self) -> bytes:
        """The key, made if there is none and nothing was sealed yet."""
        try:
            if not self._key_file.exists() and not self._files():
                self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write_whole(self._key_file, secrets.token_bytes(_KEY_BYTES))
            key = self._key_file.read_bytes()
            is_open = bool(self._key_file.stat().st_mode & 0o077)
        except OSError as error:
            raise SpeechError("the key of the stored voices cannot be read or made") from error
        if is_open or len(key) != _KEY_BYTES:
            raise SpeechError("the key of the stored voices is damaged or open to others")
        return key


def _write_whole(file: Path, content: bytes) -> None:
    incoming = file.with_name(f"{file.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        _write_private(incoming, content)
        incoming.replace(file)
        _settle(file.parent)
    except OSError as error:
        incoming.unlink(missing_ok=True)
        raise SpeechError("a voice cannot be stored") from error


def _write_private(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _destroy(file: Path) -> None:
    """Overwritten, removed and looked for."""
    try:
        if file.exists():
            with file.open("r+b") as opened:
                opened.write(secrets.token_bytes(file.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
            file.unlink()
            _settle(file.parent)
    except OSError as error:
        raise SpeechError("a stored voice cannot be erased") from error


def _settle(directory: Path) -> None:
    """The change of the directory itself reaches the disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
