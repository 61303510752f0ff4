"""What some words are about: the topic, its value and whether anything is left unexplained.

Where the value alone tells the topic every word has to be accounted for, so "I like Italian cars"
is not a preference for Italian food. Where topic and value are both named, a word or two may stay
unexplained: "the fan at a pleasant 30 percent".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from personalization.reading.amount import (
    Found,
    has_degrees,
    is_plain_number,
    read_amount,
    read_switch,
)
from personalization.topic import Amount, Choice, Switch, Text, Topic, Value
from personalization.topics import TOPICS

_FILL_TEXT = """
    a an the my our your it its it's to at on in of for by with from is are be am being it'll
    this that i i'm i'd me we us you please car cabin inside here there always usually really
    just very also so and have having has get set put keep turn turned use using about around
    roughly approximately some any all kind sort thing things only mostly rather quite good nice
    best most way when drive driving them these those one ones up as like listening listen hear
    hearing eat eating go going take taking over via through play playing now bit little
    slightly different other another between or value above below under than least brightness
    speed level setting strength position colour color paying pay sitting standing crossing
    stuck taken comes come make increase raise lower reduce changed change switch feel feels
    find think makes happy comfortable relaxing perfect right suits work works kept stay stays
    choose pick select let leave if everything look give show tell send somewhere anywhere
    should must can could will would driver driver's side even better more much food music lot
    lots
"""
_FILL = frozenset(_FILL_TEXT.split())
_EDGE_TEXT = """
    is are be 's to at by in on with called named from of for some and always usually as it i we
    about please just really my get go going now rather listen listening most best comes come
    makes has changed
"""
_EDGE = frozenset(_EDGE_TEXT.split())
_NOT_IN_NAMES_TEXT = """
    i you he she that which who whose because when if not what is are was one it's i'm than them
    podcast station degrees degree percent
"""
_NOT_IN_NAMES = frozenset(_NOT_IN_NAMES_TEXT.split())
_ARTICLES = frozenset(
    {"the", "a", "an", "some", "good", "really", "listening", "eating", "any", "old"}
)
_NOT_A_KIND = frozenset(word for topic in TOPICS.values() for word in topic.vague) | frozenset(
    {
        "bad",
        "nice",
        "great",
        "more",
        "less",
        "new",
        "my",
        "healthy",
        "no",
        "different",
        "other",
        "on",
    }
)
"""Of food or music they name no kind."""
_UNITS = frozenset({"degrees", "degree", "temperature unit", "units", "heat", "play", "be", "talk"})
"""Words of a topic that are said of much else."""
_MOST_UNEXPLAINED = 2
_LONGEST_NAME = 6
_SEAT = re.compile(r"\bseats?\b")


@dataclass(frozen=True, slots=True)
class Reading:
    topic: Topic
    value: Value | None
    """None: the topic is clear, its value is not."""
    is_stated: bool
    """Some value was said, though perhaps not one that the topic has."""
    rank: tuple[bool, bool, int, int]
    """How sure it is: a value, a known one, few words unexplained, many characters explained."""

    @property
    def is_whole(self) -> bool:
        """Every word is accounted for."""
        return self.rank[2] == 0


def best_reading(
    text: str, *, weather: str | None = None, inherited: Topic | None = None
) -> Reading | None:
    """The reading that explains most. ``inherited``: the topic of the words before, which a part
    like "22 in the evening" goes on with. ``weather`` decides what a seat's level is about."""
    if inherited and (known := _reading(inherited, "", text)) and known.value is not None:
        own = best_reading(text)
        return own if own and own.rank > known.rank and own.rank[1] else known
    if seat := _seat(text, weather):
        text = _SEAT.sub(seat, text)
    readings = [
        reading for topic, noun in _candidates(text) if (reading := _reading(topic, noun, text))
    ]
    return max(readings, key=lambda reading: reading.rank, default=None)


def names_a_topic(text: str) -> bool:
    return next(_candidates(text), None) is not None


def topics_named(text: str) -> frozenset[str]:
    """The topics with the longest word among these: "seat heating", not "heating"."""
    named = [(len(noun), topic.key) for topic, noun in _candidates(text) if noun]
    longest = max(named, default=(0, ""))[0]
    return frozenset(key for length, key in named if length == longest)


def is_ambiguous_seat(text: str) -> bool:
    """A level of the seat, but of what in it?"""
    return bool(_SEAT.search(text) and re.search(r"\blevel \d|\bon \d|\bto \d", text))


