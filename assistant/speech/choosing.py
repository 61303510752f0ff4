"""Which of a recogniser's readings is taken: the one that sound and expectation together favour.

A small recogniser often has the right words second or third, for it does not know that they are
said to a car, and what was proposed to it besides may fit the sound better still. The weights are
fitted on 200 own commands spoken by two synthetic voices at two paces, clean and in noise. A
command it wrote twice is taken once.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.speech.expectation import expectation
from models import Alternative, HeardWord, Hearing, normalise

_WEIGHT = 0.4
"""Of the expectation against the sound."""
_UNHEARD_WEIGHT = 0.1
"""Of what the engine would write by itself: its own taste, which is not a driver's."""
_PER_WORD = 1.05
"""Makes good that every word more costs likelihood."""
_WHOLE_WISH = 2.3
"""For a reading that is a wish from its first word to its last."""
_PROPOSED = 3.2
"""For the car's own phrases and names, which weighed without the beam come out as less likely."""
_FARTHEST = 1.7
"""A reading that is less likely by so much a token than the first reading was not said."""
_PUNCTUATION = " .,?!;:-\"'"
_FEWEST_TWICE = 2
"""One word said twice may be meant: "no no"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The hearing with the best reading as its text, no likelier than the first reading; one that
    was proposed counts as likely as that, for it was weighed in another way."""

    hearing: Hearing
    share: float = 1.0
    """Of the likelihood of all readings that differ in words, 0 to 1: how far it stands out."""


def _never(text: str) -> bool:
    return False


def chosen(
    hearing: Hearing, names: Sequence[str] = (), is_wish: Callable[[str], bool] = _never
) -> Choice:
    """``names`` are those the car knows, and ``is_wish`` tells whether a text is one of its
    phrases as a whole."""
    readings = [other for other in hearing.alternatives if _may_be(other, hearing.alternatives[0])]
    if not readings:
        return Choice(_once(hearing))
    scored = [(_score(r, names) + _bonus(r, is_wish), r) for r in readings]
    highest, best = max(scored, key=lambda pair: pair[0])
    by_words: dict[tuple[str, ...], float] = {}
    for score, reading in scored:
        words = normalise(reading.text).words
        by_words[words] = max(by_words.get(words, 0.0), math.exp(score - highest))
    if best.text != hearing.text:
        hearing = _as_read(hearing, best)
    first = hearing.alternatives[0].mean
    likely = first if best.is_proposed else min(first, hearing.log_probability)
    hearing = replace(hearing, log_probability=likely)
    return Choice(_once(hearing), 1.0 / sum(by_words.values()))


def _may_be(reading: Alternative, first: Alternative) -> bool:
    if not normalise(reading.text).words:
        return False
    return reading.mean >= first.mean - _FARTHEST


def _score(reading: Alternative, names: Sequence[str]) -> float:
    sound = reading.log_probability - _UNHEARD_WEIGHT * reading.unheard
    length = _PER_WORD * len(normalise(reading.text).words)
    return sound + _WEIGHT * expectation(reading.text, names) + length


def _bonus(reading: Alternative, is_wish: Callable[[str], bool]) -> float:
    return _PROPOSED if reading.is_proposed else _WHOLE_WISH * float(is_wish(reading.text))


def _as_read(hearing: Hearing, reading: Alternative) -> Hearing:
    """Words of both readings keep their probability, the others have the mean of theirs."""
    known = {word.text.casefold(): word.probability for word in hearing.words}
    usual = min(1.0, math.exp(min(0.0, reading.mean)))
    bare = (word.strip(_PUNCTUATION) for word in reading.text.split())
    words = tuple(HeardWord(word, known.get(word.casefold(), usual)) for word in bare if word)
    return replace(hearing, text=reading.text, words=words, log_probability=reading.mean)


def _once(hearing: Hearing) -> Hearing:
    """ "Rain sensor off. Rain sensor off." is one command."""
    said = hearing.text.split()
    half, odd = divmod(len(said), 2)
    if odd or half < _FEWEST_TWICE or not _alike(said[:half], said[half:]):
        return hearing
    return replace(hearing, text=" ".join(said[:half]), words=hearing.words[:half])


def _alike(first: Sequence[str], second: Sequence[str]) -> bool:
    words = normalise(" ".join(first)).words
    return bool(words) and words == normalise(" ".join(second)).words
