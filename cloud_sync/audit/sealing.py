"""Content at rest: compressed, then AES-GCM under a key of its driver, bound to the pseudonym."""

import os

from backports import zstd
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloud_sync.errors import AuditContentError

_NONCE_BYTES = 12
_LEVEL = 3


def sealed(key: bytes, content: bytes, subject: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, zstd.compress(content, _LEVEL), subject.encode())


def unsealed(key: bytes, content: bytes, subject: str) -> bytes:
    """AuditContentError if this key does not open it."""
    nonce, rest = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    try:
        return zstd.decompress(AESGCM(key).decrypt(nonce, rest, subject.encode()))
    except (InvalidTag, ValueError, zstd.ZstdError) as error:
        raise AuditContentError("This key does not open what was recorded.") from error
