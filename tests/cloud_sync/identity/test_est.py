"""An enrolment service that gives a wrong answer gives the car nothing."""

import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from cloud_sync.errors import CertificateError, EnrolmentError, UnreachableError
from cloud_sync.identity.est import EnrolmentService
from cloud_sync.identity.pair import new_key
from cloud_sync.reference.authority import LIFE, Authority, Issuer
from tests.cloud_sync.ota.server import serving

DATA_ONLY = bytes.fromhex("300f06092a864886f70d010701a0020400")
"""A PKCS #7 of the content type "data": well formed, and holding no certificate."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority(tmp_path / "authority")
    made.create()
    return made


def enrolled(
    directory: Path,
    authority: Authority,
    answer: Callable[[ec.EllipticCurvePublicKey], bytes],
    *,
    status: int = 200,
    later: timedelta = timedelta(0),
) -> x509.Certificate:
    """What a car believes, whose service gives ``answer`` to the key it asked for."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        asked = base64.b64decode(handler.rfile.read(int(handler.headers["Content-Length"])))
        key = x509.load_der_x509_csr(asked).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        body = answer(key)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(OSError):
            handler.wfile.write(body)

    with serving(directory, behave) as (url, trusting):
        issuer = authority.certificate(Issuer.OPERATION)
        service = EnrolmentService(url, trusting, issuer)
        return service.enrol("simpleenroll", "car-a", datetime.now(UTC) + later).certificate


def wrapped(*certificates: x509.Certificate) -> bytes:
    return base64.b64encode(pkcs7.serialize_certificates(list(certificates), Encoding.DER))


def test_the_right_answer_is_believed(tmp_path: Path, authority: Authority) -> None:
    made = enrolled(
        tmp_path, authority, lambda key: wrapped(authority.issue(Issuer.OPERATION, "car-a", key))
    )
    made.verify_directly_issued_by(authority.certificate(Issuer.OPERATION))


@pytest.mark.parametrize(
    "body",
    [b"", b"no base64 \xff", b"aGVsbG8=", base64.b64encode(DATA_ONLY), b"A" * (65 << 10)],
    ids=["nothing", "noise", "no_pkcs7", "no_certificate", "far_too_much"],
)
def test_what_holds_no_certificate_is_refused(
    tmp_path: Path, authority: Authority, body: bytes
) -> None:
    with pytest.raises(EnrolmentError):
        enrolled(tmp_path, authority, lambda _: body)


@pytest.mark.parametrize("status", [204, 302, 401, 500])
def test_only_a_plain_yes_counts(tmp_path: Path, authority: Authority, status: int) -> None:
    with pytest.raises(EnrolmentError, match=str(status)):
        enrolled(tmp_path, authority, lambda _: b"", status=status)


def test_two_certificates_are_one_too_many(tmp_path: Path, authority: Authority) -> None:
    def answer(key: ec.EllipticCurvePublicKey) -> bytes:
        return wrapped(*(authority.issue(Issuer.OPERATION, "car-a", key) for _ in range(2)))

    with pytest.raises(EnrolmentError, match="more than one"):
        enrolled(tmp_path, authority, answer)


@dataclass(frozen=True)
class Wrong:
    told: str
    issuer: Issuer = Issuer.OPERATION
    name: str = "car-a"
    is_own_key: bool = True
    later: timedelta = timedelta(0)


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("somebody else", issuer=Issuer.BIRTH),
        Wrong("another car", name="car-b"),
        Wrong("another car", is_own_key=False),
        Wrong("not valid now", later=LIFE[Issuer.OPERATION]),
        Wrong("not valid now", later=-timedelta(days=1)),
    ],
    ids=["issuer", "name", "key", "expired", "not_yet"],
)
def test_a_certificate_that_is_not_ours_is_refused(
    tmp_path: Path, authority: Authority, wrong: Wrong
) -> None:
    def answer(key: ec.EllipticCurvePublicKey) -> bytes:
        shown = key if wrong.is_own_key else new_key().public_key()
        return wrapped(authority.issue(wrong.issuer, wrong.name, shown))

    with pytest.raises(CertificateError, match=wrong.told):
        enrolled(tmp_path, authority, answer, later=wrong.later)


def test_a_service_nobody_vouches_for_is_not_even_asked(
    tmp_path: Path, authority: Authority
) -> None:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        raise AssertionError("It was asked.")

    other = tmp_path / "other"
    other.mkdir()
    with serving(tmp_path, behave) as (url, _), serving(other, behave) as (_, trusting):
        service = EnrolmentService(url, trusting, authority.certificate(Issuer.OPERATION))
        with pytest.raises(UnreachableError):
            service.enrol("simpleenroll", "car-a", datetime.now(UTC))
