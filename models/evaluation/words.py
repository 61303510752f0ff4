"""Whether texts mean the same: case, accents and the spelling of small numbers do not count.

Deliberately not ``models.text``: an examiner that spells as the examined does would share its
mistakes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_SPELT = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: str(number) for number, word in enumerate(_SPELT.split())}
_LONG = 5
"""Words this long may be a longer form of what was given: "charging" fits "charg"."""


def folded(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return tuple(_NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9.]+", plain))


def says(reply: str, wanted: str) -> bool:
    return " ".join(folded(wanted)) in " ".join(folded(reply))


def fits_query(wanted: Mapping[str, object], given: object) -> bool:
    """Does the query that was given contain every word that matters of the wanted one?

    What matters is its ``query``, or where it has none the person (``to``) or matter (``key``).
    """
    if not isinstance(given, Mapping):
        return False
    words = folded(" ".join(str(text) for text in given.values()))
    if set(folded(str(wanted.get("query_not", "")))) & set(words):
        return False
    return all(_occurs(word, words) for word in _that_matter(wanted))


def _that_matter(wanted: Mapping[str, object]) -> tuple[str, ...]:
    keys = ("query",) if "query" in wanted else ("to", "key")
    return folded(" ".join(str(wanted[key]) for key in keys if key in wanted))


def _occurs(word: str, words: Iterable[str]) -> bool:
    return any(
        other.startswith(word)
        or (len(word) >= _LONG and len(other) >= _LONG - 1 and word.startswith(other))
        for other in words
    )
