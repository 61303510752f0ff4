"""Names put right after recognising: as they are spelled in the car, if they sound like it.

Only the words after an opening such as "call" or "navigate to" are compared, by spelling and by
sound together, and only a clear winner is taken. A word that is a name already, or an ordinary
word of a driver, stays as it was heard. What was changed is told, so that a turn can show it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from rapidfuzz.fuzz import ratio

from assistant.speech.hints import Names
from assistant.speech.sounding import letters, sound_key

_LIKE = 72.0
"""Least likeness, 0 to 100, of words that were meant as a whole name."""
_STRICT_LIKE = 82.0
"""Of words that were meant as a first or last name alone, or as what to play."""
_FARTHEST_LIKE = 45.0
"""Of words that the recogniser is asked to compare with a name by their sound."""
_SHORT_LIKE = 86.0
_SHORT_LETTERS = 4
"""A name of so few letters is like too many words: it takes the greater likeness."""
_SHORTEST_LETTERS = 3
"""Less is like too much to be put in place of anything."""
_CLEARLY_LIKE = 5.0
"""How much likelier the best name is than the next."""
_MORE_WORDS = 2
"""A name may be heard as so many words more than it has."""

_OPENING = re.compile(
    r"\b(?:call(?:ing)?|ring|phone|dial|text|tell(?! me)|via|(?P<media>play|by|hear|listen to)|"
    r"(?:message|send|write|reply|speak|talk) (?:a message )?(?:to|for|from)|message|send|"
    r"(?:navigate|drive|go|route|directions|way|head|get|guide me|take me|bring me|call|text) to|"
    r"(?:message|home|house|place) (?:of|to|for|from))(?= )",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[!?]|[.](?=\s)")
_LONGEST_WORDS = 6
_ORDINARY = frozenset(
    {"a", "an", "the", "my", "our", "your", "his", "her", "their", "me", "him", "us", "them", "it"}
    | {"this", "that", "some", "something", "someone", "any", "one", "up", "on", "off", "to", "in"}
    | {"at", "for", "by", "and", "or", "of", "with", "from", "back", "is", "are", "i", "m", "s"}
    | {"he", "she", "we", "they", "you", "home", "work", "office", "school", "mom", "mum", "dad"}
    | {"wife", "husband", "mother", "father", "brother", "sister", "boss", "doctor", "police"}
    | {"music", "song", "songs", "radio", "station", "playlist", "album", "podcast", "news", "jazz"}
    | {"rock", "pop", "classical", "next", "previous", "nearest", "closest", "again", "now", "last"}
    | {"please", "number", "airport", "hospital", "hotel", "restaurant", "parking", "charging"}
    | {"charger", "petrol", "gas", "fuel", "supermarket", "bakery", "pharmacy", "cafe", "coffee"}
    | {"right", "left", "front", "rear", "low", "high", "full", "half", "more", "less", "way"}
    | {"emergency", "mobile", "assistance", "traffic", "town", "city", "centre", "center", "park"}
    | {"sleep", "eco", "sport", "comfort", "message", "call", "text", "stop", "what", "when", "how"}
    | {"where", "who", "if", "then", "there", "here", "today", "tomorrow", "tonight", "first"}
    | {"place", "house", "later", "late", "soon", "going", "not", "can", "will", "be", "do", "out"}
    | {"have", "has", "get", "yet", "don", "t", "ll", "re", "ve", "d", "no", "yes", "okay", "ok"}
)


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of words of the text that may be meant as a name."""

    first: int
    last: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    span: _Span
    name: str
    spelled: str
    """The name, or that part of it that was said."""
    likeness: float
    least: float
    """The likeness it takes to be meant."""


