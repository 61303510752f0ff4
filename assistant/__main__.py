"""The command line: ``python -m assistant`` talks, ``ask`` answers once, ``batch`` serves lines.

Exit status: 0 answered (refusals and questions included), 2 wrong usage, 1 broken.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant import batch, config
from assistant.app import Cabin, Mode, open_cabin
from assistant.errors import AssistantError
from assistant.messages import Transcript
from assistant.repl import Repl, typed_lines
from assistant.response import response
from assistant.talk.session import Session
from assistant.talk.view import ConsoleView
from models import ModelsError
from vehicle_bus import VehicleBusError, Zone

_BROKEN = 1
_WELCOME = (
    "You are talking to Codriver, a machine, in a virtual car. Say what you would like, for "
    "example: I'm freezing, and play some Miles Davis. /help lists more."
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        chosen = config.load(options.config)
        with open_cabin(chosen, Mode(options.understanding)) as cabin:
            return int(options.run(cabin, chosen, options))
    except (AssistantError, ModelsError, VehicleBusError) as error:
        print(f"{error} ({error.code})", file=sys.stderr)  # noqa: T201
        return _BROKEN
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return _BROKEN


def _talk(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    console = Console(highlight=False, soft_wrap=True)
    console.print(_WELCOME)
    if cabin.model_problem is not None:
        console.print(f"{cabin.model_problem} ({cabin.model_problem.code})", markup=False)
    view = ConsoleView(console, cabin.vehicle)
    session = Session(cabin.dialogue)
    Repl(cabin, console, session, view, Zone(chosen.speaker)).run(typed_lines(console))
    return 0


def _ask(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    turn = cabin.dialogue.take_turn(Transcript(options.words, Zone(chosen.speaker)))
    answer = json.dumps(response(turn), ensure_ascii=False)
    print(answer if options.json else turn.reply.text)  # noqa: T201
    return 0


def _batch(cabin: Cabin, chosen: config.Config, options: argparse.Namespace) -> int:
    batch.serve(sys.stdin, sys.stdout, cabin, with_confidence=options.confidence)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("codriver", description="The voice of a car, offline.")
    parser.add_argument("--config", type=Path, help="a codriver.toml")
    parser.add_argument("--understanding", choices=[m.value for m in Mode], default="cascade")
    parser.set_defaults(run=_talk)
    commands = parser.add_subparsers(title="commands")
    ask = commands.add_parser("ask", help="one question, one answer")
    ask.add_argument("--json", action="store_true", help="answer as one JSON object")
    ask.add_argument("words")
    ask.set_defaults(run=_ask)
    many = commands.add_parser("batch", help="requests as JSON lines on standard input")
    many.add_argument("--understanding", choices=[m.value for m in Mode], default=argparse.SUPPRESS)
    many.add_argument("--confidence", action="store_true", help="tell how sure it was, too")
    many.set_defaults(run=_batch)
    return parser


if __name__ == "__main__":
    sys.exit(main())
