"""The command line: ``talk`` holds a conversation, typed and spoken; ``ask`` answers once;
``batch`` serves lines. Without a command it is ``talk``.

Exit status: 0 answered (refusals and questions included), 2 wrong usage, 1 broken.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from queue import SimpleQueue

from rich.console import Console

from assistant import batch, config
from assistant.account import Account, Keys, accounted, in_use
from assistant.app import Cabin, Mode, open_cabin
from assistant.errors import AssistantError
from assistant.first_use import FirstUse
from assistant.fleet import Joined, joined
from assistant.health import Herald, ToldLights
from assistant.messages import Transcript, Turn
from assistant.recount import recount
from assistant.repl import Repl, typed_lines
from assistant.response import response
from assistant.talk.live import beside
from assistant.talk.recorded import Files, converse
from assistant.talk.session import Session
from assistant.talk.state import Activation
from assistant.talk.view import ConsoleView, JsonView
from assistant.talk.watcher import Watcher
from assistant.talk.watching import watching
from cloud_sync import CloudError
from models import ModelsError, give_back_early
from personalization import drivers_at
from vehicle_bus import VehicleBusError, Zone

_BROKEN = 1
_OFF = "off"
_WELCOME = (
    "You are talking to Codriver, a machine, in a virtual car. Say what you would like, for "
    "example: I'm freezing, and play some Miles Davis. /help lists more."
)


def main(arguments: Sequence[str] | None = None) -> int:
    give_back_early()
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is _ask and (options.words is None) == (options.wav is None):
        parser.error("ask: give either words or --wav FILE")
    try:
        chosen = config.load(options.config)
        if options.run is _recount and not options.again:
            recount(options.sequences, sys.stdout, chosen, None)
            return 0
        with open_cabin(chosen, Mode(options.understanding)) as cabin:
            return int(options.run(cabin, chosen, options))
    except (AssistantError, CloudError, ModelsError, VehicleBusError) as error:
        print(f"{error} ({error.code})", file=sys.stderr)  # noqa: T201
        return _BROKEN
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return _BROKEN


def _talk(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    """Typed, and spoken too where somebody sits at a terminal or asked for it by name."""
    console = Console(highlight=False, soft_wrap=True)
    view = ConsoleView(console, cabin.vehicle)
    if options.source is not None:
        return _recorded(cabin, chosen, options, view)
    console.print(_WELCOME)
    for problem in (cabin.model_problem, cabin.memory_problem, cabin.extras_problem):
        if problem is not None:
            view.notice(f"{problem} ({problem.code})")
    took: SimpleQueue[Turn] = SimpleQueue()
    is_spoken = chosen.speech.activation != _OFF and (options.aloud or sys.stdin.isatty())
    with ExitStack() as stack:
        fleet = stack.enter_context(_joined(cabin, chosen, view.notice))
        account = stack.enter_context(_accounted(cabin, chosen, view.notice))

        def over(turn: Turn) -> None:
            took.put(turn)
            fleet.took(turn)

        session = Session(fleet.dialogue, over, account)
        watcher = Watcher(cabin.vehicle, cabin.memory, session, took)
        watcher.proposed = fleet.offer
        watcher.herald = Herald(cabin.vehicle, ToldLights(chosen.model.home), view.notice)
        repl = Repl(cabin, console, session, view, Zone(chosen.speaker))
        repl.first_use = FirstUse(chosen.driver.home, lambda: cabin.memory.driver).notice
        repl.noticed = fleet.noticed
        live = stack.enter_context(beside(cabin, chosen, session, view)) if is_spoken else None
        if live is not None:
            repl.push_to_talk = live.push
        tell = view.turn if live is None else live.tell
        stack.enter_context(
            watching(watcher, tell, lambda: live is None or live.is_quiet, view.notice)
        )
        repl.run(typed_lines(console, lambda: view.shown_state))
    return 0


def _joined(
    cabin: Cabin, chosen: config.Config, notice: Callable[[str], None]
) -> AbstractContextManager[Joined]:
    return joined(cabin.dialogue, cabin.vehicle, chosen.model.home, notice)


def _accounted(
    cabin: Cabin, chosen: config.Config, notice: Callable[[str], None]
) -> AbstractContextManager[Account]:
    home = chosen.driver.home
    keys = Keys(home, drivers_at(home), lambda: cabin.memory.driver)
    return accounted(home, in_use(chosen.model.home), keys, notice)


def _recorded(
    cabin: Cabin, chosen: config.Config, options: argparse.Namespace, view: ConsoleView
) -> int:
    cabin.memory.learn()
    files = Files(options.source, options.out, Activation(options.activation))
    shown = JsonView(sys.stdout) if options.json else view
    with _accounted(cabin, chosen, shown.notice) as account:
        converse(cabin, chosen, shown, files, account)
    return 0


def _ask(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    speaker = Zone(chosen.speaker)
    if options.wav is not None:
        heard = cabin.hear(options.wav, speaker)
    else:
        heard = Transcript(options.words, speaker)
    cabin.memory.learn()
    with _joined(cabin, chosen, _warn) as fleet, _accounted(cabin, chosen, _warn) as account:
        turn = Session(fleet.dialogue, fleet.took, account).take(heard)
    answer = json.dumps(response(turn), ensure_ascii=False)
    print(answer if options.json else turn.reply.text)  # noqa: T201
    return 0


def _warn(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _recount(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    recount(options.sequences, sys.stdout, chosen, cabin)
    return 0


def _batch(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    batch.serve(sys.stdin, sys.stdout, cabin, with_confidence=options.confidence)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("codriver", description="The voice of a car, offline.")
    parser.add_argument("--config", type=Path, help="a codriver.toml")
    parser.add_argument("--understanding", choices=[m.value for m in Mode], default="cascade")
    parser.set_defaults(run=_talk, source=None, aloud=False)
    commands = parser.add_subparsers(title="commands")
    talk = commands.add_parser("talk", help="a conversation, typed and spoken")
    talk.add_argument("--in", dest="source", type=Path, help="a recording in place of devices")
    talk.add_argument("--out", type=Path, help="with --in: recording left, answers right")
    talk.add_argument("--json", action="store_true", help="with --in: turns as JSON lines")
    talk.add_argument(
        "--activation",
        choices=[a.value for a in (Activation.OPEN, Activation.WAKE)],
        default=Activation.OPEN.value,
        help="with --in: everything said is meant, or only what follows the wake word",
    )
    talk.set_defaults(run=_talk, aloud=True)
    ask = commands.add_parser("ask", help="one question, one answer")
    ask.add_argument("--json", action="store_true", help="answer as one JSON object")
    ask.add_argument("--wav", type=Path, help="the question as a recording")
    ask.add_argument("words", nargs="?")
    ask.set_defaults(run=_ask)
    many = commands.add_parser("batch", help="requests as JSON lines on standard input")
    many.add_argument("--understanding", choices=[m.value for m in Mode], default=argparse.SUPPRESS)
    many.add_argument("--confidence", action="store_true", help="tell how sure it was, too")
    many.set_defaults(run=_batch)
    recorded = commands.add_parser("recount", help="recorded turns as JSON lines")
    recorded.add_argument("--again", action="store_true", help="take each of them once more")
    recorded.add_argument("sequences", type=int, nargs="+", metavar="SEQUENCE")
    recorded.set_defaults(run=_recount)
    return parser


if __name__ == "__main__":
    sys.exit(main())
