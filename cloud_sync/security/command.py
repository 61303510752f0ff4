"""``python -m cloud_sync security``: what looked like an attack on this car, for its owner."""

import argparse
import json
from contextlib import closing
from typing import Any

from cryptography import x509

from cloud_sync.errors import CertificateError, NotEnrolledError
from cloud_sync.home import CloudHome
from cloud_sync.identity import verified
from cloud_sync.profile import read_profile
from cloud_sync.security.log import Logged, SecurityLog

_SHOWN = 40


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    security = commands.add_parser("security", help="what looked like an attack")
    security.add_argument("--json", action="store_true", help="all of it, as JSON")
    security.set_defaults(run=_list)


def _list(options: argparse.Namespace) -> None:
    home = CloudHome(options.home)
    authority = _authority(home)
    with closing(SecurityLog(home)) as log:
        told = [_plain(logged, authority) for logged in log.events()]
    if options.json:
        _print(json.dumps(told, indent=1))
        return
    for one in told[-_SHOWN:]:
        _print(
            f"{one['number']:5}  {one['first_at'][:16].replace('T', ' ')}  {one['severity']:8} "
            f"{one['rule']:20} {one['subject']:24} {one['count']:6}  {one['proof']}"
        )
    if not told:
        _print("Nothing looked like an attack.")
    elif earlier := told[0]["number"] - 1:
        _print(f"{earlier} before these are not kept any more.")


def _plain(logged: Logged, authority: x509.Certificate | None) -> dict[str, Any]:
    told: dict[str, Any] = logged.event.model_dump(mode="json")
    proof = _proof(logged, authority)
    return {"number": logged.number} | told | {"proof": proof, "statement": logged.statement}


def _proof(logged: Logged, authority: x509.Certificate | None) -> str:
    """Whether the car itself said so, in this order."""
    if not logged.is_whole:
        return "broken"
    if not logged.statement:
        return "unsigned"
    if authority is None:
        return "unchecked"
    try:
        _, claims = verified(logged.statement, authority, logged.at)
    except CertificateError:
        return "forged"
    expected = logged.event.model_dump(mode="json") | {
        "number": logged.number,
        "at": logged.at.isoformat(),
    }
    return "signed" if expected.items() <= claims.items() else "forged"


def _authority(home: CloudHome) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(read_profile(home).authority.encode())
    except NotEnrolledError:
        return None


def _print(text: str) -> None:
    print(text)  # noqa: T201
