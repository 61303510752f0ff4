"""``python -m cloud_sync governance``: report, incidents, policy, usage, drift, bom."""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import FiguresError, GovernanceError, LicenceError
from cloud_sync.fleet.engine import NAMES
from cloud_sync.governance import drift
from cloud_sync.governance.bom import bom
from cloud_sync.governance.incident import Incident
from cloud_sync.governance.incidents import Incidents
from cloud_sync.governance.inputs import Inputs
from cloud_sync.governance.page import page
from cloud_sync.governance.parts import LOCK, parts
from cloud_sync.governance.pdf import pdf
from cloud_sync.governance.period import Quarter
from cloud_sync.governance.plots import draw
from cloud_sync.governance.report import Occasion, Report, last_report, report
from cloud_sync.governance.usage import counted
from cloud_sync.home import CloudHome, replace_file
from models import Asset, ModelsError, Slots

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_END = datetime(9999, 1, 1, tzinfo=UTC)
_NAME = "governance"
Run = Callable[[argparse.Namespace], None]


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    governance = commands.add_parser(
        _NAME, help="what is allowed, what went wrong, how well it goes"
    )
    verbs = governance.add_subparsers(title="verbs", required=True)
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument("--json", action="store_true", help="as JSON")
    at = argparse.ArgumentParser(add_help=False)
    at.add_argument("--at", type=_moment, metavar="DATE", help="the time that is written down")

    made = verbs.add_parser("report", parents=[at], help="the quarterly report: HTML, PDF, JSON")
    made.add_argument("--quarter", type=_quarter, required=True, metavar="2026Q4")
    made.add_argument("--from", dest="source", type=Path, metavar="DIR", help="figures to put in")
    made.add_argument("--out", type=Path, default=Path(), metavar="DIR")
    made.set_defaults(run=_guarded(_report))
    found = verbs.add_parser("incidents", parents=[plain], help="what went wrong, or nearly")
    found.add_argument("--quarter", type=_quarter, metavar="2026Q4", help="of this alone")
    found.set_defaults(run=_incidents)
    policy = verbs.add_parser("policy", parents=[plain], help="the policy bundle in force")
    policy.set_defaults(run=_policy)
    used = verbs.add_parser("usage", help="turns of a quarter and the one before")
    used.add_argument("--quarter", type=_quarter, required=True, metavar="2026Q4")
    used.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR",
                      help="where what cars told has landed")  # fmt: skip
    used.add_argument("--engine", choices=NAMES, default=NAMES[0])
    used.set_defaults(run=_guarded(_usage))
    shifted = verbs.add_parser(
        "drift", parents=[plain], help="what has shifted between two periods"
    )
    shifted.add_argument("file", type=Path, metavar="FILE", help="counts of both, as JSON")
    shifted.set_defaults(run=_guarded(_drift))
    listed = verbs.add_parser("bom", parents=[at], help="all parts as CycloneDX 1.6")
    listed.add_argument("--out", type=Path, metavar="FILE", help="in place of the screen")
    listed.add_argument("--lock", type=Path, default=LOCK, metavar="FILE", help="pinned libraries")
    listed.add_argument("--gate", action="store_true", help="fail if a licence is not allowed")
    listed.set_defaults(run=_guarded(_bom))


def _guarded(run: Run) -> Run:
    """What these need is not in every car."""

    def guarded(options: argparse.Namespace) -> None:
        try:
            run(options)
        except ImportError as error:
            raise GovernanceError(f"This needs the package {error.name}.") from error
        except ModelsError as error:
            raise GovernanceError(str(error)) from error

    return guarded


def _report(options: argparse.Namespace) -> None:
    quarter: Quarter = options.quarter
    directory: Path = options.out
    given = Inputs(options.source)
    before = last_report(_file(directory, quarter.before, "json"))
    occasion = Occasion(quarter, options.at or quarter.end, before)
    incidents = given.incidents(partial(_own, options.home, quarter))
    _write(directory, quarter, report(occasion, given, incidents, parts(options.home)))


