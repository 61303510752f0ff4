"""What judging must know of the car: its signals, its groups, and what may go along with what.

Signals are told by ``python -m vehicle_bus signals``, so that no other program need be imported;
the rest stands in ``rules.toml``.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import EvaluationError
from models.evaluation.rows import Row

_CATALOGUE = (sys.executable, "-m", "vehicle_bus", "signals")
_TIMEOUT_S = 60


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True)


class Signal(_Loose):
    """The part of a catalogue entry that judging needs."""

    kind: str
    unit: str = ""
    range: tuple[float, float] | None = None
    """None where the value is no number."""
    choices: tuple[str, ...] = ()
    default: Any = None
    is_event: bool = False


class Group(_Loose):
    """Which signals a group's name asks for, and which it allows beside them."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    speaker: Mapping[str, tuple[str, ...]] = {}


class Companion(_Loose):
    of: str
    allows: Mapping[str, tuple[Any, ...]]

    def lets(self, signal: str, value: object, along_with: Iterable[str]) -> bool:
        return any(fnmatchcase(used, self.of) for used in along_with) and any(
            fnmatchcase(signal, pattern) and (not values or value in values)
            for pattern, values in self.allows.items()
        )


class Rules(_Loose):
    always: tuple[str, ...]
    groups: Mapping[str, Group]
    same: Mapping[str, tuple[Any, ...]]
    implies: Mapping[str, Mapping[str, Any]]
    companions: tuple[Companion, ...]


class Car(_Loose):
    signals: Mapping[str, Signal]
    members: Mapping[str, tuple[str, ...]] = Field(alias="groups")
    """Every signal behind a group's name."""
    rules: Rules

    def asked(self, name: str, speaker: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The needed and the optional signals behind a name, when this person speaks."""
        group = self.rules.groups.get(name)
        if group is None:
            return (name,), ()
        return group.speaker.get(speaker, group.needed), group.optional

    def is_companion(self, signal: str, value: object, along_with: Iterable[str]) -> bool:
        """May this happen along with what was wanted?"""
        return signal in self.rules.always or any(
            rule.lets(signal, value, along_with) for rule in self.rules.companions
        )

    def start(self) -> dict[str, Any]:
        return {name: signal.default for name, signal in self.signals.items()}

    def spread(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """A given state with the names of groups spread over their members."""
        return {
            member: value
            for name, value in state.items()
            for member in self.members.get(name, (name,))
        }

    def unknown(self, row: Row) -> str | None:
        """A signal that the row wants and no car has; None if there is none."""
        wanted = (
            action.signal
            for turn in row.turns
            if turn.expect is not None
            for alternative in turn.expect.alternatives
            for action in alternative.actions
        )
        known = self.signals.keys() | self.members.keys()
        return next((name for name in wanted if name not in known), None)


def read(command: tuple[str, ...] = _CATALOGUE) -> Car:
    try:
        told = subprocess.run(  # noqa: S603 - the command is ours
            command, capture_output=True, text=True, check=True, timeout=_TIMEOUT_S
        )
        return of(told.stdout)
    except (OSError, subprocess.SubprocessError, ValidationError) as error:
        raise EvaluationError(f"{' '.join(command[1:])} does not tell the signals") from error


def of(catalogue: str) -> Car:
    """The car that this text of JSON describes, with our rules."""
    rules = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    signals = _Catalogue.model_validate_json(catalogue)
    return Car(signals=signals.signals, groups=signals.groups, rules=Rules.model_validate(rules))


class _Catalogue(_Loose):
    signals: Mapping[str, Signal]
    groups: Mapping[str, tuple[str, ...]]
