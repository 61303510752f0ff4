"""Statements of the car, signed with its operational key: JWS, ES256, the certificate beside it."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cloud_sync.errors import CertificateError
from cloud_sync.home import CloudHome
from cloud_sync.identity.pair import Kind, common_name, read

_ALGORITHM = "ES256"
_UNPROVED = (
    jwt.PyJWTError,
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    KeyError,
)


def signed(home: CloudHome, claims: Mapping[str, Any]) -> str:
    """NotEnrolledError if the car has no certificate."""
    pair = read(home, Kind.OPERATION)
    chain = [base64.b64encode(pair.certificate.public_bytes(Encoding.DER)).decode()]
    return jwt.encode(dict(claims), pair.key, _ALGORITHM, headers={"x5c": chain})


def verified(
    statement: str,
    authority: x509.Certificate,
    now: datetime,
    crl: x509.CertificateRevocationList | None = None,
) -> tuple[str, dict[str, Any]]:
    """Who says so, and what; CertificateError if it is not proved."""
    try:
        (encoded,) = jwt.get_unverified_header(statement)["x5c"]
        certificate = x509.load_der_x509_certificate(base64.b64decode(encoded))
        certificate.verify_directly_issued_by(authority)
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise CertificateError("A statement is signed with a key of another kind.")
        claims = jwt.decode(statement, key, [_ALGORITHM], options={"verify_aud": False})
    except _UNPROVED as error:
        raise CertificateError("A statement is not signed by a car of this fleet.") from error
    if _is_withdrawn(certificate, crl):
        raise CertificateError("A statement is signed with a withdrawn certificate.")
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise CertificateError("A statement is signed with an expired certificate.")
    return common_name(certificate), claims


def _is_withdrawn(
    certificate: x509.Certificate, crl: x509.CertificateRevocationList | None
) -> bool:
    number = certificate.serial_number
    return crl is not None and crl.get_revoked_certificate_by_serial_number(number) is not None
