"""The fleet's certificate authorities, and the register of what they signed.

Two of them, as in IEEE 802.1AR: one for the certificates cars are born with, one for those in use
and for every service. Whatever was withdrawn stands in the register and in the list made of it.
"""

import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cloud_sync.errors import CloudHomeError
from cloud_sync.home import replace_file

_AUTHORITY_LIFE = timedelta(days=365 * 30)
_CRL_LIFE = timedelta(days=7)
_REGISTER = "register.json"
_CRL = "crl.pem"
_SKEW = timedelta(minutes=5)


class Issuer(StrEnum):
    BIRTH = "birth"
    OPERATION = "operation"


LIFE = {Issuer.BIRTH: timedelta(days=365 * 20), Issuer.OPERATION: timedelta(days=30)}
SERVICE_LIFE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Authority:
    directory: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def create(self) -> None:
        """Both keys and certificates."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for issuer in Issuer:
            key = ec.generate_private_key(ec.SECP256R1())
            name = _name(f"Codriver {issuer} authority")
            builder = self._builder(name, name, key.public_key(), _AUTHORITY_LIFE)
            certificate = (
                builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                .add_extension(_usage(signs=True), critical=True)
                .sign(key, hashes.SHA256())
            )
            replace_file(self._file(issuer), _pem(key) + _pem(certificate))
        self._keep({})

    def certificate(self, issuer: Issuer) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self._read(issuer))

    def pem(self, issuer: Issuer) -> str:
        return _pem(self.certificate(issuer)).decode()

    def issue(
        self, issuer: Issuer, vehicle_id: str, key: ec.EllipticCurvePublicKey
    ) -> x509.Certificate:
        """For a car; it is in the register when this returns."""
        made = self._signed(issuer, vehicle_id, key, LIFE[issuer], ExtendedKeyUsageOID.CLIENT_AUTH)
        register = self._register()
        register.setdefault(vehicle_id, []).append(_Entry(made.serial_number, issuer))
        self._keep(register)
        return made

    def issue_service(self, name: str, directory: Path) -> Path:
        """A key and certificate of a service on this machine, in one file; its path."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(
            Issuer.OPERATION,
            name,
            key.public_key(),
            SERVICE_LIFE,
            ExtendedKeyUsageOID.SERVER_AUTH,
            ExtendedKeyUsageOID.CLIENT_AUTH,
        )
        path = directory / f"{name}.pem"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(path, _pem(key) + _pem(made))
        return path

    def revoke(self, vehicle_id: str) -> int:
        """Withdraw all a car has; how many certificates that were."""
        register = self._register()
        entries = register.get(vehicle_id, [])
        fresh = sum(entry.revoked is None for entry in entries)
        at = self.now().isoformat()
        register[vehicle_id] = [
            _Entry(entry.serial, entry.issuer, entry.revoked or at) for entry in entries
        ]
        self._keep(register)
        return fresh

    def is_revoked(self, certificate: x509.Certificate) -> bool:
        everything = (entry for entries in self._register().values() for entry in entries)
        return any(e.revoked and e.serial == certificate.serial_number for e in everything)

    def crl(self, issuer: Issuer = Issuer.OPERATION) -> x509.CertificateRevocationList:
        """What this authority has withdrawn until now."""
        now, authority = self.now(), self.certificate(issuer)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.subject)
            .last_update(self._after_the_last(now - _SKEW))
            .next_update(now + _CRL_LIFE)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for entries in self._register().values():
            for entry in entries:
                if entry.revoked is not None and entry.issuer == issuer:
                    builder = builder.add_revoked_certificate(
                        x509.RevokedCertificateBuilder()
                        .serial_number(entry.serial)
                        .revocation_date(datetime.fromisoformat(entry.revoked))
                        .build()
                    )
        return builder.sign(self._key(issuer), hashes.SHA256())

    def write_crl(self) -> Path:
        """The list for the services on this machine (PEM); its path stays the same."""
        path = self.directory / _CRL
        replace_file(path, self.crl().public_bytes(serialization.Encoding.PEM))
        return path

    def _after_the_last(self, at: datetime) -> datetime:
        """Of two lists the later counts, and their times are whole seconds."""
        try:
            last = x509.load_pem_x509_crl((self.directory / _CRL).read_bytes())
        except OSError:
            return at
        return max(at, last.last_update_utc + timedelta(seconds=1))

    def _signed(
        self,
        issuer: Issuer,
        name: str,
        key: ec.EllipticCurvePublicKey,
        life: timedelta,
        *uses: x509.ObjectIdentifier,
    ) -> x509.Certificate:
        authority = self.certificate(issuer)
        builder = self._builder(_name(name), authority.subject, key, life)
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        ).add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        if ExtendedKeyUsageOID.SERVER_AUTH in uses:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(_ec(authority)), critical=False
        ).sign(self._key(issuer), hashes.SHA256())

    def _builder(
        self,
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePublicKey,
        life: timedelta,
    ) -> x509.CertificateBuilder:
        now = self.now()
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _SKEW)
            .not_valid_after(now + life)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def _key(self, issuer: Issuer) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self._read(issuer), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CloudHomeError("The key of an authority is of another kind.")
        return key

    def _file(self, issuer: Issuer) -> Path:
        return self.directory / f"{issuer}.pem"

    def _read(self, issuer: Issuer) -> bytes:
        try:
            return self._file(issuer).read_bytes()
        except OSError as error:
            raise CloudHomeError("There is no authority here yet.") from error

    def _register(self) -> "dict[str, list[_Entry]]":
        try:
            content = json.loads((self.directory / _REGISTER).read_bytes())
            return {name: [_Entry(*entry) for entry in found] for name, found in content.items()}
        except (OSError, ValueError, TypeError) as error:
            raise CloudHomeError("The register of certificates cannot be read.") from error

    def _keep(self, register: "dict[str, list[_Entry]]") -> None:
        plain = {
            name: [(e.serial, e.issuer, e.revoked) for e in found]
            for name, found in register.items()
        }
        replace_file(self.directory / _REGISTER, json.dumps(plain).encode())


@dataclass(frozen=True, slots=True)
class _Entry:
    serial: int
    issuer: str
    revoked: str | None = None
    """When it was withdrawn; None: it was not."""


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _ec(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise CloudHomeError("The key of an authority is of another kind.")
    return key


def _pem(of: ec.EllipticCurvePrivateKey | x509.Certificate) -> bytes:
    if isinstance(of, x509.Certificate):
        return of.public_bytes(serialization.Encoding.PEM)
    return of.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
