"""The enrolment service's side of RFC 7030: who may have which certificate. No network here."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from cloud_sync.errors import EnrolmentError
from cloud_sync.home import replace_file
from cloud_sync.reference.authority import Authority, Issuer

_TOKEN_LIFE = timedelta(days=7)
_TOKENS = "tokens.json"
_SERVICES = frozenset({"broker", "fleet", "ingest", "web"})


@dataclass(frozen=True, slots=True)
class Enrolment:
    authority: Authority
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def invite(self, vehicle_id: str) -> str:
        """A token with which this car can be born, once, within a week.

        EnrolmentError if it would be called like a service: names are what is looked at.
        """
        if vehicle_id in _SERVICES:
            raise EnrolmentError(f"No car may be called {vehicle_id}.")
        token = secrets.token_urlsafe(32)
        with self._turn:
            tokens = self._tokens()
            until = (self.now() + _TOKEN_LIFE).isoformat()
            self._keep({**tokens, _digest(token): [vehicle_id, until]})
        return token

    def born(self, body: bytes, token: str | None) -> bytes:
        """A birth certificate (PKCS #7, base64). EnrolmentError: there is none to be had."""
        with self._turn:
            tokens = self._tokens()
            vehicle_id, until = tokens.get(_digest(token or ""), ("", ""))
            request = _request(body, vehicle_id)
            if not vehicle_id or self.now() >= datetime.fromisoformat(until):
                raise EnrolmentError("There is no such token.")
            self._keep(
                {digest: tokens[digest] for digest in tokens if digest != _digest(token or "")}
            )
            return self._issued(Issuer.BIRTH, vehicle_id, request)

    def renewed(self, body: bytes, shown: x509.Certificate) -> bytes:
        """An operational certificate for whoever showed one of theirs."""
        if self.authority.is_revoked(shown):
            raise EnrolmentError("That certificate was withdrawn.")
        (name,) = shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        vehicle_id = str(name.value)
        return self._issued(Issuer.OPERATION, vehicle_id, _request(body, vehicle_id))

    def authorities(self) -> bytes:
        """``/cacerts``."""
        certificates = [self.authority.certificate(issuer) for issuer in Issuer]
        return base64.b64encode(pkcs7.serialize_certificates(certificates, Encoding.DER))

    def _issued(
        self, issuer: Issuer, vehicle_id: str, request: x509.CertificateSigningRequest
    ) -> bytes:
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise EnrolmentError("A key of another kind is asked for.")
        made = self.authority.issue(issuer, vehicle_id, key)
        return base64.b64encode(pkcs7.serialize_certificates([made], Encoding.DER))

    def _tokens(self) -> dict[str, list[str]]:
        path = self.authority.directory / _TOKENS
        return dict(json.loads(path.read_bytes())) if path.exists() else {}

    def _keep(self, tokens: dict[str, list[str]]) -> None:
        replace_file(self.authority.directory / _TOKENS, json.dumps(tokens).encode())


def _request(body: bytes, vehicle_id: str) -> x509.CertificateSigningRequest:
    """One for this car, signed with the key it asks for."""
    try:
        request = x509.load_der_x509_csr(base64.b64decode(body))
        names = [str(n.value) for n in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        is_signed = request.is_signature_valid
    except (ValueError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise EnrolmentError("That is no request for a certificate.") from error
    if not is_signed or names != [vehicle_id]:
        raise EnrolmentError("The request is for another car.")
    return request


def _digest(token: str) -> str:
    """Tokens are not kept, only what they are recognised by."""
    return hashlib.sha256(token.encode()).hexdigest()
