"""TLS contexts of the car: version 1.3, one authority, and the car's own certificate shown."""

import ssl

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CertificateError
from cloud_sync.home import CloudHome
from cloud_sync.identity.pair import Kind, Pair, read
from cloud_sync.identity.revocation import crl_file, read_crl
from cloud_sync.profile import read_profile


def client_context(home: CloudHome, clock: TrustedClock) -> ssl.SSLContext:
    """For the broker and the repositories: shows the operational certificate.

    NotEnrolledError if there is none, CertificateError if it has expired. Withdrawn certificates
    of services are refused once a list of them is here, and as long as that list is current.
    """
    pair = read(home, Kind.OPERATION)
    if pair.is_expired(clock.now()):
        raise CertificateError("The certificate of this car has expired.", "expired")
    context = trusting(read_profile(home).authority)
    show(context, home, Kind.OPERATION, pair)
    crl = read_crl(home)
    if crl is not None and crl.next_update_utc is not None and clock.now() < crl.next_update_utc:
        context.load_verify_locations(cafile=crl_file(home))
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    return context


def is_stranger(error: BaseException) -> bool:
    """Did a connection fail because the other side could not prove who it is?"""
    causes = (error, *error.args, error.__cause__, error.__context__)
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)


def trusting(authority: str) -> ssl.SSLContext:
    """``authority``: PEM. Nobody else's certificates count, whatever the system trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_verify_locations(cadata=authority)
    except (ssl.SSLError, ValueError) as error:
        raise CertificateError("The authority of the fleet cannot be read.") from error
    return context


def show(context: ssl.SSLContext, home: CloudHome, kind: Kind, pair: Pair) -> None:
    """Have a context show a certificate of the car."""
    try:
        context.load_cert_chain(home.path("identity", f"{kind}.pem"))
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(
            f"The certificate of {pair.vehicle_id} does not fit its key."
        ) from error
