"""Keys that sign metadata, each in a PEM file of its own that its owner alone may read.

A ring is one directory. The ring of offline keys (roots, the images' targets, rule tables) is
opened where releases are made and carried away afterwards; running services are given the online
ring only. Which key may sign what stands in the root metadata, not here.
"""

import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from cloud_sync.errors import ReleaseError
from cloud_sync.home import replace_file

KEY_MISSING = "update.key_missing"
KEY_UNREADABLE = "update.key_unreadable"


class KeyRing:
    def __init__(self, directory: Path, passphrase: bytes | None = None) -> None:
        """None: its keys lie open on the disk."""
        self._directory = directory
        self._passphrase = passphrase

    def make(self, use: str) -> CryptoSigner:
        """A new key; ``use`` is for people who look at the files."""
        key = Ed25519PrivateKey.generate()
        signer = CryptoSigner(key)
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, self._encryption())
        replace_file(self._directory / f"{use}.{signer.public_key.keyid}.pem", pem)
        return signer

    def signers(self, key_ids: Iterable[str]) -> tuple[CryptoSigner, ...]:
        """Those of them that lie in this ring."""
        found = (next(self._directory.glob(f"*.{key_id}.pem"), None) for key_id in key_ids)
        return tuple(self._read(path) for path in found if path is not None)

    def _encryption(self) -> KeySerializationEncryption:
        return BestAvailableEncryption(self._passphrase) if self._passphrase else NoEncryption()

    def _read(self, path: Path) -> CryptoSigner:
        try:
            if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
                raise ReleaseError(f"Others may read {path.name}: chmod 600 it.", KEY_UNREADABLE)
            key = load_pem_private_key(path.read_bytes(), self._passphrase)
        except (OSError, ValueError, TypeError) as error:
            raise ReleaseError(
                f"{path.name} does not open; is the passphrase right?", KEY_UNREADABLE
            ) from error
        return CryptoSigner(key)


def held(rings: Iterable[KeyRing], key_ids: Iterable[str]) -> tuple[CryptoSigner, ...]:
    """The keys among these that lie in any of the rings, each once."""
    wanted = tuple(dict.fromkeys(key_ids))
    return tuple(signer for ring in rings for signer in ring.signers(wanted))
