"""``python -m cloud_sync maintenance``: how every part stands, what to have done, and by when.

maintenance [--json]                     each part: what remains, why, or why that is unknown
maintenance fitted PART [--serial S] ... write down what was put in
maintenance share --to RECIPIENT         the proposal and the parts, for who may be told
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import date
from math import inf
from typing import Any

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger
from cloud_sync.errors import ConsentError, MaintenanceError
from cloud_sync.event import Event
from cloud_sync.home import CloudHome
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.maintenance.logbook import Cause, Fitted, Logbook
from cloud_sync.maintenance.prognosis import Assessment, Prognosis, assess
from cloud_sync.maintenance.proposal import component_events, proposed
from cloud_sync.maintenance.wording import sentence


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = commands.add_parser("maintenance", help="how long the parts of the car will last")
    parts.add_argument("--json", action="store_true", help="as JSON")
    parts.set_defaults(run=_show)
    verbs = parts.add_subparsers(title="verbs")
    fitted = verbs.add_parser("fitted", help="write down what was put in")
    fitted.add_argument("part", choices=list(COMPONENTS))
    fitted.add_argument("--on", type=_day, metavar="DATE", help="today, unless told")
    fitted.add_argument("--km", type=_km, help="what the odometer showed")
    fitted.add_argument("--part-number")
    fitted.add_argument("--serial")
    fitted.add_argument("--cause", choices=list(Cause), help="why the part before it went")
    fitted.set_defaults(run=_fitted)
    share = verbs.add_parser("share", help="for a workshop, as far as it was allowed to them")
    share.add_argument("--to", required=True, metavar="RECIPIENT")
    share.set_defaults(run=_share)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Logbook, date, TrustedClock, CloudHome]]:
    home = CloudHome(options.home)
    clock = TrustedClock(home)
    with closing(Logbook(home)) as logbook:
        if logbook.was_damaged:
            print("The logbook was damaged and is begun anew.", file=sys.stderr)  # noqa: T201
        yield logbook, clock.now().date(), clock, home


def _show(options: argparse.Namespace) -> None:
    with _opened(options) as (logbook, today, _, _home):
        found = assess(logbook, today)
        if options.json:
            _print(json.dumps([plain(one) for one in found], indent=1))
            return
        for one in found:
            state = one.condition if isinstance(one, Prognosis) else one.missing
            _print(f"{one.component.id:17} {state:12} {sentence(one)}")
        proposal = proposed(found)
        if proposal is not None:
            _print(f"\nBy {proposal.by}: {proposal.what}. Parts: {', '.join(proposal.parts)}.")


def _fitted(options: argparse.Namespace) -> None:
    with _opened(options) as (logbook, today, _, _home):
        day = options.on or today
        if day > today:
            raise MaintenanceError(f"{day} is not yet: today is {today}.", "date")
        part = Fitted(options.part, day, options.km, options.part_number, options.serial)
        logbook.fit(part, options.cause and Cause(options.cause))
        _print(f"{options.part} of {day}: written down")


def _share(options: argparse.Namespace) -> None:
    """Nothing is worked out for who may not be told."""
    with _opened(options) as (logbook, today, clock, home), closing(Ledger(home, clock)) as ledger:
        if not any(grant.recipient == options.to for grant in ledger.live()):
            raise ConsentError(f"Nothing is allowed to {options.to}.")
        found = assess(logbook, today)
        events = (
            (event, ledger.release(event, recipient=options.to)) for event in shared(logbook, found)
        )
        told = [
            {"schema": f"{event.name}.v{event.version}", "data": json.loads(released.data)}
            for event, released in events
            if released is not None
        ]
    if not told:
        raise ConsentError(f"There is nothing that {options.to} may be told.")
    _print(json.dumps(told, indent=1, ensure_ascii=False))


def shared(logbook: Logbook, found: Sequence[Assessment]) -> tuple[Event, ...]:
    """All that a workshop could use; the ledger says what of it they get."""
    proposal = proposed(found)
    wanted = () if proposal is None else (proposal.event(),)
    km = [one.odometer_km for part in COMPONENTS for one in logbook.readings(part)[-1:]]
    return (*wanted, *component_events(logbook, found, max(km, default=None)))


def plain(one: Assessment) -> dict[str, Any]:
    """As JSON has it."""
    told: dict[str, Any] = {"component": one.component.id, "readings": one.readings}
    if isinstance(one, Prognosis):
        told |= {
            "condition": one.condition,
            "on": one.on.isoformat(),
            "remaining_days": asdict(one.remaining),
            "health_percent": one.health_percent,
            "since": one.first_seen.isoformat() if one.first_seen else None,
        }
    else:
        told |= {"missing": one.missing, "usual_days": list(one.usual_days)}
    return told | {"said": sentence(one)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2026-11-23") from error


def _km(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (km := float(text)) < inf:
            return km
    raise argparse.ArgumentTypeError(f"{text} is no distance in km")


def _print(text: str) -> None:
    print(text, file=sys.stdout)  # noqa: T201
