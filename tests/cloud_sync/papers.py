"""A small authority of the tests' own: certificates, a list of withdrawn ones, signed words."""

import ipaddress
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cloud_sync.profile import FleetProfile
from cloud_sync.reference.broker import BrokerFiles

_DAY = timedelta(days=1)


@dataclass
class Papers:
    directory: Path
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    revoked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        usage = _usage(key_cert_sign=True, crl_sign=True)
        self.root = (
            _builder("test authority", self.key.public_key())
            .issuer_name(_name("test authority"))
            .add_extension(constraints, critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.authority.write_bytes(self.root.public_bytes(Encoding.PEM))
        self.write_revoked()

    @property
    def authority(self) -> Path:
        return self.directory / "authority.pem"

    @property
    def crl(self) -> Path:
        return self.directory / "revoked.pem"

    def issue(self, name: str) -> tuple[Path, Path]:
        """A certificate and its key, under this name."""
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        if not certificate.exists():
            private = ec.generate_private_key(ec.SECP256R1())
            loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            made = (
                _builder(name, private.public_key())
                .issuer_name(self.root.subject)
                .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
                .add_extension(
                    x509.ExtendedKeyUsage(
                        [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
                    ),
                    critical=False,
                )
                .sign(self.key, hashes.SHA256())
            )
            certificate.write_bytes(made.public_bytes(Encoding.PEM))
            key.write_bytes(
                private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
            key.chmod(0o600)
        return certificate, key

    def revoke(self, name: str) -> None:
        certificate, _ = self.issue(name)
        self.revoked.append(x509.load_pem_x509_certificate(certificate.read_bytes()).serial_number)
        self.write_revoked()

    def write_revoked(self) -> None:
        now = datetime.now(UTC)
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(now - _DAY)
            .next_update(now + _DAY)
        )
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now)
            made = made.add_revoked_certificate(entry.build())
        self.crl.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def broker_files(self) -> BrokerFiles:
        certificate, key = self.issue("broker")
        return BrokerFiles(self.authority, certificate, key, self.crl)

    def tls(self, name: str | None) -> ssl.SSLContext:
        """None: shows no certificate."""
        if name is not None:
            self.issue(name)
        return tls(self.directory, name)


def tls(directory: Path, name: str | None) -> ssl.SSLContext:
    """With papers that were issued already, by this process or another."""
    context = ssl.create_default_context(cafile=str(directory / "authority.pem"))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if name is not None:
        context.load_cert_chain(directory / f"{name}.pem", directory / f"{name}.key")
    return context


def profile(vehicle_id: str, port: int, keys: dict[str, Ed25519PrivateKey]) -> FleetProfile:
    """No more of it than the line reads."""
    public = {name: key.public_key().public_bytes_raw() for name, key in keys.items()}
    return FleetProfile.model_construct(
        vehicle_id=vehicle_id,
        broker_host="127.0.0.1",
        broker_port=port,
        signing_keys=public,
    )


def command(
    key: Ed25519PrivateKey,
    changes: Mapping[str, object] = MappingProxyType({}),
    key_id: str = "fleet",
    at: float | None = None,
) -> bytes:
    """A genuine command to "car-1", but for the changes; a claim changed to None is left out."""
    now = int(time.time() if at is None else at)
    claims: dict[str, object] = {
        "iss": "fleet",
        "aud": "car-1",
        "iat": now,
        "exp": now + 600,
        "jti": "c0ffee00-1",
        "signal": "hvac_power",
        "value": True,
        "why": "Frost is expected tonight.",
    }
    claims = {name: value for name, value in (claims | dict(changes)).items() if value is not None}
    return jwt.encode(claims, key, "EdDSA", headers={"kid": key_id}).encode()


def _usage(**yes: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: yes.get(name, False) for name in names})


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(name: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
    )
