"""``up``, ``invite``, ``withdraw``, ``propose``: the services of the reference cloud by hand."""

import argparse
import signal
import threading
from pathlib import Path
from typing import Any

from cloud_sync.reference.proposing import propose
from cloud_sync.reference.services import Places, Ports, cloud
from models import DEFAULT_HOME

_CACHE = DEFAULT_HOME / "mosquitto"
_USUAL = Ports()


def add_to(commands: Any) -> None:
    """``commands``: what ``add_subparsers`` gave."""
    up = commands.add_parser("up", help="start broker, repositories, enrolment and ingest")
    for name, port in _USUAL:
        up.add_argument(f"--{name}-port", type=int, default=port, help="0: any; at the first start")
    up.set_defaults(run=_up)
    invite = commands.add_parser("invite", help="a file that makes a car one of the fleet")
    invite.add_argument("vehicle", help="its pseudonym, as in car-7")
    invite.add_argument("--out", type=Path, metavar="FILE", help="else invitation-VEHICLE.json")
    invite.set_defaults(run=_invite)
    withdraw = commands.add_parser("withdraw", help="a car's certificates count no more")
    withdraw.add_argument("vehicle")
    withdraw.set_defaults(run=_withdraw)
    ask = commands.add_parser("propose", help="have a car ask its driver for something")
    ask.add_argument("vehicle")
    ask.add_argument("signal", help="a name of the car's catalogue")
    ask.add_argument("value")
    ask.add_argument("--why", required=True, help="for the driver, in a sentence")
    ask.set_defaults(run=_propose)


def _up(options: argparse.Namespace) -> None:
    wanted = Ports(**{name: getattr(options, f"{name}_port") for name, _ in _USUAL})
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with cloud(options.directory, _CACHE, wanted) as services:
        ports = services.places.ports()
        _say(f"broker 127.0.0.1:{ports.broker}, web {ports.web}, enrolment {ports.enrolment}")
        _say("A car joins with: python -m cloud_sync.reference invite car-1 --out car-1.json")
        _say("                  python -m cloud_sync enrol car-1.json")
        services.watch(stop)


def _invite(options: argparse.Namespace) -> None:
    out = options.out or Path(f"invitation-{options.vehicle}.json")
    invitation = Places(options.directory).invite(options.vehicle)
    out.touch(mode=0o600)
    out.write_text(invitation.model_dump_json(indent=1), encoding="utf-8")
    _say(f"{out} is good for one car, once, within a week.")


def _withdraw(options: argparse.Namespace) -> None:
    count = Places(options.directory).authority.revoke(options.vehicle)
    _say(f"{count} certificates of {options.vehicle} are withdrawn.")


def _propose(options: argparse.Namespace) -> None:
    places = Places(options.directory)
    propose(places, options.vehicle, options.signal, options.value, options.why)
    _say(f"{options.vehicle} has it, or gets it when it is on the line.")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
