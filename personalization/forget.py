"""Which preferences a spoken scope means: "that I like jazz", "my music", "everything".

Nothing is removed here. What is not understood means nothing, never everything; and nobody but
the driver has anything forgotten.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models import normalise
from personalization.category import Category
from personalization.preference import Preference
from personalization.reading.condition import conditions
from personalization.reading.finding import topics_named
from personalization.statement import Statement, read
from personalization.topics import TOPICS
from personalization.topics.people import RELATIONS

_LEAD = re.compile(
    r"^(?:(?:please|hey|ok|okay|and|now|just|can you|could you|would you|forget|delete|erase|"
    r"remove|"
    r"clear|wipe|drop|about|that|what|which|everything you know about|all you know about|"
    r"everything about|"
    r"everything i (?:told you|said) about|all about|all of|all|the fact|you know about|"
    r"i told you about|"
    r"you know|anything about|you should|you can) )+"
)
_ALL = re.compile(
    r"^(?:(?:absolutely |simply )?everything|all|it all|all of it|the lot|all (?:my|"
    r"the) (?:preferences|data|"
    r"memories)|my preferences|me|my data|all that you know|what you know|everything you know|"
    r"my profile|"
    r"all you know)"
    r"(?: (?:about me|of me|you know|you know about me|you have learned|that you know|"
    r"i (?:ever )?told you|"
    r"i said|about me please|please|now|completely))*$"
)
_CATEGORIES = {
    Category.COMFORT: "comfort|climate|heating and cooling|air",
    Category.SEATS: "seats?|seat settings",
    Category.LIGHT: "lights?|lighting|interior lights?",
    Category.NAVIGATION: "navigation|routes?|roads|routing|driving directions|navigation settings",
    Category.PLACES: "places|points of interest|restaurants and shops|favou?rite places",
    Category.MEDIA: "media|music|audio|entertainment|music taste|taste in music",
    Category.CONTACTS: "contacts|people|family|relatives|friends|nicknames|names of people",
    Category.WORDING: "wording|way of speaking|how (?:to|you) (?:talk|speak)(?: to me)?|speech",
}
_WHOLE = (
    r"^(?:my |the |all my |all the |our )*(?:{})"
    r"(?: (?:preferences?|settings|likes|i like|favou?rites))*$"
)
_CATEGORY = {category: re.compile(_WHOLE.format(words)) for category, words in _CATEGORIES.items()}
_HABITS = re.compile(r"(?:all )?(?:of )?(?:my |the )?habits")
_RELATION = "|".join(sorted(RELATIONS, key=len, reverse=True))
_PERSON = re.compile(rf"^(?:who )?my (?P<who>{_RELATION})(?:'s name)?(?: is| is called)?$")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be forgotten."""

    preferences: tuple[Preference, ...] = ()
    is_everything: bool = False
    """Also what was noticed and not told; ask before doing it."""
    signals: frozenset[str] = frozenset()
    """Habits of these are meant, too,"""
    category: Category | None = None
    """those of this category,"""
    is_habits: bool = False
    """or all of them."""


NOTHING = Scope()


def scope_of(text: str, known: Iterable[Preference], *, by_driver: bool = True) -> Scope:
    """``NOTHING`` if the words mean nothing that is known."""
    kept = tuple(known)
    words = normalise(text).text
    if not by_driver or not words:
        return NOTHING
    rest = _LEAD.sub("", f"{words} ").strip()
    if _ALL.search(rest) or _is_all(words):
        return Scope(kept, is_everything=True)
    for category, pattern in _CATEGORY.items():
        if pattern.search(rest):
            return Scope(tuple(old for old in kept if old.category is category), category=category)
    if _HABITS.fullmatch(rest):
        return Scope(is_habits=True)
    told = _told(text, kept) or _person(rest, kept) or _of_topic(rest, kept)
    return Scope(told, signals=_signals(rest))


def _is_all(words: str) -> bool:
    return bool(
        _ALL.search(re.sub(r"^(?:(?:please|forget|delete|erase|clear|wipe|remove) )+", "", words))
    )


def _told(text: str, kept: tuple[Preference, ...]) -> tuple[Preference, ...]:
    """ "That I like jazz": the preferences that say so."""
    said = re.sub(
        r"(?i)^.*?\b(?:forget|delete|erase|remove|drop)\b(?: the fact)?(?: that)?", "", text
    )
    told = read(said, is_asked=True).told
    return tuple(old for old in kept if any(_is_meant(one, old) for one in told))


def _is_meant(one: Statement, old: Preference) -> bool:
    has_value = str(one.value).casefold() == str(old.value).casefold()
    is_when = not one.when.conditions or set(one.when.conditions) <= set(old.when.conditions)
    has_about = one.about.casefold() == old.about.casefold()
    return one.topic == old.topic and has_value and has_about and is_when


def _person(rest: str, kept: tuple[Preference, ...]) -> tuple[Preference, ...]:
    match = _PERSON.search(rest)
    about = RELATIONS[match["who"]] if match else rest.removeprefix("who ").removesuffix(" is")
    return tuple(old for old in kept if old.about and old.about.casefold() == about)


def _of_topic(rest: str, kept: tuple[Preference, ...]) -> tuple[Preference, ...]:
    """ "My favourite station", "the temperature in the morning"."""
    found = conditions(rest)
    wanted = {condition for when in found.whens for condition in when.conditions}
    topics = topics_named(found.rest)
    return tuple(old for old in kept if old.topic in topics and wanted <= set(old.when.conditions))


def _signals(rest: str) -> frozenset[str]:
    signals = (TOPICS[topic].signal for topic in topics_named(conditions(rest).rest))
    return frozenset(signal for signal in signals if signal)
