"""What people tell the fleet's side: release, roll out, look at the cars, change keys.

The offline keys are opened by the commands that release or change keys, by no other.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import Kind, Notice
from cloud_sync.reference import releasing
from cloud_sync.reference.approvals import approvals
from cloud_sync.reference.releasing import Draft, NewFile
from cloud_sync.reference.rollout import Rollout
from cloud_sync.reference.updates import Updates, create_updates, offline_ring, open_updates
from models import Catalogue, ModelsError

_ALL = 100
_ROLES = ("root", "targets", "snapshot", "timestamp")


def add_to(commands: Any) -> None:
    """``commands``: what ``add_subparsers`` gave."""
    _add_release(commands)
    _add_rollout(commands)
    state = commands.add_parser("state", help="every car known and how far it has come")
    state.add_argument("--json", action="store_true")
    state.set_defaults(run=_state)
    _add_keys(commands)
    signed = commands.add_parser("approvals", help="what was approved and by whose keys, as JSON")
    signed.set_defaults(run=_approvals)
    refresh = commands.add_parser("refresh", help="sign anew what would expire")
    refresh.set_defaults(run=_refresh)


def _add_release(commands: Any) -> None:
    release = commands.add_parser("release", help="publish files as a release")
    release.add_argument("name", help="as in 2026.11.2")
    release.add_argument("--model", type=Path, action="append", default=[], metavar="FILE")
    release.add_argument("--card", type=Path, action="append", default=[], metavar="FILE.toml")
    release.add_argument("--adapter", type=Path, action="append", default=[], metavar="FILE")
    release.add_argument("--base-card", action="append", default=[], metavar="NAME")
    release.add_argument(
        "--near", type=Path, metavar="FILE", help="round the adapter near this one"
    )
    for kind in (Kind.PHRASES, Kind.PROMPT, Kind.RULES):
        release.add_argument(f"--{kind}", type=Path, action="append", default=[], metavar="FILE")
    release.add_argument("--notes", required=True, help="what is different, in a sentence")
    release.add_argument("--purpose", default="Your assistant gets better.", help="why, to drivers")
    release.add_argument("--changes", help="what changes, to drivers; else the notes")
    release.add_argument("--lost", default="", help="what works no longer, to drivers")
    release.add_argument("--minutes", type=int, default=5, help="how long it may take")
    release.add_argument("--rxswin", help="if it matters to type approval (UN R156)")
    release.add_argument("--percent", type=int, help="begin to roll it out")
    release.add_argument("--dry-run", action="store_true", help="only say who would get it")
    _add_passphrase(release)
    release.set_defaults(run=_release)


def _add_rollout(commands: Any) -> None:
    rollout = commands.add_parser("rollout", help="see or change how far a release is given out")
    rollout.add_argument("name", nargs="?")
    change = rollout.add_mutually_exclusive_group()
    change.add_argument("--percent", type=int)
    for verb in ("hold", "resume", "abort"):
        change.add_argument(f"--{verb}", dest="verb", action="store_const", const=verb)
    rollout.add_argument("--dry-run", action="store_true", help="only say who would get it")
    rollout.set_defaults(run=_rollout)


def _add_keys(commands: Any) -> None:
    keys = commands.add_parser("keys", help="make or change the keys that sign")
    verbs = keys.add_subparsers(required=True)
    create = verbs.add_parser("create", help="all keys and two empty repositories")
    create.set_defaults(run=_create)
    rotate = verbs.add_parser("rotate-root", help="new root keys, signed by the old ones")
    rotate.set_defaults(run=_rotate, role="root", key_id=None)
    replace = verbs.add_parser("replace", help="new keys for a role whose keys are lost or stolen")
    replace.add_argument("role", choices=_ROLES)
    replace.add_argument("--key-id", action="append", help="these alone")
    replace.set_defaults(run=_rotate)
    for command in (create, rotate, replace):
        _add_passphrase(command)
    for command in (rotate, replace):
        command.add_argument("--repository", choices=("image", "director"), default="image")


def _add_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument("--passphrase-file", type=Path, help="opens the offline keys")


def _release(options: argparse.Namespace) -> None:
    catalogue = _catalogue(options)
    draft = _draft(options, catalogue)
    with _opened(options) as updates:
        if not options.dry_run:
            updates.rollout.offer(releasing.publish(updates.image, draft, catalogue))
            _say(f"{draft.name}: {len(draft.files)} files published.")
        if options.percent is not None or options.dry_run:
            percent = _ALL if options.percent is None else options.percent
            _give(updates.rollout, draft.name, percent, options.dry_run)


def _give(rollout: Rollout, name: str, percent: int, dry_run: bool) -> None:
    vehicles = rollout.would_get(name, percent)
    _say(f"{len(vehicles)} of {len(rollout.manifests())} cars known: {', '.join(vehicles)}")
    if not dry_run:
        rollout.start(name, percent)


def _draft(options: argparse.Namespace, catalogue: Catalogue) -> Draft:
    notice = Notice(
        purpose=options.purpose,
        changes=options.changes or options.notes,
        minutes=options.minutes,
        lost_functions=options.lost,
    )
    files = tuple(_files(options, catalogue))
    return Draft(options.name, files, notice, options.notes, options.rxswin)


def _files(options: argparse.Namespace, catalogue: Catalogue) -> Iterator[NewFile]:
    pairs = ((options.model, options.card), (options.adapter, options.base_card))
    if any(len(files) != len(cards) for files, cards in pairs):
        raise ReleaseError("Each --model has its --card, each --adapter its --base-card.")
    for file, path in zip(*pairs[0], strict=True):
        yield NewFile(file, Kind.MODEL, releasing.card_from(path))
    for file, name in zip(*pairs[1], strict=True):
        card = releasing.card_like(name, catalogue)
        delivered = releasing.delivered_as(name, catalogue)
        yield NewFile(file, Kind.MODEL, card, delivered, options.near)
    for kind in (Kind.PHRASES, Kind.PROMPT, Kind.RULES):
        yield from (NewFile(file, kind) for file in getattr(options, kind))


def _rollout(options: argparse.Namespace) -> None:
    with _opened(options, with_offline=False) as updates:
        rollout = updates.rollout
        verbs: dict[str, Callable[[str], None]] = {
            "hold": rollout.hold,
            "resume": rollout.resume,
            "abort": rollout.abort,
        }
        if options.name and options.percent is not None:
            _give(rollout, options.name, options.percent, options.dry_run)
        elif options.name and options.verb:
            verbs[options.verb](options.name)
        elif options.percent is not None or options.verb:
            raise ReleaseError("Which release? Say its name.")
        _tell_campaigns(rollout, options.name)


def _tell_campaigns(rollout: Rollout, name: str | None) -> None:
    for campaign in rollout.campaigns():
        if name in {None, campaign.release}:
            tally = rollout.tally(campaign)
            _say(
                f"{campaign.release:<14} {campaign.percent:>3} %  {campaign.state:<9}"
                f" {tally.confirmed} confirmed, {tally.failed} failed"
            )


def _state(options: argparse.Namespace) -> None:
    with _opened(options, with_offline=False) as updates:
        manifests = updates.rollout.manifests()
        if options.json:
            _say(json.dumps([manifest.model_dump(mode="json") for manifest in manifests], indent=1))
            return
        for it in manifests:
            problem = f" {it.problem}" if it.problem else ""
            _say(
                f"{it.vehicle:<24} {it.release or '-':<12} {it.target_release or '-':<12}"
                f" {it.phase:<12} {it.at:%Y-%m-%d %H:%M}{problem}"
            )


def _approvals(options: argparse.Namespace) -> None:
    with _opened(options, with_offline=False) as updates:
        found = approvals(updates, options.directory)
        _say(json.dumps([approval.model_dump(mode="json") for approval in found], indent=1))


def _create(options: argparse.Namespace) -> None:
    create_updates(options.directory, _passphrase(options))
    _say(f"Keep {options.directory / 'offline'} where no service runs.")


def _rotate(options: argparse.Namespace) -> None:
    with _opened(options) as updates:
        repository = updates.image if options.repository == "image" else updates.director
        repository.replace_keys(options.role, options.key_id)
        _say(f"The {options.repository} has new keys for its {options.role}.")


def _refresh(options: argparse.Namespace) -> None:
    with _opened(options, with_offline=False) as updates:
        updates.refresh()


@contextmanager
def _opened(options: argparse.Namespace, with_offline: bool = True) -> Iterator[Updates]:
    ring = offline_ring(options.directory, _passphrase(options)) if with_offline else None
    if not (options.directory / "image").is_dir():
        raise ReleaseError(
            f"There are no repositories in {options.directory} yet;"
            " 'python -m cloud_sync.reference keys create' makes them."
        )
    with open_updates(options.directory, ring) as updates:
        yield updates


def _catalogue(options: argparse.Namespace) -> Catalogue:
    try:
        return Catalogue.read(options.home)
    except ModelsError as error:
        raise ReleaseError(str(error)) from error


def _passphrase(options: argparse.Namespace) -> bytes | None:
    path: Path | None = options.passphrase_file
    try:
        return None if path is None else path.read_bytes().strip()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read.") from error


def _say(text: str) -> None:
    print(text)  # noqa: T201