def put_right(text: str, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with names as they are spelled in the car, and (heard, spelled) of each change."""
    known = frozenset(word for name in names.all for word in _words(name)) - _ORDINARY
    changed: list[tuple[str, str]] = []
    for opening in reversed(list(_OPENING.finditer(text))):
        is_media = opening["media"] is not None
        spans = list(_spans(text, opening.end()))
        if is_media:
            spans += _after_ordinary(text, spans)
        pool = names.played if is_media else names.called
        match = _best(spans, pool, known, whole=is_media)
        if match is None:
            continue
        heard = text[match.span.first : match.span.last]
        if heard.casefold() != match.spelled.casefold():
            text = text[: match.span.first] + match.spelled + text[match.span.last :]
            changed.insert(0, (heard, match.spelled))
    return text, tuple(changed)


@dataclass(frozen=True, slots=True)
class Renaming:
    """A text with a known name in the place of words that are somewhat like it."""

    text: str
    change: tuple[str, str]
    """The words and the name."""
    likeness: float


def renamings(text: str, names: Names) -> Iterator[Renaming]:
    """Every known name that the words after an opening may have been, far-fetched ones too: for
    whoever can tell by the sound."""
    end = "?" if text.rstrip().endswith("?") else "."
    bare = text.rstrip(" .?!")
    for opening in _OPENING.finditer(bare):
        spans = list(_spans(bare, opening.end()))
        spans += _after_ordinary(bare, spans)
        for name in names.played if opening["media"] else names.called:
            room = len(_words(name)) + _MORE_WORDS
            for span in spans:
                like = likeness("".join(span.words), name)
                if len(span.words) <= room and like >= _FARTHEST_LIKE:
                    put = bare[: span.first] + name + bare[span.last :] + end
                    yield Renaming(put, (bare[span.first : span.last], name), like)


def _best(
    spans: Sequence[_Span], names: Sequence[str], known: frozenset[str], *, whole: bool
) -> _Match | None:
    """What is clearly likest; for music only ``whole`` names, as no list of artists is closed."""
    matches = [m for name in names for m in _matches(name, spans, known, whole=whole)]
    best = max(matches, key=lambda match: match.likeness - match.least, default=None)
    if best is None or best.likeness < best.least:
        return None
    others = (m.likeness for m in matches if m.name != best.name and m.spelled != best.spelled)
    return best if best.likeness - max(others, default=0.0) >= _CLEARLY_LIKE else None


def _matches(
    name: str, spans: Iterable[_Span], known: frozenset[str], *, whole: bool
) -> Iterator[_Match]:
    words = _words(name)
    if len(letters(name)) < _SHORTEST_LETTERS:
        return
    for spelled in (name,) if whole else dict.fromkeys((name, *_parts(name))):
        longest = len(_words(spelled)) + _MORE_WORDS
        strict = whole or spelled != name
        for span in spans:
            if len(span.words) <= longest and _may_be(span, words, known, strict=strict):
                like = likeness("".join(span.words), spelled)
                yield _Match(span, name, spelled, like, _least(spelled, strict=strict))


def _may_be(span: _Span, name: Sequence[str], known: frozenset[str], *, strict: bool) -> bool:
    """Not ordinary words, and no other name among them."""
    ordinary = [word in _ORDINARY and word not in name for word in span.words]
    if all(ordinary) or (strict and any(ordinary)):
        return False
    return all(word in name for word in span.words if word in known)


def likeness(heard: str, name: str) -> float:
    """0 to 100: how alike two names are, in their letters and in their sound."""
    return (ratio(letters(heard), letters(name)) + ratio(sound_key(heard), sound_key(name))) / 2


def _least(spelled: str, *, strict: bool) -> float:
    if len(letters(spelled)) <= _SHORT_LETTERS:
        return _SHORT_LIKE
    return _STRICT_LIKE if strict else _LIKE


def _spans(text: str, start: int) -> Iterator[_Span]:
    """Every run of words that begins where the opening ends, within its sentence."""
    found: list[re.Match[str]] = []
    for word in islice(_WORD.finditer(text, start), _LONGEST_WORDS):
        if found and _SENTENCE_END.search(text, found[-1].end(), word.start()):
            return
        found.append(word)
        if not any(f.group()[0].isdigit() for f in found):
            words = tuple(f.group().casefold() for f in found)
            yield _Span(found[0].start(), word.end(), words)


def _after_ordinary(text: str, spans: Sequence[_Span]) -> Iterator[_Span]:
    """Every run behind "some", "my" and the like: "play my road trip"."""
    ordinary = takewhile(lambda span: all(word in _ORDINARY for word in span.words), spans)
    for span in ordinary:
        yield from _spans(text, span.last)


def _parts(name: str) -> tuple[str, ...]:
    """First and last name on their own, if they are more than an ordinary word."""
    parts = name.split()
    ends = (parts[0], parts[-1]) if len(parts) > 1 else ()
    return tuple(
        p for p in ends if len(letters(p)) >= _SHORTEST_LETTERS and p.casefold() not in _ORDINARY
    )


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.group().casefold() for word in _WORD.finditer(name))
