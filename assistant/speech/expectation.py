"""How much words sound like what people say to a car, by counts of one to three words.

The counts are in ``expectation.txt``, which ``models.training.expectation`` writes from the taught
lines. Numbers are one word to it, and so are the names the car knows. Only word order is judged,
not sense: that is the understanding's.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from models import normalise

_COUNTS = Path(__file__).with_name("expectation.txt")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_BACK_OFF = math.log(0.4)
_UNKNOWN = math.log(1e-6)
_LONGEST = 3
_NAME = "@"
_LONGEST_NAME = 5
_ORDINARY_COUNT = 20
"""A word taught so often is not taken for a name when it stands alone."""

Words = tuple[str, ...]


def expectation(text: str, names: Iterable[str] = ()) -> float:
    """Natural log-likelihood of the whole text; 0 is certain, less is less expected."""
    words = ("<s>", *_counted(normalise(text).words, tuple(names)), "</s>")
    return sum(_log_share(words[max(0, at - 2) : at + 1]) for at in range(1, len(words)))


def per_word(text: str, names: Iterable[str] = ()) -> float:
    """``expectation`` by word, the end counted as one: texts of any length compare."""
    return expectation(text, names) / (len(normalise(text).words) + 1)


def _counted(words: Words, names: tuple[str, ...]) -> Iterator[str]:
    """Each run of words that is a name, or a part of one and no ordinary word, is one name."""
    whole, parts = _known(names)
    at, last = 0, ""
    while at < len(words):
        run = next((n for n in range(_LONGEST_NAME, 1, -1) if words[at : at + n] in whole), 1)
        is_rare = _counts().get(words[at : at + 1], 0) < _ORDINARY_COUNT
        is_name = run > 1 or (is_rare and words[at] in parts)
        counted = _NAME if is_name else _NUMBER.sub("#", words[at])
        if (last, counted) != (_NAME, _NAME):
            yield counted
        at, last = at + run, counted


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> tuple[frozenset[Words], frozenset[str]]:
    """The words of every name together and one by one."""
    whole = frozenset(normalise(name).words for name in names)
    return whole, frozenset(word for words in whole for word in words)


def _log_share(words: Sequence[str]) -> float:
    """Of the last word after those before it; by fewer of them where too few were counted."""
    counts, run, lost = _counts(), tuple(words), 0.0
    while len(run) > 1:
        if seen := counts.get(run, 0):
            return lost + math.log(seen / counts[run[:-1]])
        run, lost = run[1:], lost + _BACK_OFF
    seen = counts.get(run, 0)
    return lost + (math.log(seen / counts[()]) if seen else _UNKNOWN)


@cache
def _counts() -> dict[Words, int]:
    """By words; of no words: how many words there are in all."""
    found: dict[Words, int] = {}
    for line in _COUNTS.read_text(encoding="utf-8").splitlines():
        count, *words = line.split(" ")
        found[tuple(words)] = int(count)
    found[()] = sum(count for words, count in found.items() if len(words) == 1)
    return found