def _seat(text: str, weather: str | None) -> str | None:
    named = [
        topic.key for topic, noun in _candidates(text) if "seat" in noun or topic.key == "massage"
    ]
    if named or not _SEAT.search(text):
        return None
    return {"cold": "seat heating", "hot": "seat ventilation"}.get(weather or "")


def _candidates(text: str) -> Iterator[tuple[Topic, str]]:
    for topic, nouns, values in _PATTERNS:
        noun = max((match.group() for match in nouns.finditer(text)), key=len, default="")
        is_valued = values is not None and values.search(text) is not None
        if noun or (topic.stands_alone and is_valued):
            yield topic, noun
    if has_degrees(text) or (
        is_plain_number(text) and not set(re.sub(r"\d\S*", "", text).split()) - _FILL
    ):
        yield TOPICS["temperature"], ""


def _reading(topic: Topic, noun: str, text: str) -> Reading | None:
    found = _found(topic, noun, text)
    rest = text if found is None else found.rest
    unexplained = _unexplained(topic, rest)
    if unexplained > _allowed(topic, noun):
        return None
    if found is None:
        return Reading(topic, None, False, (False, False, -unexplained, len(noun)))
    value = found.value
    if value is not None and not topic.admits(value):
        value = None
    known = not isinstance(topic.kind, Text) or value in topic.kind.known
    size = len(noun) + len(text) - len(found.rest)
    return Reading(topic, value, True, (value is not None, known, -unexplained, size))


def _allowed(topic: Topic, noun: str) -> int:
    is_named = bool(noun) and noun not in _UNITS and noun not in topic.vague
    return 0 if not is_named or isinstance(topic.kind, Text) else _MOST_UNEXPLAINED


def _found(topic: Topic, noun: str, text: str) -> Found | None:
    match topic.kind:
        case Amount() as kind:
            return read_amount(text, kind)
        case Switch():
            return read_switch(text)
        case Choice() as kind:
            return _chosen(kind, text)
        case Text() as kind:
            return _known(kind, noun, text) or _named(kind, noun, text)


def _chosen(kind: Choice, text: str) -> Found | None:
    matches = [
        (len(words), value, words)
        for value, spoken in kind.options.items()
        for words in spoken
        if re.search(rf"\b{re.escape(words.lower())}\b", text)
    ]
    if not matches:
        return None
    _, value, words = max(matches)
    return Found(value, _less(text, words.lower()))


def _known(kind: Text, noun: str, text: str) -> Found | None:
    fits = [words for words in kind.known if re.search(rf"\b{re.escape(words)}(?![\w'])", text)]
    if not fits:
        return None
    words = max(fits, key=len)
    rest = _less(text, words)
    return Found(words, _less(rest, noun) if noun else rest)


def _named(kind: Text, noun: str, text: str) -> Found | None:
    """A name next to the word for what it names."""
    if not noun:
        return None
    words = _stripped(_less(text, noun, article=True).split(), kind)
    if not words or len(words) > _LONGEST_NAME or _NOT_IN_NAMES & set(words):
        return None
    name = " ".join(words)
    is_kind = len(words) <= 2 and not (_NOT_A_KIND | _FILL) & set(words)
    if len(name) > kind.longest or not (kind.is_name or is_kind):
        return None
    return Found(name, "")


def _stripped(words: list[str], kind: Text) -> list[str]:
    edges = _EDGE if kind.is_name else _EDGE | _ARTICLES
    while words and words[0] in edges:
        words = words[1:]
    while words and words[-1] in _EDGE | {"the", "a", "food", "music"}:
        words = words[:-1]
    return words


def _less(text: str, words: str, *, article: bool = False) -> str:
    lead = r"(?:\b(?:the|a|an|my|this) )?" if article else ""
    cut = re.sub(rf"{lead}\b{re.escape(words)}(?![\w'])", " ", text, count=1)
    return " ".join(cut.split())


def _unexplained(topic: Topic, rest: str) -> int:
    """How many words are left that say something else."""
    for words in sorted((*topic.words, *topic.vague), key=len, reverse=True):
        rest = _less(rest, words)
    return len([word for word in rest.split() if word not in _FILL])


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((word.lower() for word in words), key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'])")


def _values(topic: Topic) -> re.Pattern[str] | None:
    if isinstance(topic.kind, Choice):
        return _pattern(tuple(word for words in topic.kind.options.values() for word in words))
    if isinstance(topic.kind, Text) and topic.kind.known:
        return _pattern(topic.kind.known)
    return None


_PATTERNS = tuple(
    (topic, _pattern((*topic.words, *topic.vague)), _values(topic))
    for topic in TOPICS.values()
    if topic.words
)
