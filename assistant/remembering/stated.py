"""What a driver says they like: stored, taken back, forgotten, recited; and what is answered.

Nothing is kept of what is not about the car, and the answer says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from assistant.known import Fact, Liking
from assistant.memory import FORGET, SET, Told
from assistant.messages import Say, Status
from assistant.remembering.setting import setting
from personalization import (
    Added,
    Category,
    Contradicts,
    Known,
    OffSchema,
    Outcome,
    Preference,
    Preferences,
    Reason,
    SwitchedOff,
    Unclear,
    Updated,
    read,
    reconcile_all,
)
from vehicle_bus import Query, Value

_WHY_NOT_KEPT = {
    Reason.NO_TOPIC: "That is not something I can set or choose for you, so I keep nothing of it.",
    Reason.NOT_A_PREFERENCE: "I keep only what you like in this car. What is it?",
    Reason.MOMENTARY: "That is for now only, so I do not keep it.",
}
_PRIVATE = "That is too personal for a car. I keep nothing of it."


class Stated:
    """The stated preferences of one driver."""

    def __init__(self, kept: Preferences) -> None:
        self._kept = kept
        self._made: _Ready | None = None
        self._told: dict[str, tuple[Preference, tuple[Preference, ...]]] = {}
        """What was told since somebody sat down, by a number no other driver's
        has, and what each took the place of."""

    def all(self) -> tuple[Preference, ...]:
        return self._kept.all()

    def likings(self, conditions: frozenset[str]) -> tuple[Liking, ...]:
        """The most particular preference of each signal that holds now."""
        return tuple(_holding(self._ready().likings, conditions))

    def facts(self, conditions: frozenset[str]) -> tuple[Fact, ...]:
        """The same of each topic without a signal."""
        return tuple(_holding(self._ready().facts, conditions))

    def _ready(self) -> "_Ready":
        """Made once after each change, so that a turn has next to nothing to do."""
        told = self._kept.all()
        if self._made is None or self._made.of is not told:
            self._made = _Ready.made(told)
        return self._made

    def liked(self, topic: str) -> str | None:
        """What is always liked of a topic; None if nothing was told."""
        always = (one for one in self.all() if one.topic == topic and one.likes)
        return next((str(one.value) for one in always if not one.when.conditions), None)

    def remember(self, text: str, switched_off: Collection[Category]) -> Told:
        outcomes = reconcile_all(
            read(text, is_asked=True).items,
            self._kept.all(),
            told_at=datetime.now(UTC),
            switched_off=switched_off,
        )
        stored: list[tuple[str, Value]] = []
        for outcome in outcomes:
            if isinstance(outcome, Added | Updated | Contradicts):
                replaced = () if isinstance(outcome, Added) else outcome.replaces
                self._kept.add(outcome.new, replaced)
                number = uuid4().hex
                self._told[number] = (outcome.new, replaced)
                stored.append((SET, _reported(outcome.new).merged({"id": number})))
            elif isinstance(outcome, Known):
                stored.append((SET, _reported(outcome.old)))
        said = [_said(outcome) for outcome in outcomes]
        status = min((s.status for s in said), key=list(Status).index)
        text = " ".join(dict.fromkeys(s.text for s in said))
        return Told(Say(text, status), tuple(stored))

    def take_back(self, identity: str) -> Told:
        """What was told is forgotten, and what it took the place of is back."""
        if identity not in self._told:
            return Told(Say("That was told by somebody else.", Status.REFUSED))
        told, replaced = self._told.pop(identity)
        self._kept.remove([told])
        for old in replaced:
            self._kept.add(old)
        return Told(Say("I no longer keep that."), ((FORGET, Query.of(id=identity)),))

    def last_told(self) -> tuple[Preference, ...]:
        """What "forget that" means."""
        last = list(self._told.values())[-1:]
        return tuple(told for told, _ in last if told in self._kept.all())

    def forget(self, meant: Iterable[Preference]) -> None:
        self._kept.remove(meant)


_Found = TypeVar("_Found", Liking, Fact)


@dataclass(frozen=True, slots=True)
class _Ready:
    """Under which conditions what holds, the most particular last."""

    of: tuple[Preference, ...]
    likings: tuple[tuple[frozenset[str], str, Liking], ...]
    facts: tuple[tuple[frozenset[str], str, Fact], ...]

    @classmethod
    def made(cls, told: tuple[Preference, ...]) -> "_Ready":
        liked = sorted((one for one in told if one.likes), key=lambda one: len(one.when.conditions))
        likings, facts = [], []
        for one in liked:
            when, signal = frozenset(one.when.conditions), one.subject.signal
            if signal is None:
                said = one.subject.kind.said(one.value)
                fact = Fact(one.topic, one.about, said, because(one))
                facts.append((when, f"{one.topic} {one.about}", fact))
            elif (value := setting(signal, one.value)) is not None:
                likings.append((when, signal, Liking(signal, value, because(one))))
        return cls(told, tuple(likings), tuple(facts))


def _holding(
    ready: Iterable[tuple[frozenset[str], str, _Found]], conditions: frozenset[str]
) -> Iterable[_Found]:
    return {key: one for when, key, one in ready if when <= conditions}.values()


def because(one: Preference) -> str:
    return f"{one.sentence()[:-1]}, as you told me on {one.told_at:%-d %B}."


def _said(outcome: Outcome) -> Say:
    match outcome:
        case Added(new):
            text, status = f"I'll remember it: {_lower(new.sentence())}", Status.DONE
        case Known(old):
            text, status = f"I know: {_lower(old.sentence())}", Status.DONE
        case Updated(replaces, new) | Contradicts(replaces, new):
            before = " ".join(_lower(old.sentence()) for old in replaces)
            text, status = f"{new.sentence()} Before, I had: {before}", Status.DONE
        case _:
            return _not_kept(outcome)
    return Say(text, status)


def _not_kept(outcome: Outcome) -> Say:
    match outcome:
        case OffSchema(Reason.NOT_A_PREFERENCE as reason):
            return Say(_WHY_NOT_KEPT[reason], Status.CLARIFY)
        case OffSchema(reason):
            return Say(_WHY_NOT_KEPT.get(reason, _PRIVATE), Status.UNSUPPORTED)
        case SwitchedOff(category):
            return Say(f"You told me to keep nothing about {category.value}.", Status.REFUSED)
        case Unclear(question):
            return Say(question, Status.CLARIFY)
    raise ValueError(f"kept: {outcome}")


def _reported(one: Preference) -> Query:
    when = {"when": " ".join(one.when.conditions)} if one.when.conditions else {}
    value = f"{one.value:g}" if isinstance(one.value, float) else str(one.value)
    return Query.of(key=one.about or one.topic, value=value, **when)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
