"""``python -m cloud_sync enrol FILE`` and ``identity``: joining a fleet, and who the car is."""

import argparse
import json
from pathlib import Path

from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from cloud_sync.identity.enrolment import enrol, read_invitation, renew_if_due
from cloud_sync.identity.pair import Kind, Pair, read


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    join = commands.add_parser("enrol", help="make this car one of a fleet")
    join.add_argument("file", type=Path, help="the invitation of the fleet")
    join.set_defaults(run=_enrol)
    show = commands.add_parser("identity", help="the certificate of this car")
    show.add_argument("--json", action="store_true", help="as one JSON object")
    show.add_argument("--renew", action="store_true", help="get a new one if it is time")
    show.set_defaults(run=_identity)


def _enrol(options: argparse.Namespace) -> None:
    home = CloudHome(options.home)
    pair = enrol(home, read_invitation(options.file), TrustedClock(home))
    _print(f"{pair.vehicle_id} is one of the fleet until {_day(pair)}")


def _identity(options: argparse.Namespace) -> None:
    home = CloudHome(options.home)
    if options.renew:
        renew_if_due(home, TrustedClock(home))
    pair = read(home, Kind.OPERATION)
    if options.json:
        told = {
            "vehicle_id": pair.vehicle_id,
            "valid_until": pair.certificate.not_valid_after_utc.isoformat(),
            "renew_at": pair.renew_at.isoformat(),
        }
        _print(json.dumps(told))
    else:
        _print(
            f"{pair.vehicle_id}, valid until {_day(pair)}, new one from {pair.renew_at:%Y-%m-%d}"
        )


def _day(pair: Pair) -> str:
    return f"{pair.certificate.not_valid_after_utc:%Y-%m-%d}"


def _print(text: str) -> None:
    print(text)  # noqa: T201
