"""Joining a fleet, and staying in it: the first certificates, and new ones in time.

A car that was off the net for longer than its operational certificate lives shows the one it was
born with, and gets a new one. One that was withdrawn gets nothing.
"""

from pathlib import Path
from typing import Annotated

from cryptography import x509
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CertificateError, EnrolmentError, NotEnrolledError
from cloud_sync.home import CloudHome
from cloud_sync.identity.est import EnrolmentService, Operation
from cloud_sync.identity.pair import Kind, Pair, keep, read
from cloud_sync.identity.revocation import keep_crl
from cloud_sync.identity.tls import show, trusting
from cloud_sync.profile import FleetProfile, keep_profile, read_profile


class Invitation(BaseModel):
    """What somebody carries into the car to make it one of a fleet; good for one car, once."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    profile: FleetProfile
    birth_authority: str
    """PEM: signs birth certificates."""
    token: Annotated[str, Field(min_length=16, max_length=200)]


def read_invitation(file: Path) -> Invitation:
    try:
        return Invitation.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise EnrolmentError(f"{file.name} is no invitation to a fleet.") from error


def enrol(home: CloudHome, invitation: Invitation, clock: TrustedClock) -> Pair:
    """Both certificates, and whom to talk to; nothing is kept if anything of it fails."""
    profile = invitation.profile
    issuer = _certificate(invitation.birth_authority)
    service = EnrolmentService(profile.est_url, trusting(profile.authority), issuer)
    born = service.enrol("simpleenroll", profile.vehicle_id, clock.now(), invitation.token)
    keep(home, Kind.BIRTH, born)
    pair = _operational(home, profile, Kind.BIRTH, born, clock)
    keep_profile(home, profile)
    return pair


def renew_if_due(home: CloudHome, clock: TrustedClock) -> bool:
    """A new operational certificate once two thirds of the old one's life are over.

    The list of withdrawn certificates is fetched along with it. True: there is a new one.
    """
    profile, now = read_profile(home), clock.now()
    try:
        pair = read(home, Kind.OPERATION)
    except (NotEnrolledError, CertificateError):
        return bool(_operational(home, profile, Kind.BIRTH, read(home, Kind.BIRTH), clock))
    if now < pair.renew_at:
        return False
    shown = Kind.BIRTH if pair.is_expired(now) else Kind.OPERATION
    _operational(home, profile, shown, read(home, shown), clock)
    return True


def _operational(
    home: CloudHome, profile: FleetProfile, shown: Kind, pair: Pair, clock: TrustedClock
) -> Pair:
    context = trusting(profile.authority)
    show(context, home, shown, pair)
    authority = _certificate(profile.authority)
    service = EnrolmentService(profile.est_url, context, authority)
    operation: Operation = "simplereenroll" if shown is Kind.OPERATION else "simpleenroll"
    fresh = service.enrol(operation, profile.vehicle_id, clock.now())
    keep(home, Kind.OPERATION, fresh)
    keep_crl(home, service.crl(), authority)
    return fresh


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise CertificateError("An authority of the fleet cannot be read.") from error
