"""The commands that are spoken, each with the context of the car it is said in.

What a command has to do is not written down: it is what the same words do when they are typed.
"""

import tomllib
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from assistant.request import Context

_COMMANDS = Path(__file__).with_name("corpus.toml")
_TALK = Path(__file__).with_name("talk.txt")


@dataclass(frozen=True, slots=True)
class Command:
    number: int
    """Its place in the corpus, which decides the noise it meets."""
    text: str
    group: str
    context: Context


def commands(share: int = 1) -> tuple[Command, ...]:
    """Every ``share``-th command of each group, at least one of each."""
    groups = tomllib.loads(_COMMANDS.read_text(encoding="utf-8"))["group"]
    number, chosen = count(), []
    for group in groups:
        context = Context.model_validate(group.get("context", {}))
        everyone = [Command(next(number), text, group["name"], context) for text in group["say"]]
        chosen += everyone[::share]
    return tuple(chosen)


def talk() -> tuple[str, ...]:
    """Sentences of people who do not mean the car."""
    lines = _TALK.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
