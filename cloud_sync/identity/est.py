"""Certificates from an enrolment service: RFC 7030, Enrolment over Secure Transport.

A birth certificate is given once, for a token that somebody brought into the car; an operational
one whenever the car shows either of its certificates. What comes back is believed only if it is for
our key and our name, from whom it should be, and valid now.
"""

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import urllib3
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7

from cloud_sync.errors import (
    CertificateError,
    EnrolmentError,
    UnreachableError,
    UntrustedError,
)
from cloud_sync.identity.pair import Pair, common_name, new_key, request
from cloud_sync.identity.tls import is_stranger

_MOST_BYTES = 64 << 10
_TIMEOUT = urllib3.Timeout(connect=10, read=20)
_PKCS10 = {"Content-Type": "application/pkcs10", "Content-Transfer-Encoding": "base64"}
_USER = "car"
Operation = Literal["simpleenroll", "simplereenroll"]


@dataclass(frozen=True, slots=True)
class EnrolmentService:
    """``url``: up to and without the operation; ``issuer``: who signs what it gives."""

    url: str
    tls: ssl.SSLContext
    issuer: x509.Certificate

    def enrol(
        self, operation: Operation, vehicle_id: str, now: datetime, token: str | None = None
    ) -> Pair:
        """A new key and its certificate. EnrolmentError, CertificateError, UnreachableError."""
        key = new_key()
        headers: Mapping[str, str] = _PKCS10
        if token is not None:
            headers = {**_PKCS10, **urllib3.make_headers(basic_auth=f"{_USER}:{token}")}
        body = base64.b64encode(request(key, vehicle_id))
        answer = self._post(f"{self.url}/{operation}", body, headers)
        return self._checked(Pair(key, _only_certificate(answer)), vehicle_id, now)

    def crl(self) -> bytes:
        """The list of certificates withdrawn (DER), as the service has it now; not checked."""
        return self._ask("GET", f"{self.url}/crl", None, {})

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._ask("POST", url, body, headers)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        with urllib3.PoolManager(ssl_context=self.tls, timeout=_TIMEOUT, retries=False) as pool:
            try:
                answer = pool.request(
                    method, url, body=body, headers=headers, redirect=False, preload_content=False
                )
                content = answer.read(_MOST_BYTES + 1, decode_content=False)
                answer.release_conn()
            except urllib3.exceptions.HTTPError as error:
                kind = UntrustedError if is_stranger(error) else UnreachableError
                raise kind("The enrolment service cannot be reached.") from error
        if answer.status != 200 or len(content) > _MOST_BYTES:
            raise EnrolmentError(f"The enrolment service answers {answer.status}.")
        return content

    def _checked(self, pair: Pair, vehicle_id: str, now: datetime) -> Pair:
        certificate = pair.certificate
        try:
            certificate.verify_directly_issued_by(self.issuer)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError) as error:
            raise CertificateError(
                "The certificate comes from somebody else.", "foreign"
            ) from error
        if _spki(certificate) != _spki(pair.key) or common_name(certificate) != vehicle_id:
            raise CertificateError("The certificate is for another car.", "foreign")
        if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
            raise CertificateError("The certificate is not valid now.")
        return pair


def _only_certificate(answer: bytes) -> x509.Certificate:
    try:
        found = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer))
    except (UnsupportedAlgorithm, ValueError) as error:
        raise EnrolmentError("The enrolment service gave no certificate.") from error
    if len(found) != 1:
        raise EnrolmentError("The enrolment service gave more than one certificate.")
    return found[0]


def _spki(of: x509.Certificate | ec.EllipticCurvePrivateKey) -> bytes:
    return of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
