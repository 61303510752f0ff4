"""``python -m models``: list, verify, add, use, rollback and setup of the models on this machine,
and evaluate, which examines what they come to.

Exit status: 0 done, 1 something is wrong with a model or its source, 2 wrong usage, 3 set up
without some of what hears, speaks and recalls, 130 interrupted. Errors are one line with a stable
code. The licence of a model is shown before it is installed or chosen.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models import serving
from models.card import Engine, ModelCard, Task
from models.catalogue import Catalogue, append_card
from models.errors import ModelsError, StoreError
from models.evaluation import command as evaluation
from models.fetch import install
from models.loader import DEFAULT_HOME, OF_LANGUAGE, in_use, try_out
from models.own import Own, own_card
from models.slots import STORE_DIRECTORY
from models.store import ModelStore

_INCOMPLETE = 3
"""Of set-up; the Makefile knows it."""
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every command works on."""

    home: Path
    catalogue: Catalogue
    store: ModelStore

    @classmethod
    def at(cls, home: Path) -> "_Desk":
        return cls(home, Catalogue.read(home), ModelStore(home / STORE_DIRECTORY))

    def in_use(self) -> tuple[ModelCard, ...]:
        return in_use(self.catalogue, self.store)

    def show_licence(self, card: ModelCard) -> None:
        _say(f"{card.name}: {card.licence.name} ({card.licence.url})")
        _say(f"  {card.licence.notice}")


def _list(desk: _Desk, _arguments: argparse.Namespace) -> None:
    in_use = desk.in_use()
    for card in desk.catalogue.cards():
        state = "installed" if desk.store.holds(card) else "-"
        use = "in use" if card in in_use else ""
        size = f"{card.size_bytes / 1e6:6.0f} MB"
        _say(f"{card.name:24} {card.task:17} {state:10} {use:7} {size}  {card.licence.name}")


def _verify(desk: _Desk, arguments: argparse.Namespace) -> None:
    needed = (c for c in desk.in_use() if c.task in OF_LANGUAGE or desk.store.holds(c))
    names = arguments.names or [card.name for card in needed]
    for name in names:
        desk.store.verify(desk.catalogue.card(name))
        _say(f"{name}: whole")


def _add(desk: _Desk, arguments: argparse.Namespace) -> None:
    """A name of the catalogue is fetched; files become a card of the user's own first."""
    name: str = arguments.name
    if arguments.file is None:
        desk.show_licence(desk.catalogue.card(name))
        install(name, desk.catalogue, desk.store, _say)
        return
    if name in desk.catalogue.entries:
        raise StoreError(f"a card is called {name} already")
    card = own_card(_own(arguments))
    catalogue = desk.catalogue.joined_by(card, desk.home)
    install(name, catalogue, desk.store, _say, lambda file: try_out(card, file))
    written = append_card(desk.home, card)
    _say(f"{name}: installed, card written to {written}")


def _own(arguments: argparse.Namespace) -> Own:
    usual = Task.LANGUAGE_ADAPTER if arguments.adapter_for else Task.LANGUAGE_MODEL
    return Own(
        name=arguments.name,
        paths=arguments.file,
        task=Task(arguments.task or usual),
        engine=Engine(arguments.engine) if arguments.engine else None,
        licence=arguments.licence,
        adapter_for=arguments.adapter_for,
    )


def _use(desk: _Desk, arguments: argparse.Namespace) -> None:
    card = desk.catalogue.card(arguments.name)
    desk.show_licence(card)
    desk.store.activate(card)
    _say(f"{card.name} is the {card.task} now")


def _rollback(desk: _Desk, arguments: argparse.Namespace) -> None:
    task = Task(arguments.task)
    name = desk.store.roll_back(task) or desk.catalogue.defaults.get(task)
    _say(f"{name or 'none'} is the {task} now")


def _setup(desk: _Desk, _arguments: argparse.Namespace) -> int:
    """Install and check what is in use; quick if it is there.

    Without a language model there is no conversation; whatever hears, speaks and
    recalls may be missing.
    """
    status = 0
    for card in desk.in_use():
        if not desk.store.holds(card):
            desk.show_licence(card)
        try:
            install(card.name, desk.catalogue, desk.store, _say)
        except StoreError as error:
            if card.task in OF_LANGUAGE:
                raise
            status = _INCOMPLETE
            _say(f"{card.name} is not installed: {error} ({error.code})")
            _say(f"  the car does without; 'python -m models add {card.name}' tries again")
    return status


def _evaluate(desk: _Desk, arguments: argparse.Namespace) -> None:
    evaluation.evaluate(arguments, arguments.out or desk.home / "evaluation", _say)


def _serve(desk: _Desk, arguments: argparse.Namespace) -> None:
    serving.run(arguments, desk.home, _say)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description="Models on this machine.")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="where models are kept")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(
        name: str, act: Callable[[_Desk, argparse.Namespace], int | None], text: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(act=act)
        return added

    command("list", _list, "every card, what is installed and what is in use")
    verify = command("verify", _verify, "check files against their digests")
    verify.add_argument(
        "names", nargs="*", help="cards; those in use and installed if none is given"
    )
    _add_options(command("add", _add, "install a model of the catalogue, or one of your own"))
    use = command("use", _use, "choose an installed model or adapter")
    use.add_argument("name")
    rollback = command("rollback", _rollback, "return to the choice before")
    rollback.add_argument("task", nargs="?", choices=list(Task), default=Task.LANGUAGE_MODEL)
    command("setup", _setup, "install what is in use")
    serving.add_options(
        command("serve", _serve, "recogniser, voice and wake word for other programs (Wyoming)")
    )
    evaluation.add_options(command("evaluate", _evaluate, "examine assistants, side by side"))
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="a card, or how a model of your own shall be called")
    parser.add_argument(
        "--file", type=Path, nargs="+", help="a file or folder of your own, or several"
    )
    parser.add_argument("--task", choices=list(Task), help="what it does; a GGUF is for language")
    parser.add_argument("--engine", choices=list(Engine), help="what runs it, if not the usual one")
    parser.add_argument(
        "--adapter-for", metavar="NAME", help="the GGUF is an adapter for this base"
    )
    parser.add_argument("--licence", default="unknown", help="licence of files of your own")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(words)
    try:
        return arguments.act(_Desk.at(arguments.home), arguments) or 0
    except ModelsError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
