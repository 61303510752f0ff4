"""``python -m cloud_sync ota``: check, download, install, status, rollback, history."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from cloud_sync.identity import client_context, signed
from cloud_sync.ota.examination import AssistantExaminer
from cloud_sync.ota.https import UpdateServer
from cloud_sync.ota.installation import Installation
from cloud_sync.ota.journey import BROUGHT, WAITING, Journey
from cloud_sync.ota.orders import Orders
from cloud_sync.ota.record import State
from vehicle_bus import LOCAL_CHANNEL, PythonCanBus, Vehicle

_FIRST_REPORTS_S = 3.0
_MB = 1_000_000
_SHOWN = 20


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ota = commands.add_parser("ota", help="updates of models, phrases, prompts and rules")
    steps = ota.add_subparsers(title="steps", required=True)
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument("--json", action="store_true", help="as one JSON object")
    for name, run, what in (
        ("check", _check, "is there an update for this car?"),
        ("download", _download, "bring it here, checked"),
        ("status", _status, "what is in use, and what waits"),
        ("rollback", _rollback, "back to the release before"),
        ("history", _history, "all that ever happened to updates"),
    ):
        steps.add_parser(name, parents=[plain], help=what).set_defaults(run=run)
    install = steps.add_parser("install", parents=[plain], help="try it, and use it from then on")
    install.add_argument("--yes", action="store_true", help="agree without being asked")
    install.add_argument("--interface", help="of the car's bus, which has to report it as parked")
    install.add_argument("--channel", default=LOCAL_CHANNEL)
    install.set_defaults(run=_install)


def journey(options: argparse.Namespace) -> Journey:
    home = CloudHome(options.home)
    return Journey(home, TrustedClock(home))


def _orders(way: Journey) -> Orders:
    def connect(_profile: object) -> UpdateServer:
        return UpdateServer(lambda: client_context(way.home, way.clock))

    return Orders(way, connect, lambda told: signed(way.home, told.model_dump(mode="json")))


def _check(options: argparse.Namespace) -> None:
    way = journey(options)
    Installation(way)
    _say(options, _plain(way, _orders(way).check()))


def _download(options: argparse.Namespace) -> None:
    way = journey(options)
    Installation(way)
    _say(options, _plain(way, _orders(way).download(_progress(options))))


def _install(options: argparse.Namespace) -> None:
    way = journey(options)
    installation = Installation(way)
    state = way.state
    if state.phase in WAITING - BROUGHT:
        state = _orders(way).download(_progress(options))
    if state.release is not None and state.phase in WAITING:
        _say_plainly(options, _notice(state))
        if options.yes or (not options.json and _agrees()):
            installation.agree()
    examiner = AssistantExaminer(options.home)
    result = installation.install(_parked(options), examiner)
    if result is not None:
        _say_plainly(options, f"trial: {result}")
    _say(options, _plain(way, way.state))


def _rollback(options: argparse.Namespace) -> None:
    way = journey(options)
    _say(options, _plain(way, Installation(way).roll_back()))


def _status(options: argparse.Namespace) -> None:
    way = journey(options)
    Installation(way)
    _say(options, _plain(way, way.state))


def _history(options: argparse.Namespace) -> None:
    events = journey(options).history()
    if options.json:
        _print(json.dumps([event.model_dump(mode="json") for event in events], indent=1))
        return
    for event in events[-_SHOWN:]:
        detail = f"  {event.detail}" if event.detail else ""
        _print(f"{event.at:%Y-%m-%d %H:%M}  {event.release:12}  {event.what}{detail}")


def _plain(way: Journey, state: State) -> dict[str, Any]:
    used = way.in_use
    waits = state.release if state.phase in WAITING else None
    return {
        "in_use": used.release if used else None,
        "parts": [part.name for part in used.parts] if used else [],
        "phase": state.phase,
        "release": state.release.name if state.release else None,
        "notice": waits.notice.model_dump() if waits else None,
        "agreed": state.agreement is not None,
        "problem": state.problem,
        "probation_turns": state.watch.turns if state.watch else None,
    }


def _say(options: argparse.Namespace, told: dict[str, Any]) -> None:
    if options.json:
        _print(json.dumps(told))
        return
    _print(f"in use: {told['in_use'] or 'as delivered'}; {told['phase'].replace('_', ' ')}")
    if notice := told["notice"]:
        _print(f"waits: {told['release']}: {notice['purpose']} {notice['changes']}")
    if told["problem"]:
        _print(f"problem: {told['problem']}")


def _notice(state: State) -> str:
    assert state.release is not None  # noqa: S101 - asked before
    notice = state.release.notice
    lost = notice.lost_functions or "nothing"
    return (
        f"{state.release.name}: {notice.purpose} {notice.changes} "
        f"It takes about {notice.minutes} minutes; what is lost: {lost}."
    )


def _agrees() -> bool:
    try:
        return input("Install it? Type yes: ").strip().casefold() == "yes"
    except EOFError:
        return False


def _parked(options: argparse.Namespace) -> Callable[[], bool]:
    """As the car on the bus reports it; a bench without a bus is parked."""

    def is_parked() -> bool:
        if options.interface is None:
            return True
        with Vehicle(lambda: PythonCanBus(options.interface, options.channel)) as vehicle:
            vehicle.await_reports(_FIRST_REPORTS_S)
            return vehicle.refresh().is_parked

    return is_parked


def _progress(options: argparse.Namespace) -> Callable[[int], None]:
    arrived = shown = 0

    def tell(size_bytes: int) -> None:
        nonlocal arrived, shown
        arrived += size_bytes
        if arrived - shown >= _MB and sys.stderr.isatty() and not options.json:
            shown = arrived
            print(f"\r{arrived / _MB:.0f} MB ", end="", file=sys.stderr, flush=True)  # noqa: T201

    return tell


def _say_plainly(options: argparse.Namespace, text: str) -> None:
    if not options.json:
        _print(text)


def _print(text: str) -> None:
    print(text)  # noqa: T201
