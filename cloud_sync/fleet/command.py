"""Questions to a fleet by hand: ``python -m cloud_sync fleet``."""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from cloud_sync.fleet.analyses import ANALYSES, analysis
from cloud_sync.fleet.analysis import Analysis
from cloud_sync.fleet.answer import Answer, ask
from cloud_sync.fleet.budget import Budget, quarters
from cloud_sync.fleet.engine import NAMES, Row
from cloud_sync.fleet.report import DAYS, open_views, report
from cloud_sync.fleet.sharing import Shared, share
from cloud_sync.fleet.suppression import K

_EPSILON = 0.5


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    fleet = commands.add_parser("fleet", help="questions about all cars, answered from what landed")
    steps = fleet.add_subparsers(title="steps", required=True)
    _add_generate(steps)
    listed = steps.add_parser("list", help="every question there is")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)
    about = _about()
    whole = steps.add_parser("report", parents=[about], help="all questions at once")
    whole.set_defaults(run=_report)
    for one in ANALYSES:
        step = steps.add_parser(one.name, parents=[about], help=one.title)
        step.add_argument("--share", metavar="RECIPIENT", help="counts with noise, to give away")
        step.add_argument("--epsilon", type=float, default=_EPSILON, help="what they may cost")
        step.set_defaults(run=_ask, analysis=one.name)
    _add_budget(steps)


def _add_generate(steps: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    generate = steps.add_parser("generate", help="land a made-up fleet, to try questions on")
    generate.add_argument("--out", type=Path, required=True, metavar="DIR")
    generate.add_argument("--vehicles", type=int, default=2_000)
    generate.add_argument("--days", type=int, default=DAYS)
    generate.add_argument("--until", type=date.fromisoformat, help="last day; today if left out")
    generate.add_argument("--seed", type=int, default=1)
    generate.set_defaults(run=_generate)


def _add_budget(steps: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    budget = steps.add_parser("budget", help="what a recipient was told of a quarter")
    budget.add_argument("recipient")
    budget.add_argument("--quarter", help="as in 2026-Q4; this one if left out")
    budget.set_defaults(run=_budget)


def _about() -> argparse.ArgumentParser:
    about = argparse.ArgumentParser(add_help=False)
    about.add_argument("--from", type=Path, required=True, metavar="DIR", dest="directory")
    about.add_argument("--until", type=date.fromisoformat, help="the newest day if left out")
    about.add_argument("--days", type=int, default=DAYS)
    about.add_argument("--engine", choices=NAMES, default=NAMES[0])
    about.add_argument("--json", action="store_true", help="as one JSON object")
    return about


def _generate(options: argparse.Namespace) -> None:
    from cloud_sync.fleet.generated import Size, generate  # noqa: PLC0415 - slow to load

    size = Size(options.vehicles, options.days, seed=options.seed)
    last = options.until or datetime.now(UTC).date()
    _print(f"{generate(options.out, size, last)} events landed in {options.out}")


def _list(options: argparse.Namespace) -> None:
    if options.json:
        told = ("name", "title", "definition", "unit", "denominator")
        _print(json.dumps([{name: getattr(one, name) for name in told} for one in ANALYSES]))
        return
    for one in ANALYSES:
        _print(f"{one.name:16} {one.title}")


def _report(options: argparse.Namespace) -> None:
    with open_views(options.directory, options.until, options.days, options.engine) as views:
        made = report(views)
    if options.json:
        _print(json.dumps(made.plain()))
        return
    _print(f"{made.period.first} to {made.period.last}: {made.events} events")
    if made.sealed:
        _print(f"{made.sealed} of them are sealed here, and in no answer")
    for answer in made.answers:
        _show(answer)


def _ask(options: argparse.Namespace) -> None:
    asked = analysis(options.analysis)
    with open_views(options.directory, options.until, options.days, options.engine) as views:
        if options.share is not None:
            budget = Budget(options.home / "fleet-budget")
            _show_shared(options, share(asked, views, budget, options.share, options.epsilon))
            return
        answer = ask(asked, views)
    if options.json:
        _print(json.dumps(answer.plain()))
        return
    _show(answer)


def _budget(options: argparse.Namespace) -> None:
    today = datetime.now(UTC).date()
    (quarter,) = [options.quarter] if options.quarter else quarters(today, today)
    account = Budget(options.home / "fleet-budget").account(options.recipient, quarter)
    for one in account.spent:
        _print(f"{one.at:%Y-%m-%d %H:%M}  {one.analysis:16} {one.epsilon:.3f}")
    _print(f"{options.recipient} was told {account.epsilon:.3f} of {quarter}")


def _show(answer: Answer) -> None:
    asked = answer.analysis
    _print(f"\n{asked.title}\n{asked.definition}\n{asked.unit}; of: {asked.denominator}\n")
    _table(_columns(asked, answer.rows), answer.rows)
    if answer.hidden:
        _print(f"{answer.hidden} rows hidden: they would tell of fewer than {K} vehicles")


def _columns(asked: Analysis, rows: Sequence[Row]) -> list[str]:
    """Groups first; the ends of intervals are for JSON."""
    others = {name for row in rows for name in row if not name.endswith(("_low", "_high"))}
    rates = [name for rate in asked.rates for name in (rate.name, f"{rate.name}_change")]
    wanted = (*asked.groups, "vehicles", "of_vehicles", *asked.counts, *rates)
    return [name for name in dict.fromkeys(wanted) if name in others]


def _show_shared(options: argparse.Namespace, shared: Shared) -> None:
    if options.json:
        _print(json.dumps(shared.plain()))
        return
    _print(f"{shared.analysis.title}, with noise, for {shared.recipient}: {shared.epsilon:.3f}")
    names = [*shared.analysis.groups, *shared.within]
    _table(names, shared.rows)
    off = ", ".join(f"{name} {most:g}" for name, most in shared.within.items())
    _print(f"19 of 20 are off by no more than: {off}")


def _table(names: Sequence[str], rows: Sequence[Row]) -> None:
    if not rows:
        _print("nothing that may be told")
        return
    cells = [list(names), *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(names))]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        _print(line.rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _print(text: str) -> None:
    print(text)  # noqa: T201
