"""What a release brings beside models: phrases, rules and what the recogniser is told to expect.

They come with signed updates and are checked here once. Phrases stand for wishes the car has
already; rules can only forbid or ask more; sentences are read to the recogniser and nobody else. So
no release, however it came to be signed, can make the car do what it could not do before.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, TypeVar

from hassil.errors import HassilError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ExtrasError, LooseningError
from assistant.messages import Scene
from assistant.policy import NO_MORE_RULES, Rule, Rules
from assistant.skill import Skill
from assistant.skills import SKILLS
from assistant.slots import NUMBER
from assistant.speech.hints import SENTENCES
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.phrases import expand
from models import Allowed, Asset, ModelsError, Slot, Slots
from vehicle_bus import BusCommand, Kind, Signal, Zone, catalogue

_MOST_CHARS = 1 << 18
"""What is longer is cut, and then is no table any more."""
_MOST_SENTENCES = 12
_MOST_SENTENCE_CHARS = 60
_ANY_NUMBER = "20"
_IN_A_RANGE = frozenset({Kind.INT, Kind.FLOAT})


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


RuleId = Annotated[str, Field(pattern=r"^fleet\.[a-z0-9_]{1,60}$")]


class _RuleRow(_Table):
    """Applies to a signal when everything that is given holds."""

    id: RuleId
    signals: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of the catalogue; ``*`` stands for any part."""
    values: tuple[Any, ...] = ()
    """None: whatever it is set to."""
    above_kmh: float | None = None
    """A speed nobody knows counts as higher."""
    in_rain: bool = False
    """Only where it rains, or nobody knows whether it does."""
    unless_from: tuple[Zone, ...] = ()
    """Seats it does not hold for."""

    def applies(self, command: BusCommand, scene: Scene) -> bool:
        speed_kmh = scene.vehicle.speed_kmh
        return (
            any(fnmatchcase(command.signal, pattern) for pattern in self.signals)
            and (not self.values or command.value in self.values)
            and (self.above_kmh is None or speed_kmh is None or speed_kmh > self.above_kmh)
            and (not self.in_rain or scene.vehicle.is_raining is not False)
            and scene.speaker not in self.unless_from
        )


class _LimitRow(_Table):
    """Narrower than the catalogue's range, for every signal it names."""

    id: RuleId
    signals: Annotated[tuple[str, ...], Field(min_length=1)]
    least: float | None = None
    most: float | None = None

    def applies(self, command: BusCommand, _: Scene) -> bool:
        if not any(fnmatchcase(command.signal, pattern) for pattern in self.signals):
            return False
        value = command.value
        if not isinstance(value, int | float):
            return True
        return not (
            (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
        )

    def check(self, signal: Signal) -> None:
        """LooseningError if it reaches beyond what the signal may be; ValueError: it has no range.

        Nothing would come of it, the catalogue being asked first; but who signs a wider limit
        believes something about the car that is not so.
        """
        if signal.kind not in _IN_A_RANGE:
            raise ValueError(f"{signal.name} has no range")
        ends = [end for end in (self.least, self.most) if end is not None]
        if not ends or not all(signal.low <= end <= signal.high for end in ends):
            raise LooseningError(f"{self.id} is no narrower limit of {signal.name}.")
        if ends != sorted(ends):
            raise ValueError(f"{self.id} leaves nothing of {signal.name}")


class _RuleTable(_Table):
    """All that a release says about what may be done: its policy bundle."""

    refuse: tuple[_RuleRow, ...] = ()
    ask: tuple[_RuleRow, ...] = ()
    limit: tuple[_LimitRow, ...] = ()
    models: Allowed = Allowed()
    """Read where models are loaded."""
    bars: dict[str, float] = Field(default_factory=dict)
    """Read where releases are tried (``cloud_sync.ota.bars``)."""


class _PhraseTable(_Table):
    phrases: dict[str, tuple[str, ...]]
    """By the name of the skill, as skills declare them."""


TableT = TypeVar("TableT", bound=_Table)


@dataclass(frozen=True, slots=True)
class Extras:
    skills: tuple[Skill, ...] = SKILLS
    rules: Rules = NO_MORE_RULES
    sentences: tuple[str, ...] = SENTENCES


def extras_of(home: Path, slot: Slot | None) -> Extras:
    """Of the release in this slot; None: of none. ExtrasError if one of them is no such thing."""
    if slot is None:
        return Extras()
    slots = Slots(home)
    found: dict[str, Any] = {}
    for asset, (field, read) in _READERS.items():
        try:
            path = slots.asset(asset, slot)
        except ModelsError as error:
            raise ExtrasError(f"The {asset} of the release cannot be used.") from error
        if path is not None:
            found[field] = _read(asset, path, read)
    return Extras(**found)


def _read(asset: Asset, path: Path, read: Callable[[str], Any]) -> Any:
    try:
        with path.open(encoding="utf-8") as file:
            return read(file.read(_MOST_CHARS))
    except (OSError, ValueError, TypeError, HassilError) as error:
        raise ExtrasError(f"The {asset} of the release cannot be used.") from error


def rules(text: str) -> Rules:
    """ValueError if this is no table of rules for this car, LooseningError if it allows more."""
    table = _checked(_RuleTable, text)
    for row in (*table.refuse, *table.ask):
        _named(row.signals)
    for limit in table.limit:
        for signal in _named(limit.signals):
            limit.check(signal)
    return Rules(_rules((*table.refuse, *table.limit)), _rules(table.ask))


def _named(patterns: Iterable[str]) -> Iterator[Signal]:
    """ValueError if one names no signal."""
    found: dict[str, Signal] = {}
    for pattern in patterns:
        names = [name for name in catalogue.SIGNALS if fnmatchcase(name, pattern)]
        if not names:
            raise ValueError(f"no signal is called {pattern}")
        found |= {name: catalogue.SIGNALS[name] for name in names}
    return iter(found.values())


def _rules(rows: Iterable[_RuleRow | _LimitRow]) -> tuple[Rule, ...]:
    return tuple(Rule(row.id, row.applies) for row in rows)


def phrases(text: str) -> tuple[Skill, ...]:
    """The skills with more phrases; ours come first. ValueError if one stands for no wish."""
    table = _checked(_PhraseTable, text)
    if unknown := table.phrases.keys() - {skill.name for skill in SKILLS}:
        raise ValueError(f"no skill is called {min(unknown)}")
    grammar = PlanGrammar(SKILLS)
    for skill in SKILLS:
        more = replace(skill, phrases=table.phrases.get(skill.name, ()))
        for _, answer in expand(more):
            grammar.read(tuple(answer.replace(NUMBER, _ANY_NUMBER).split()))
    return tuple(
        replace(skill, phrases=(*skill.phrases, *table.phrases.get(skill.name, ())))
        for skill in SKILLS
    )


def sentences(text: str) -> tuple[str, ...]:
    """One a line. ValueError if there are too many, or too long ones, to be read out."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not 0 < len(lines) <= _MOST_SENTENCES or max(map(len, lines)) > _MOST_SENTENCE_CHARS:
        raise ValueError("a recogniser is told a few short sentences")
    return lines


_READERS: dict[Asset, tuple[str, Callable[[str], Any]]] = {
    Asset.RULES: ("rules", rules),
    Asset.PHRASES: ("skills", phrases),
    Asset.PROMPT: ("sentences", sentences),
}


def _checked(form: type[TableT], text: str) -> TableT:
    try:
        return form.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError("not a table of that form") from error