def _write(directory: Path, quarter: Quarter, made: Report) -> None:
    plots = {plot.name: plot for figure in made.figures if (plot := draw(figure)) is not None}
    contents = {
        "json": (made.model_dump_json(indent=1) + "\n").encode(),
        "html": page(made, plots).encode(),
        "pdf": pdf(made, plots),
    }
    _directory(directory)
    for kind, content in contents.items():
        file = _file(directory, quarter, kind)
        replace_file(file, content)
        _print(str(file))


def _file(directory: Path, quarter: Quarter, kind: str) -> Path:
    return directory / f"{_NAME}-{quarter}.{kind}"


def _directory(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GovernanceError(f"{path} cannot be made: {error.strerror}.") from error


def _own(home: Path, quarter: Quarter | None) -> tuple[Incident, ...]:
    first, end = (quarter.first, quarter.end) if quarter else (_BEGINNING, _END)
    with closing(Incidents(CloudHome(home))) as incidents:
        return incidents.between(first, end)


def _incidents(options: argparse.Namespace) -> None:
    found = _own(options.home, options.quarter)
    if options.json:
        told = [
            {**one.model_dump(mode="json"), "severity": one.kind.severity.value} for one in found
        ]
        _print(json.dumps(told, indent=1))
        return
    for one in found:
        evidence = f"  ({one.evidence})" if one.evidence else ""
        _print(
            f"{one.at:%Y-%m-%d %H:%M}  {one.kind.severity:6} {one.kind:18} {one.count:4} x "
            f"{one.code}  {one.release or 'as delivered'}{evidence}"
        )
    if not found:
        _print("No incident was noted.")


def _policy(options: argparse.Namespace) -> None:
    slots = Slots(options.home)
    contents = slots.contents(slots.in_use)
    told: dict[str, Any] = {"release": contents.release if contents else None, "bundle": None}
    for asset in contents.assets if contents else ():
        if asset.asset is Asset.RULES:
            told |= {"bundle": asset.name, "sha256": asset.sha256, **_tables(slots)}
    if options.json or told["bundle"]:
        _print(json.dumps(told, indent=1))
    else:
        _print("No bundle: the policy is that of the program.")


def _tables(slots: Slots) -> dict[str, Any]:
    """As they stand in the file; whether they can be used, the car says at its start."""
    try:
        path = slots.asset(Asset.RULES)
        return tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except (ModelsError, OSError, ValueError) as error:
        raise GovernanceError("The policy bundle of the release is damaged.") from error


def _usage(options: argparse.Namespace) -> None:
    found = counted(options.source, options.quarter, options.engine)
    _print(found.model_dump_json(indent=1))


def _drift(options: argparse.Namespace) -> None:
    try:
        counted = drift.Counted.model_validate_json(options.file.read_bytes())
    except (OSError, ValueError) as error:
        raise FiguresError(f"{options.file.name} holds no counts of two periods.") from error
    figures = drift.figures(counted)
    if options.json:
        _print(json.dumps([figure.model_dump(mode="json") for figure in figures], indent=1))
        return
    for figure in figures:
        _print(f"{figure.title}. {figure.definition}")
        for row in figure.rows:
            _print("  " + "  ".join(f"{name} {value}" for name, value in row.items()))


def _bom(options: argparse.Namespace) -> None:
    found = parts(options.home, options.lock)
    text = bom(found, options.at or TrustedClock(CloudHome(options.home)).now())
    if options.out is None:
        _print(text)
    else:
        replace_file(options.out, text.encode())
    if options.gate and (bad := found.not_allowed()):
        named = ", ".join(f"{name} ({of or 'not stated'})" for name, of in bad)
        raise LicenceError(f"Not allowed: {named}.")


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2026-11-24") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _print(text: str) -> None:
    print(text, file=sys.stdout)  # noqa: T201
