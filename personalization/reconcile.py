"""A statement against what is known: what would change, decided and not done.

Pure functions on values; storing is somebody else's. The same topic under other conditions is
another matter and lives beside it. Only the driver changes what is known of the driver.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from personalization.category import Category
from personalization.preference import Preference, prefer
from personalization.statement import Item, Reason, Refused, Statement, Unsure
from personalization.topic import Amount, Switch
from personalization.topics import TOPICS


@dataclass(frozen=True, slots=True)
class Added:
    new: Preference


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing to do: this is known."""

    old: Preference


@dataclass(frozen=True, slots=True)
class Updated:
    """Another value in place of the old one, under the id of the first that goes."""

    replaces: tuple[Preference, ...]
    new: Preference

    @property
    def old(self) -> Preference:
        return self.replaces[0]


@dataclass(frozen=True, slots=True)
class Contradicts:
    """The opposite of what was said before: kept instead of it, and the driver is told."""

    replaces: tuple[Preference, ...]
    new: Preference

    @property
    def old(self) -> Preference:
        return self.replaces[0]


@dataclass(frozen=True, slots=True)
class OffSchema:
    reason: Reason


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    category: Category


@dataclass(frozen=True, slots=True)
class Unclear:
    question: str


@dataclass(frozen=True, slots=True)
class NotTheDriver:
    """Said by another driver or a guest."""


Outcome = Added | Known | Updated | Contradicts | OffSchema | SwitchedOff | Unclear | NotTheDriver


def reconcile(
    item: Item,
    known: Iterable[Preference],
    *,
    told_at: datetime,
    switched_off: Collection[Category] = (),
    by_driver: bool = True,
) -> Outcome:
    """What one item of a sentence means for what is known of the driver."""
    if not by_driver:
        return NotTheDriver()
    match item:
        case Refused(reason):
            return OffSchema(reason)
        case Unsure(_, topic) if topic and TOPICS[topic].category in switched_off:
            return SwitchedOff(TOPICS[topic].category)
        case Unsure(question):
            return Unclear(question)
        case Statement() if item.subject.category in switched_off:
            return SwitchedOff(item.subject.category)
        case Statement():
            return _against(_preference(item, told_at), tuple(known))


def reconcile_all(
    items: Iterable[Item],
    known: Iterable[Preference],
    *,
    told_at: datetime,
    switched_off: Collection[Category] = (),
    by_driver: bool = True,
) -> tuple[Outcome, ...]:
    """The same for a whole sentence: each item meets what the items before it left."""
    outcomes: list[Outcome] = []
    after = tuple(known)
    for item in items:
        outcome = reconcile(
            item, after, told_at=told_at, switched_off=switched_off, by_driver=by_driver
        )
        outcomes.append(outcome)
        after = applied(after, outcome)
    return tuple(outcomes)


def applied(known: Iterable[Preference], outcome: Outcome) -> tuple[Preference, ...]:
    """What is known when an outcome has been carried out."""
    match outcome:
        case Added(new):
            return (*known, new)
        case Updated(replaces, new) | Contradicts(replaces, new):
            gone = {old.id for old in replaces}
            return (*(old for old in known if old.id not in gone), new)
        case _:
            return tuple(known)


def _preference(said: Statement, told_at: datetime) -> Preference:
    return prefer(
        said.topic,
        said.value,
        told_at,
        about=said.about,
        likes=said.likes,
        when=said.when,
        words=said.words,
    )


def _against(new: Preference, known: tuple[Preference, ...]) -> Outcome:
    same = [old for old in known if _is_same_matter(old, new)]
    for old in same:
        if _says(old, new):
            return Known(old)
    opposed = tuple(old for old in same if _is_opposite(old, new))
    rivals = tuple(_rivals(new, same))
    if opposed:
        return Contradicts((*opposed, *rivals), _in_place_of(opposed[0], new))
    if rivals:
        return Updated(rivals, _in_place_of(rivals[0], new))
    return Added(new)


def _in_place_of(old: Preference, new: Preference) -> Preference:
    return new.model_copy(update={"id": old.id})


def _is_same_matter(old: Preference, new: Preference) -> bool:
    return (old.topic, old.when) == (new.topic, new.when) and (
        old.about.casefold() == new.about.casefold()
    )


def _says(old: Preference, new: Preference) -> bool:
    """The old one says all that the new one does."""
    if _has_same_value(old, new):
        return old.likes == new.likes
    is_bare = isinstance(new.value, bool)
    return is_bare and _turns_on(old) is not None and _turns_on(old) == _turns_on(new)


def _is_opposite(old: Preference, new: Preference) -> bool:
    if _has_same_value(old, new):
        return old.likes != new.likes
    states = {_turns_on(old), _turns_on(new)}
    return states == {True, False}


def _rivals(new: Preference, same: Iterable[Preference]) -> Iterator[Preference]:
    """Values that cannot stay beside a new one that is liked."""
    if new.subject.several or not new.likes:
        return
    for old in same:
        if old.likes and not _has_same_value(old, new) and not _is_opposite(old, new):
            yield old


def _has_same_value(old: Preference, new: Preference) -> bool:
    if isinstance(old.value, str) and isinstance(new.value, str):
        return " ".join(old.value.casefold().split()) == " ".join(new.value.casefold().split())
    return type(old.value) is type(new.value) and old.value == new.value


def _turns_on(told: Preference) -> bool | None:
    """Whether it wants something running; None: it does not say."""
    kind = told.subject.kind
    if not (isinstance(kind, Switch) or (isinstance(kind, Amount) and kind.is_switch)):
        return None
    if isinstance(told.value, bool) or not told.value:
        return bool(told.value) == told.likes
    return True if told.likes else None
