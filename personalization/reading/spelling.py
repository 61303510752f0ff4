"""Names as the driver spells them, although the words are read in one small spelling."""

import re
from dataclasses import dataclass

from models import Utterance
from personalization.reading.contact import is_name

_VOWEL = re.compile(r"[aeiouy]")
_SMALL = frozenset({"of", "the", "and", "in", "at", "de", "la", "von", "van", "is"})


@dataclass(frozen=True, slots=True)
class Spelling:
    said: Utterance
    start: int
    stop: int
    """The words that are looked at."""

    def of(self, words: str) -> str:
        """These words as they came in; with capitals if whoever wrote them knows none."""
        if words.startswith("my "):
            return words
        spoken = self._spoken(words)
        return spoken if spoken != spoken.lower() else _titled(spoken or words)

    def is_named(self, words: str) -> bool:
        """Whether these words can be a name: no everyday words; capitals where there are any."""
        has_capital = not self._has_capitals or self._spoken(words)[:1].isupper()
        return is_name(words) and (has_capital or words.startswith("my "))

    def whole(self) -> str:
        return self.said.spoken(self.start, self.stop)

    def _spoken(self, words: str) -> str:
        wanted = tuple(words.split())
        for start in range(self.start, self.stop - len(wanted) + 1):
            if self.said.words[start : start + len(wanted)] == wanted:
                return self.said.spoken(start, start + len(wanted))
        return ""

    @property
    def _has_capitals(self) -> bool:
        later = self.said.said.split()[1:]
        return any(word[0].isupper() and not re.match(r"I\b", word) for word in later)


def _titled(words: str) -> str:
    return " ".join(
        _capital(word) if index == 0 or word not in _SMALL else word
        for index, word in enumerate(words.split())
    )


def _capital(word: str) -> str:
    is_short_form = len(word) <= 4 and not _VOWEL.search(word)
    return word.upper() if is_short_form else word[:1].upper() + word[1:]
