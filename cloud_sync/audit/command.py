"""``python -m cloud_sync audit``: is it whole, what is in it, why, and the same once more?"""

import argparse
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.audit import words
from cloud_sync.audit.chain import Chain, existing
from cloud_sync.audit.figures import figures
from cloud_sync.audit.key import kept_key
from cloud_sync.audit.record import Kind
from cloud_sync.audit.recounting import recounted
from cloud_sync.audit.tree import is_checkpoint
from cloud_sync.audit.verifying import Verified, verify
from cloud_sync.audit.vouching import by_this_fleet
from cloud_sync.errors import AuditDamagedError, AuditError, ReplayError, UnknownRecordError
from cloud_sync.home import CloudHome

_TURNS = frozenset({Kind.TURN.value, Kind.OFFER.value, Kind.NOTICE.value})
_CAN_BE_TAKEN_AGAIN = _TURNS - {Kind.NOTICE.value}
"""Of what the car tells by itself nothing is understood, planned or sent."""
_SHOWN = 20


class _Held(BaseModel):
    """The last checkpoint of an export that somebody keeps elsewhere."""

    model_config = ConfigDict(extra="ignore")

    size: int
    root: str


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="what was decided in this car, and why")
    actions = audit.add_subparsers(title="actions", required=True)
    check = actions.add_parser("verify", help="find whatever was changed, removed or cut off")
    check.add_argument("--against", type=Path, help="an export that was kept elsewhere")
    check.set_defaults(run=_verify)
    show = actions.add_parser("show", help="the last records, or one with all it holds")
    show.add_argument("id", type=int, nargs="?")
    show.set_defaults(run=_show)
    why = actions.add_parser("why", help="why a turn was done as it was")
    why.add_argument("id", type=int)
    why.set_defaults(run=_why)
    replay = actions.add_parser("replay", help="take turns once more and compare, bit for bit")
    replay.add_argument("id", type=int, nargs="*", help="none: all that can be read")
    replay.set_defaults(run=_replay)
    export = actions.add_parser("export", help="every header, for an auditor; nobody's words")
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    told = actions.add_parser("figures", help="what it adds up to, as JSON for a report")
    told.add_argument("--first", type=date.fromisoformat, default=date.min, metavar="DATE")
    told.add_argument("--end", type=date.fromisoformat, default=date.max, metavar="DATE")
    told.set_defaults(run=_figures)
    for action in (check, show, replay):
        action.add_argument("--json", action="store_true")


def _verify(options: argparse.Namespace) -> None:
    home, held = CloudHome(options.home), _held(options.against)
    with _opened(home) as chain:
        found = verify(
            chain.rows(), chain.head, kept_key(home).public_key(), by_this_fleet(home), held
        )
    _print(options, words.verified(found), found.plain())
    _raise_first(found)


def _show(options: argparse.Namespace) -> None:
    with _opened(CloudHome(options.home)) as chain:
        rows = [chain.row(options.id)] if options.id else chain.latest(_SHOWN)[::-1]
    if options.id is None:
        _print(options, "\n".join(map(words.line, rows)), [row.facts for row in rows])
        return
    (row,) = rows
    told = next(recounted(options.home, [row.sequence])) if row.content else {}
    content, code = told.get("content"), told.get("code")
    _print(options, words.whole(row, content, code), {"facts": row.facts, "content": content})


def _why(options: argparse.Namespace) -> None:
    with _opened(CloudHome(options.home)) as chain:
        row = chain.row(options.id)
    if row.kind not in _TURNS:
        raise UnknownRecordError(f"Record {row.sequence} is no turn.")
    told = next(recounted(options.home, [row.sequence]))
    _say(words.why(row, told.get("content")))


def _replay(options: argparse.Namespace) -> None:
    with _opened(CloudHome(options.home)) as chain:
        rows = map(chain.row, options.id) if options.id else chain.rows()
        asked = [row.sequence for row in rows if row.kind in _CAN_BE_TAKEN_AGAIN and row.content]
    answers = []
    for answer in recounted(options.home, asked, is_again=True):
        answers.append(answer)
        if not options.json:
            _say(words.again(answer))
    known = [one["again"] for one in answers if "again" in one]
    same = sum(one["is_same"] for one in known)
    summary = f"{same} of {len(known)} turns came out the same, plan and frames."
    _print(options, summary, answers)
    if same < len(known):
        raise ReplayError("Not every turn came out the same.")


def _export(options: argparse.Namespace) -> None:
    with _opened(CloudHome(options.home)) as chain:
        rows = list(chain.rows())
    last = next((row.facts for row in reversed(rows) if is_checkpoint(row)), None)
    content = {
        "checkpoint": last and {"size": last["size"], "root": last["root"]},
        "records": [{**row.facts, "signature": row.signature.hex()} for row in rows],
    }
    try:
        options.out.write_text(json.dumps(content, indent=1), encoding="utf-8")
    except OSError as error:
        raise AuditError(f"{options.out.name} cannot be written: {error.strerror}.") from error
    _say(f"{len(rows)} records are in {options.out}.")


def _figures(options: argparse.Namespace) -> None:
    with _opened(CloudHome(options.home)) as chain:
        _say(json.dumps(figures(chain.rows(), options.first, options.end), indent=1))


def _held(file: Path | None) -> tuple[int, str] | None:
    if file is None:
        return None
    try:
        held = _Held.model_validate(json.loads(file.read_bytes())["checkpoint"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise AuditError(f"{file.name} holds no checkpoint.") from error
    return held.size, held.root


def _raise_first(found: Verified) -> None:
    if found.problems:
        first = found.problems[0]
        raise AuditDamagedError(f"From record {first.sequence} on: {first.what}", first.code)


@contextmanager
def _opened(home: CloudHome) -> Iterator[Chain]:
    with closing(existing(home)) as chain:
        yield chain


def _print(options: argparse.Namespace, text: str, plain: object) -> None:
    _say(json.dumps(plain, ensure_ascii=False) if options.json else text)


def _say(text: str) -> None:
    print(text)  # noqa: T201
