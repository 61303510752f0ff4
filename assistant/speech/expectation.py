"""How much words sound like what people say to a car, by counts of one to three words.

The counts are in ``expectation.txt``, which ``models.training.expectation`` writes from the taught
lines. Numbers are one word to it, and so are the names the car knows. Only word order is judged,
not sense: that is the understanding's.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from models import normalise

_COUNTS = Path(__file__).with_name("expectation.txt")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
_BACK_OFF = math.log(0.4)
_UNKNOWN = math.log(1e-6)
_LONGEST = 3

Words = tuple[str, ...]


def expectation(text: str, names: Iterable[str] = ()) -> float:
    """Natural log-likelihood of the whole text; 0 is certain, less is less expected."""
    known = {word for name in names for word in normalise(name).words}
    words = ("<s>", *_counted(text, known), "</s>")
    return sum(_log_share(words[max(0, at - 2) : at + 1]) for at in range(1, len(words)))


def per_word(text: str, names: Iterable[str] = ()) -> float:
    """``expectation`` by word, the end counted as one: texts of any length compare."""
    return expectation(text, names) / (len(normalise(text).words) + 1)


def _counted(text: str, known: set[str]) -> Iterator[str]:
    """A name of several words is one."""
    last = ""
    for word in normalise(text).words:
        counted = _as_counted(word, known)
        if (last, counted) != ("@", "@"):
            yield counted
        last = counted


def _as_counted(word: str, known: set[str]) -> str:
    return "@" if word in known else _NUMBER.sub("#", word)


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
