"""``python -m cloud_sync consent``: list, grant, revoke, receipts, export.

The export is what the EU Data Act (Regulation 2023/2854, articles 4 and 5) gives an owner: all that
was told about the car, with what it means, for the owner or for whom the owner names.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import MANUFACTURER, Entry, Ledger
from cloud_sync.errors import CloudHomeError, ConsentError
from cloud_sync.event import SCHEMAS, Kept, Purpose
from cloud_sync.home import CloudHome
from cloud_sync.outbox.outbox import Outbox

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    consent = commands.add_parser("consent", help="what may be sent, to whom, and what was sent")
    verbs = consent.add_subparsers(title="verbs", required=True)
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument("--json", action="store_true", help="as JSON")
    since = argparse.ArgumentParser(add_help=False)
    since.add_argument("--since", type=_day, default=_BEGINNING, metavar="DATE")

    listing = verbs.add_parser("list", parents=[plain], help="every grant there is or was")
    listing.set_defaults(run=_list)
    grant = verbs.add_parser("grant", help="allow something")
    grant.add_argument("purpose", choices=[purpose.value for purpose in Purpose])
    grant.add_argument("--to", default=MANUFACTURER, metavar="RECIPIENT")
    grant.add_argument("--days", type=int, default=365)
    grant.add_argument("--fields", nargs="+", default=[], metavar="FIELD", help="these alone")
    grant.set_defaults(run=_grant)
    revoke = verbs.add_parser("revoke", help="take it back; what waits under it is deleted")
    revoke.add_argument("what", help="a purpose, or the id of a grant")
    revoke.set_defaults(run=_revoke)
    receipts = verbs.add_parser("receipts", parents=[plain, since], help="what was sent, and when")
    receipts.set_defaults(run=_receipts)
    export = verbs.add_parser("export", parents=[since], help="all of it, machine-readable")
    export.add_argument("--to", metavar="RECIPIENT", help="only what was allowed to them")
    export.add_argument("--out", type=Path, metavar="FILE", help="in place of the screen")
    export.set_defaults(run=_export)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Ledger, Outbox, TrustedClock]]:
    home = CloudHome(options.home)
    clock = TrustedClock(home)
    with closing(Ledger(home, clock)) as ledger, closing(Outbox(home, clock, ledger)) as outbox:
        yield ledger, outbox, clock


def _list(options: argparse.Namespace) -> None:
    with _opened(options) as (ledger, _, clock):
        now = clock.now()
        if options.json:
            _print(json.dumps([_plain(entry, now) for entry in ledger.entries], indent=1))
            return
        live = [entry.grant for entry in ledger.entries if entry.is_live(now)]
        for grant in live:
            _print(
                f"{grant.id[:8]}  {grant.purpose:12} to {grant.recipient}"
                f" until {grant.expires_at:%Y-%m-%d}: {grant.purpose.what}"
            )
        if not live:
            _print("Nothing is allowed, and nothing is sent.")


def _grant(options: argparse.Namespace) -> None:
    with _opened(options) as (ledger, _, _clock):
        grant = ledger.give(
            Purpose(options.purpose),
            through="command",
            recipient=options.to,
            fields=options.fields,
            life=timedelta(days=options.days),
        )
        _print(f"{grant.id[:8]}: {grant.recipient} may be told {grant.purpose.what}:")
        _print(f"  {', '.join(grant.fields)}, until {grant.expires_at:%Y-%m-%d}")


def _revoke(options: argparse.Namespace) -> None:
    with _opened(options) as (ledger, outbox, _):
        found = [g for g in ledger.live() if options.what in {g.purpose, g.id, g.id[:8]}]
        if not found:
            raise ConsentError("Nothing of that is allowed.")
        ledger.take_back(found)
        gone = outbox.drop_what_is_not_allowed()
        _print(f"{len(found)} taken back; {gone} events that waited are deleted")


def _receipts(options: argparse.Namespace) -> None:
    with _opened(options) as (_, outbox, _clock):
        found = outbox.receipts(options.since)
        if options.json:
            told = [{"class": c, "stream": r.stream, "up_to": r.sequence, "at": r.at.isoformat(),
                     "statement": r.statement} for c, r in found]  # fmt: skip
            _print(json.dumps(told, indent=1))
            return
        for data_class, receipt in found:
            _print(f"{receipt.at:%Y-%m-%d %H:%M}  {data_class:9} {receipt.stream}")
        for data_class, reasons in outbox.dropped().items():
            for why, count in reasons.items():
                _print(f"never sent, {why}: {count} of {data_class}")


def _export(options: argparse.Namespace) -> None:
    with _opened(options) as (ledger, outbox, clock):
        told = _whole(ledger, outbox, clock.now(), options)
    text = json.dumps(told, indent=1, ensure_ascii=False)
    if options.out is None:
        _print(text)
        return
    try:
        options.out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CloudHomeError(f"{options.out} cannot be written: {error.strerror}.") from error


def _whole(
    ledger: Ledger, outbox: Outbox, now: datetime, options: argparse.Namespace
) -> dict[str, Any]:
    allowed: frozenset[str] | None = None
    if options.to is not None:
        grants = [grant for grant in ledger.live() if grant.recipient == options.to]
        if not grants:
            raise ConsentError(f"Nothing is allowed to {options.to}.")
        allowed = frozenset(field for grant in grants for field in grant.fields)
    events = (_told(kept, sent, allowed) for kept, sent in outbox.all(options.since))
    return {
        "exported_at": now.isoformat(),
        "since": options.since.isoformat(),
        "for": options.to or "owner",
        "schemas": {name: _schema(name) for name in SCHEMAS},
        "grants": [_plain(e, now) for e in ledger.entries] if allowed is None else [],
        "events": [event for event in events if event["data"]],
    }


def _told(kept: Kept, sent: datetime | None, allowed: frozenset[str] | None) -> dict[str, Any]:
    data = json.loads(kept.data)
    if allowed is not None:
        data = {name: data[name] for name in data if f"{kept.name}.{name}" in allowed}
    return {
        "schema": f"{kept.name}.v{kept.version}",
        "at": kept.at.isoformat(),
        "sent_at": sent.isoformat() if sent else None,
        "data": data,
    }


def _schema(name: str) -> dict[str, Any]:
    schema = SCHEMAS[name]
    units = {field: schema.unit(field) for field in schema.model_fields}
    return {"class": schema.data_class, "purpose": schema.purpose, "units": units}


def _plain(entry: Entry, now: datetime) -> dict[str, Any]:
    revoked = entry.revoked_at.isoformat() if entry.revoked_at else None
    told: dict[str, Any] = entry.grant.model_dump(mode="json")
    return told | {"live": entry.is_live(now), "revoked_at": revoked}


def _day(text: str) -> datetime:
    try:
        day = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2026-11-23") from error
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _print(text: str) -> None:
    print(text, file=sys.stdout)  # noqa: T201
