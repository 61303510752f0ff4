"""The recorder's own key: Ed25519, made in the car at the first start, and it stays there.

A car of a fleet has its operational key vouch for it in every checkpoint.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from cloud_sync.errors import AuditDamagedError, CloudHomeError
from cloud_sync.home import CloudHome, replace_file

_FILE = ("audit", "recorder.pem")


def recorder_key(home: CloudHome) -> Ed25519PrivateKey:
    """Made if there is none."""
    path = home.path(*_FILE)
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        replace_file(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return kept_key(home)


def kept_key(home: CloudHome) -> Ed25519PrivateKey:
    """AuditDamagedError if there is none or it cannot be read."""
    try:
        key = load_pem_private_key(home.path(*_FILE).read_bytes(), None)
    except FileNotFoundError as error:
        raise AuditDamagedError("The flight recorder has no key.", "key") from error
    except OSError as error:
        raise CloudHomeError("The key of the flight recorder cannot be read.") from error
    except ValueError as error:
        raise AuditDamagedError("The key of the flight recorder is damaged.", "key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise AuditDamagedError("The key of the flight recorder is of another kind.", "key")
    return key


def named(key: Ed25519PublicKey) -> str:
    """The key in the words of a checkpoint: its 32 bytes in hexadecimal."""
    return key.public_bytes_raw().hex()
