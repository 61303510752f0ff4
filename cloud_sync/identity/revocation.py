"""The list of certificates withdrawn, kept for the times without a network.

A list counts only if the authority signed it, and never in the place of a later one.
"""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cloud_sync.errors import CertificateError
from cloud_sync.home import CloudHome, replace_file

_FILE = "crl.pem"


def keep_crl(home: CloudHome, content: bytes, authority: x509.Certificate) -> None:
    """``content``: DER. CertificateError if it is not the authority's or an older one."""
    try:
        crl = x509.load_der_x509_crl(content)
        key = authority.public_key()
        is_genuine = crl.is_signature_valid(key)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise CertificateError("The list of withdrawn certificates cannot be read.") from error
    if not is_genuine:
        raise CertificateError(
            "The list of withdrawn certificates comes from somebody else.", "foreign"
        )
    kept = read_crl(home)
    if kept is not None and kept.last_update_utc > crl.last_update_utc:
        raise CertificateError("The list of withdrawn certificates is an older one.", "foreign")
    replace_file(crl_file(home), crl.public_bytes(Encoding.PEM))


def read_crl(home: CloudHome) -> x509.CertificateRevocationList | None:
    """None: there is none yet."""
    try:
        return x509.load_pem_x509_crl(crl_file(home).read_bytes())
    except (OSError, ValueError):
        return None


def crl_file(home: CloudHome) -> Path:
    return home.path("identity", _FILE)
