"""The car's own certificate stands for a checkpoint: a statement by its operational key."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cryptography import x509

from cloud_sync.audit.verifying import Vouched
from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CloudError, IdentityError
from cloud_sync.home import CloudHome
from cloud_sync.identity import Kind, read, signed, verified
from cloud_sync.profile import read_profile


def vouched(home: CloudHome, clock: TrustedClock, claims: Mapping[str, Any]) -> str | None:
    """None: the car belongs to no fleet, or its certificate is not good now."""
    try:
        if read(home, Kind.OPERATION).is_expired(clock.now()):
            return None
        return signed(home, claims)
    except IdentityError:
        return None


def by_this_fleet(home: CloudHome) -> Vouched | None:
    """What a statement claims, if a certificate of the car's fleet was good for it then.

    None: the car belongs to no fleet that could be asked.
    """
    try:
        authority = x509.load_pem_x509_certificate(read_profile(home).authority.encode())
    except (CloudError, ValueError):
        return None
    return partial(_claims, authority)


def _claims(authority: x509.Certificate, statement: str, at: datetime) -> dict[str, object] | None:
    try:
        return verified(statement, authority, at)[1]
    except IdentityError:
        return None
