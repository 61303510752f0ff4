"""``python -m models evaluate``: which rows, which systems, where the figures go.

A system is a command line. Those of this project are named here; any other is given with
``--command``. One that fails is named, the others go on.
"""

import argparse
import json
import platform
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.errors import EvaluationError, RowsError, UnsafeSystemError
from models.evaluation import car, rows
from models.evaluation.car import Car
from models.evaluation.figures import Report, report
from models.evaluation.judging import judge
from models.evaluation.page import page
from models.evaluation.plots import draw
from models.evaluation.report import plain, table
from models.evaluation.rows import Row
from models.evaluation.running import PATIENCE_S, Run, System, run

_HERE = Path(__file__).parent
OWN_ROWS = tuple(
    _HERE / name for name in ("drivers.jsonl", "no_wish.txt", "not_fitted.jsonl", "care.jsonl")
)
OWN_REWORDINGS = _HERE / "rewordings.jsonl"

_BATCH = (sys.executable, "-m", "assistant", "batch", "--confidence", "--understanding")
_PEERS = (sys.executable, "-m", "benchmarks.peers")
SYSTEMS: Mapping[str, System] = {
    name: System(name, (*_BATCH, name)) for name in ("cascade", "model", "phrases")
}
PEERS = tuple(System(name, (*_PEERS, name)) for name in ("prompted", "nearest"))


def add_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--rows", type=Path, action="append", metavar="FILE", help="rows instead of ours")
    add("--rewordings", type=Path, default=OWN_REWORDINGS, metavar="FILE", help="of those rows")
    add("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    add("--command", action="append", default=[], type=_system, metavar="NAME=COMMAND",
        help="a system of your own that speaks as batch does")  # fmt: skip
    add("--peers", action="store_true", help="compare with other ways to understand")
    add("--repeat", type=_count, default=1, metavar="N", help="whether N runs answer the same")
    add("--patience", type=float, default=PATIENCE_S, metavar="S", help="seconds of silence")
    add("--out", type=Path, metavar="FOLDER", help="for evaluation.json and evaluation.html")


def _system(text: str) -> System:
    name, _, command = text.partition("=")
    if not name or not command.split():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=COMMAND")
    return System(name, tuple(shlex.split(command)))


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def evaluate(options: argparse.Namespace, out: Path, say: Callable[[str], None]) -> None:
    """Examine, print, write; an error in the end if a system was unsafe or did not finish."""
    facts = car.read()
    asked = _rows(options, facts)
    reports = [_examined(system, asked, facts, options, say) for system in _systems(options)]
    say(table(reports))
    _write(reports, _about(asked), out)
    say(f"{out / 'evaluation.json'} and {out / 'evaluation.html'} are written")
    _object(reports)


def _rows(options: argparse.Namespace, facts: Car) -> tuple[Row, ...]:
    given = rows.read(options.rows or OWN_ROWS)
    for row in given:
        if (name := facts.unknown(row)) is not None:
            raise RowsError(f"{row.origin}: {row.id} wants {name}, which no car has")
    return (*given, *rows.reworded(given, options.rewordings))


def _systems(options: argparse.Namespace) -> tuple[System, ...]:
    own = tuple(SYSTEMS[name] for name in options.systems)
    return (*own, *(PEERS if options.peers else ()), *options.command)


def _examined(
    system: System,
    asked: Sequence[Row],
    facts: Car,
    options: argparse.Namespace,
    say: Callable[[str], None],
) -> Report:
    runs: list[Run] = []
    for number in range(1, options.repeat + 1):
        say(f"{system.name}: run {number} of {options.repeat}, {len(asked)} rows")
        runs.append(run(system, asked, options.patience))
    return report(runs, judge(asked, runs[0], facts))


def _about(asked: Iterable[Row]) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{platform.machine()}, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sets": list(dict.fromkeys(row.origin for row in asked)),
    }


def _write(reports: Sequence[Report], about: Mapping[str, Any], out: Path) -> None:
    data = json.dumps(plain(reports, about), ensure_ascii=False, indent=1)
    text = page(reports, draw(reports), about)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "evaluation.json").write_text(data + "\n", encoding="utf-8")
        (out / "evaluation.html").write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"cannot write to {out}: {error.strerror}") from error


def _object(reports: Iterable[Report]) -> None:
    unsafe = [f"{r.run.system.name} ({r.unsafe} turns)" for r in reports if r.unsafe]
    if unsafe:
        raise UnsafeSystemError(f"acted unsafely: {', '.join(unsafe)}")
    broken = [f"{r.run.system.name} ({r.run.problem})" for r in reports if r.run.problem]
    if broken:
        raise EvaluationError(f"did not finish: {', '.join(broken)}")
