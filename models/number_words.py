"""Numbers said in words become digits: "twenty one and a half" is 21.5.

Single ordinals ("the second one"), a lone "one" that counts nothing, "o" as a letter and very
large round numbers stay words, since in a car they name things more often than amounts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from text_to_num import find_numbers


@dataclass(frozen=True, slots=True)
class Word:
    """One word and where its characters stood in what was said."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as ``text_to_num`` wants to see it."""

    word: str

    def text(self) -> str:
        return self.word

    def nt_separated(self, _previous: "_Token") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self.word in _NEVER_NUMBERS


@dataclass(frozen=True, slots=True)
class _Merge:
    """Neighbours that are one number together."""

    parts: tuple[re.Pattern[str], ...]
    result: Callable[[list[str]], str]

    def fits(self, texts: list[str]) -> bool:
        return len(texts) == len(self.parts) and all(
            part.fullmatch(text) for part, text in zip(self.parts, texts, strict=True)
        )


def _parts(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_MERGES = (
    _Merge(_parts(r"\d+", "and", "a", "half"), lambda texts: f"{texts[0]}.5"),
    _Merge(_parts(r"\d", "oh|o", r"\d(?:\.\d+)?"), lambda texts: f"{texts[0]}0{texts[2]}"),
    _Merge(_parts(r"\d", r"0\d\.\d+"), "".join),
    _Merge(_parts("19", "[5-9][0-9]"), "".join),
)
_NEVER_NUMBERS = frozenset({"ones", "second", "o", "million", "millions", "billion", "billions"})
_BEFORE_ONE = frozenset({"to", "at", "on", "by", "level", "number"})
_AFTER_ONE = frozenset(
    {
        *("degree", "degrees", "level", "percent", "oh"),
        *("minute", "minutes", "hour", "hours", "second", "seconds"),
    }
)


def with_digits(words: list[Word]) -> list[Word]:
    """The same words with every spoken number as one word of digits."""
    settled = _merged(_found(words))
    while settled != words:
        words, settled = settled, _merged(_found(settled))
    return settled


def _found(words: list[Word]) -> list[Word]:
    out: list[Word] = []
    done = 0
    numbers = find_numbers([_Token(word.text) for word in words], "en", 0)
    starts = {number.start for number in numbers if not number.is_ordinal}
    for number in numbers:
        out.extend(words[done : number.start])
        done = number.end
        run = words[number.start : number.end]
        after = "0" if done in starts else words[done].text if done < len(words) else ""
        if len(run) == 1 and (number.is_ordinal or not _counts(run[0].text, out, after)):
            out.extend(run)
            continue
        if run[0].text in {"hundred", "thousand"} and out and out[-1].text == "a":
            run.insert(0, out.pop())
        out.append(Word(number.text, run[0].start, run[-1].stop))
    return out + words[done:]


def _counts(word: str, before: list[Word], after: str) -> bool:
    """Every number word is an amount, but "one" only next to what is counted."""
    if word != "one":
        return True
    texts = [earlier.text for earlier in before[-2:]]
    beside_number = bool(texts) and texts[-1][0].isdigit()
    in_frequency = len(texts) == 2 and texts[1] == "oh" and texts[0].isdigit()
    by_words = after in _AFTER_ONE or bool(texts and texts[-1] in _BEFORE_ONE)
    return by_words or beside_number or in_frequency or after[:1].isdigit()


def _merged(words: list[Word]) -> list[Word]:
    out = list(words)
    index = 0
    while index < len(out):
        merge, length = _merge_at(out, index)
        if merge is None:
            index += 1
            continue
        run = out[index : index + length]
        text = merge.result([word.text for word in run])
        out[index : index + length] = [Word(text, run[0].start, run[-1].stop)]
        index = max(0, index - 1)
    return out


def _merge_at(words: list[Word], index: int) -> tuple[_Merge | None, int]:
    if not words[index].text[0].isdigit():
        return None, 0
    texts = [word.text for word in words[index : index + 4]]
    for merge in _MERGES:
        length = len(merge.parts)
        if merge.fits(texts[:length]):
            return merge, length
    return None, 0
