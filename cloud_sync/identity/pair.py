"""A key and its certificate: made in the car, kept in one file, replaced together.

The private key never leaves the car and no file but this one, which only the owner may read.
Everything is ECDSA on P-256, as IEEE 802.1AR has it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cloud_sync.errors import CertificateError, NotEnrolledError
from cloud_sync.home import CloudHome, replace_file

_RENEW_AFTER = 2 / 3
"""Of its life: the rest is for the times without a network."""


class Kind(StrEnum):
    """IEEE 802.1AR: one identity for life, one for use."""

    BIRTH = "birth"
    """IDevID: shown to the enrolment service alone, and only to get the other."""
    OPERATION = "operation"
    """LDevID: short-lived, shown to the broker and the repositories."""


@dataclass(frozen=True, slots=True)
class Pair:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def vehicle_id(self) -> str:
        return common_name(self.certificate)

    @property
    def renew_at(self) -> datetime:
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return begins + (ends - begins) * _RENEW_AFTER

    def is_expired(self, now: datetime) -> bool:
        return now >= self.certificate.not_valid_after_utc


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def request(key: ec.EllipticCurvePrivateKey, vehicle_id: str) -> bytes:
    """A signing request (PKCS #10, DER) for a key of ours."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, vehicle_id)])
    made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.DER)


def common_name(certificate: x509.Certificate) -> str:
    """CertificateError if it names nobody, or several."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(names) != 1 or not isinstance(names[0].value, str):
        raise CertificateError("A certificate names nobody.")
    return names[0].value


def keep(home: CloudHome, kind: Kind, pair: Pair) -> None:
    key = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    content = key + pair.certificate.public_bytes(serialization.Encoding.PEM)
    replace_file(home.path("identity", f"{kind}.pem"), content)


def read(home: CloudHome, kind: Kind) -> Pair:
    """NotEnrolledError if the car has none."""
    try:
        content = home.path("identity", f"{kind}.pem").read_bytes()
        key = serialization.load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
    except FileNotFoundError as error:
        raise NotEnrolledError(
            "This car belongs to no fleet; 'python -m cloud_sync enrol FILE' joins one."
        ) from error
    except (OSError, ValueError) as error:
        raise CertificateError("The certificate of this car cannot be read.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateError("The key of this car is of another kind.")
    return Pair(key, certificate)
