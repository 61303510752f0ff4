"""One spelling for everything a driver says: small words, digits, no punctuation.

The language model reads this form both while it is taught and in the car, and the phrases are
matched against it, so a change here means a new training run. Nothing that can be spoken makes
it fail; what it cannot keep (other scripts, control characters) it drops. The wording before
the change is not lost: ``spoken`` gives back any run of words as it came in. The words behind
each rule of numbers are in ``number_words.py``.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from models.number_words import Word, with_digits

MAX_CHARS = 1_000
"""Of a longer utterance only the beginning is read."""

MAX_WORDS = 120
MAX_WORD_CHARS = 40

_AS_TEXT = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4`", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\u00ba": "\u00b0",
    "\u2103": "\u00b0c",
    "\u2109": "\u00b0f",
    "\u00bd": " and a half",
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u00f0": "d",
    "\u00f8": "o",
    "\u00fe": "th",
    "\u0111": "d",
    "\u0131": "i",
    "\u0142": "l",
    "\u0153": "oe",
}

_UNITS = r"(?:c|f|x|am|pm|fm|km|kmh|kph|mph|deg|min|mins|sec|secs)(?![a-z0-9])"
_PIECE = re.compile(
    rf"""
      (?P<short> (?:[a-z]\.){{2,}}[a-z]?(?![a-z']) | a/c(?![a-z0-9]) | km/h(?![a-z0-9]) )
    | (?P<time> \d{{1,2}}:\d\d(?:(?={_UNITS})|(?![a-z0-9])) )
    | (?P<sign> (?<![a-z0-9.])-(?=\d) )
    | (?P<thousands> \d{{1,3}}(?:,\d{{3}})+(?![\d,]) )
    | (?P<number> \d+(?:\.\d+|,\d(?!\d))?(?:(?={_UNITS})|(?![a-z0-9])) )
    | (?P<degrees> \u00b0\s?(?P<scale>[cf](?![a-z0-9]))? )
    | (?P<symbol> [%&] )
    | (?P<word> [a-z0-9]+(?:'[a-z0-9]+)* )
    """,
    re.VERBOSE,
)
_SYMBOLS = {"%": "percent", "&": "and"}
_FIXED = {"sign": "minus", "degrees": "degrees"}
_TRANSLATED: dict[str, Mapping[int, int | None]] = {
    "short": str.maketrans("", "", "./"),
    "thousands": str.maketrans("", "", ","),
    "number": str.maketrans(",", "."),
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, as words of the one spelling."""

    words: tuple[str, ...]
    said: str
    """The wording as it came in, cut at ``MAX_CHARS``."""
    places: tuple[tuple[int, int], ...]
    """For each word the run of characters of ``said`` it was made from."""
    is_cut: bool = False
    """More was said than is read: the words are only the beginning."""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def spoken(self, start: int, stop: int) -> str:
        """Words ``start`` up to, not including, ``stop``, as the driver worded them."""
        if not 0 <= start < stop <= len(self.words):
            return ""
        return self.said[self.places[start][0] : self.places[stop - 1][1]]


def normalise(text: str) -> Utterance:
    """Spell an utterance the one way; an empty one has no words."""
    said = text[:MAX_CHARS]
    folded, origins = _fold(said)
    words = with_digits(_joined(_pieces(folded, origins)))
    kept = tuple(word for word in words if word.text)[:MAX_WORDS]
    return Utterance(
        words=tuple(word.text for word in kept),
        said=said,
        places=tuple((word.start, word.stop) for word in kept),
        is_cut=len(text) > MAX_CHARS or len(words) > MAX_WORDS,
    )


def _fold(said: str) -> tuple[str, list[int]]:
    """Small ASCII letters, and for each of them the index of the character it came from."""
    folded: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(said):
        plain = _plain(character)
        folded.append(plain)
        origins.extend([index] * len(plain))
    return "".join(folded), origins


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    small = character.lower()
    if small in _AS_TEXT:
        return _AS_TEXT[small]
    parts = unicodedata.normalize("NFKD", small)
    kept = "".join(_AS_TEXT.get(part, part) for part in parts if not unicodedata.combining(part))
    known = "".join(part for part in kept if part.isascii() or part == "\u00b0").lower()
    return known if known or _is_mark(character) else " "


def _is_mark(character: str) -> bool:
    """Accents written on their own, which stand between the letters of one word."""
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _pieces(folded: str, origins: list[int]) -> list[Word]:
    return [
        Word(text, origins[match.start()], origins[match.end() - 1] + 1)
        for match in _PIECE.finditer(folded)
        for text in _spelled(match)
    ]


def _spelled(match: re.Match[str]) -> tuple[str, ...]:
    piece = match.group()
    kind = match.lastgroup or ""
    if match["scale"] == "f":
        return ("degrees", "fahrenheit")
    if kind in _FIXED:
        return (_FIXED[kind],)
    text = piece.translate(_TRANSLATED[kind]) if kind in _TRANSLATED else piece
    return (_SYMBOLS.get(text, text)[:MAX_WORD_CHARS],)


def _joined(words: list[Word]) -> list[Word]:
    """The air conditioning spelled in two letters ("a c") is one word."""
    joined = words[:1]
    for before, word in pairwise(words):
        if (before.text, word.text) == ("a", "c") and joined[-1] is before:
            joined[-1] = Word("ac", before.start, word.stop)
        else:
            joined.append(word)
    return joined
