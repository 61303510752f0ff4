"""The pipeline under test, in one place: sound to transcript to deed, in a car as it is at start.

What is measured here is exactly what the product runs: the assistant's own ear and dialogue. A
digest of the code and of the catalogue tells results of other settings apart.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant import Cabin
from assistant.messages import Conversation, Transcript
from assistant.response import response
from benchmarks.speech.corpus import Command
from models import HEARING_RATE_HZ, Samples, Sound
from vehicle_bus import Zone

_ROOT = Path(__file__).parents[2]
_OF_HEARING = (
    "assistant/speech",
    "models",
    "benchmarks/speech/conditions.py",
    "benchmarks/speech/noise.py",
    "benchmarks/speech/talk.txt",
)
_OF_DOING = ("assistant", "models", "vehicle_bus")
_NOT_RUN = frozenset({"training", "evaluation", "__pycache__"})
_FOUND = frozenset({"name", "now_playing"})
_ASKED = frozenset({"query", "type"})
_CODE = frozenset({".py", ".toml", ".txt", ".dbc", ".gguf", ".b64"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What the car did, as far as it matters: the same words twice give equal ones."""

    status: str
    actions: tuple[str, ...]
    pending: tuple[str, ...]
    reply: str

    @property
    def acted(self) -> bool:
        return bool(self.actions)

    def same_as(self, other: "Deed") -> bool:
        """Whether the wish was done; where nothing moves, the answer is the deed."""
        alike = (self.status, self.actions, self.pending) == (
            other.status,
            other.actions,
            other.pending,
        )
        return alike and (self.acted or bool(self.pending) or self.reply == other.reply)


def hear(cabin: Cabin, command: Command, samples: Samples) -> Transcript | None:
    """What the car of this command's context makes of the sound; None: it was no speech."""
    cabin.arrange(command.context)
    sound = Sound(samples, HEARING_RATE_HZ)
    return cabin.senses.ear.hear(sound, cabin.vehicle.refresh(), _speaker(command))


def do(cabin: Cabin, command: Command, heard: Transcript | None = None) -> Deed:
    """One turn with what was heard, or with the command as it is typed."""
    cabin.arrange(command.context)
    said = heard or Transcript(command.text, _speaker(command))
    told = response(cabin.dialogue.take_turn(said, Conversation()))
    return Deed(told["status"], _actions(told["actions"]), _actions(told["pending"]), told["reply"])


def _speaker(command: Command) -> Zone:
    return Zone(command.context.speaker or Zone.DRIVER)


def _actions(told: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(sorted(f"{one['signal']}={meant(one['value'])}" for one in told))


def meant(value: Any) -> Any:
    """What the car made of a value: once it has found something, how that was asked for is moot."""
    if isinstance(value, dict) and _FOUND & value.keys():
        return {name: said for name, said in value.items() if name not in _ASKED}
    return value


@cache
def hearing_digest() -> str:
    """Changes with everything that decides what is heard."""
    return _digest(_OF_HEARING)


@cache
def doing_digest() -> str:
    """Changes with everything that decides what is done with words."""
    return _digest(_OF_DOING)


def _digest(places: Sequence[str]) -> str:
    total = hashlib.sha256()
    for place in places:
        at = _ROOT / place
        for file in sorted(at.rglob("*")) if at.is_dir() else [at]:
            inside = file.relative_to(_ROOT)
            if file.suffix in _CODE and not _NOT_RUN & set(inside.parts):
                total.update(str(inside).encode() + file.read_bytes())
    return total.hexdigest()[:12]
