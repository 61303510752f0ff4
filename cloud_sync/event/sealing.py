"""What only the recipient can open: HPKE (RFC 9180), X25519, HKDF-SHA256, AES-256-GCM.

The broker and whoever runs it carry what they cannot read. What is sealed is bound to the event it
belongs to: in another event it does not open.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from cloud_sync.errors import EventError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(content: bytes, recipient: bytes, bound_to: bytes) -> bytes:
    """``recipient``: the public key, 32 bytes. EventError if it is none."""
    try:
        return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(recipient), bound_to)
    except ValueError as error:
        raise EventError("The key of a recipient is none.") from error


def unseal(sealed: bytes, key: X25519PrivateKey, bound_to: bytes) -> bytes:
    """EventError if it was sealed for somebody else, changed, or bound to something else."""
    try:
        return _SUITE.decrypt(sealed, key, bound_to)
    except (InvalidTag, ValueError) as error:
        raise EventError("Sealed data do not open.") from error
