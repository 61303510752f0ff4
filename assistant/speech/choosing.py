"""Which of a recogniser's readings is taken: the one that sound and expectation together favour.

A small recogniser often has the right words second or third, for it does not know that they are
said to a car. The weights are fitted on own commands spoken by two synthetic voices, clean and in
noise. Nothing is put in that the recogniser did not read; a command it wrote twice is taken once.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.speech.expectation import expectation
from models import Alternative, HeardWord, Hearing, normalise

_WEIGHT = 0.4
"""Of the expectation against the sound."""
_PER_WORD = 1.0
"""Makes good that every word more costs likelihood."""
_WHOLE_WISH = 2.0
"""For a reading that is a wish from its first word to its last."""
_PUNCTUATION = " .,?!;:-\"'"
_FEWEST_TWICE = 2
"""One word said twice may be meant: "no no"."""


def _never(text: str) -> bool:
    return False


def chosen(
    hearing: Hearing, names: Sequence[str] = (), is_wish: Callable[[str], bool] = _never
) -> Hearing:
    """The hearing with the best reading as its text; ``names`` are those the car knows, and
    ``is_wish`` tells whether a text is one of its phrases as a whole."""
    readings = [other for other in hearing.alternatives if normalise(other.text).words]
    if readings:
        best = max(readings, key=lambda r: _score(r, names) + _WHOLE_WISH * float(is_wish(r.text)))
        hearing = hearing if best.text == hearing.text else _as_read(hearing, best)
    return _once(hearing)


def _score(reading: Alternative, names: Sequence[str]) -> float:
    bonus = _PER_WORD * len(normalise(reading.text).words)
    return reading.log_probability + _WEIGHT * expectation(reading.text, names) + bonus


def _as_read(hearing: Hearing, reading: Alternative) -> Hearing:
    """Words of both readings keep their probability, the others have the mean of theirs."""
    mean = reading.log_probability / max(1, reading.tokens)
    known = {word.text.casefold(): word.probability for word in hearing.words}
    usual = min(1.0, math.exp(min(0.0, mean)))
    bare = (word.strip(_PUNCTUATION) for word in reading.text.split())
    words = tuple(HeardWord(word, known.get(word.casefold(), usual)) for word in bare if word)
    return replace(hearing, text=reading.text, words=words, log_probability=mean)


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
