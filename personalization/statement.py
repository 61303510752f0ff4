"""Words become statements, without a language model: what a driver wants to be kept, and when.

``read`` never fails and stores nothing: each item it gives is a statement that its topic admits,
something that must not be kept, with the reason, or something to ask about. Statements of one
sentence that contradict each other are none: the driver is asked which it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models import normalise
from personalization.reading.sentence import WHICH, items_of
from personalization.reading.value import CHATTER, Item, Reason, Refused, Statement, Unsure

__all__ = ["Item", "Reason", "Refused", "Statement", "Statements", "Unsure", "read"]

MOST_ITEMS = 6
"""So many are taken from one sentence; of more the driver is asked."""

_TOO_MUCH = Unsure("That was a lot at once. Please tell me the rest again.")


@dataclass(frozen=True, slots=True)
class Statements:
    """What one sentence said, in its order."""

    items: tuple[Item, ...]

    @property
    def told(self) -> tuple[Statement, ...]:
        return tuple(item for item in self.items if isinstance(item, Statement))


def read(text: str, *, is_asked: bool = False) -> Statements:
    """Everything this sentence says about what the driver likes; never nothing at all.

    ``is_asked``: it is known already that the driver wants it kept, so "20 degrees" will do.
    """
    said = normalise(text)
    items = _without_chatter(_agreed(tuple(dict.fromkeys(items_of(said, is_asked=is_asked)))))
    if said.is_cut or len(items) > MOST_ITEMS:
        items = (*items[: MOST_ITEMS - 1], _TOO_MUCH)
    return Statements(items or (Refused(Reason.NOT_A_PREFERENCE),))


def _without_chatter(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Talk beside a preference is no reason to complain, unless it was a private matter."""
    kept = tuple(
        item for item in items if not (isinstance(item, Refused) and item.reason in CHATTER)
    )
    return kept or items[:1]


def _agreed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Each group of statements that cannot all be true becomes one question."""
    told = [item for item in items if isinstance(item, Statement)]
    return tuple(
        dict.fromkeys(
            Unsure(WHICH, item.topic)
            if isinstance(item, Statement) and _clashes(item, told)
            else item
            for item in items
        )
    )


def _clashes(one: Statement, told: Sequence[Statement]) -> bool:
    return any(_are_opposed(one, other) for other in told if _is_same_matter(one, other))


def _is_same_matter(one: Statement, other: Statement) -> bool:
    return (one.topic, one.about, one.when) == (other.topic, other.about, other.when)


def _are_opposed(one: Statement, other: Statement) -> bool:
    if one.value == other.value:
        return one.likes != other.likes
    return one.likes and other.likes and not one.subject.several
