"""Words against words and deeds against deeds, and how sure a figure is.

Both sides of a word error rate are spelled alike first: ``models.normalise`` (small letters,
numbers as digits, "%" as "percent", no punctuation), then British as American, contractions
without their apostrophe, a number as one word with the letter after it ("2 d" is "2d"), and two
words as one where the other side writes them so ("sun roof" is "sunroof"). Nothing else is
forgiven.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import jiwer
import numpy as np
from numpy.typing import NDArray

from models import normalise

_ALIKE = {
    "centre": "center",
    "colour": "color",
    "dr": "doctor",
    "favourite": "favorite",
    "mr": "mister",
    "mum": "mom",
    "ok": "okay",
    "rumours": "rumors",
    "tyre": "tire",
    "tyres": "tires",
}
_NUMBER_AND_LETTER = re.compile(r"\b(\d+) ([a-z])\b")
_RESAMPLES = 2_000
_SEED = 7


def spelled(text: str) -> str:
    """A text in the spelling in which two of them are compared."""
    words = (word.replace("'", "") for word in normalise(text).words)
    return _NUMBER_AND_LETTER.sub(r"\1\2", " ".join(_ALIKE.get(word, word) for word in words))


def _both(said: str, heard: str) -> tuple[str, str]:
    reference, hypothesis = spelled(said), spelled(heard)
    return _joined_as(reference, hypothesis), _joined_as(hypothesis, reference)


def _joined_as(text: str, other: str) -> str:
    """Neighbours as one word where the other text has that word."""
    known = frozenset(other.split())
    words: list[str] = []
    for word in text.split():
        if words and words[-1] + word in known:
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Count:
    """Wrong words, and the words that were said."""

    errors: int
    words: int


def count(said: str, heard: str) -> Count:
    """Insertions, deletions and substitutions of the best alignment."""
    reference, hypothesis = _both(said, heard)
    found = jiwer.process_words(reference, hypothesis)
    errors = found.substitutions + found.deletions + found.insertions
    return Count(errors, len(reference.split()))


def confusions(pairs: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often a run of said words became another; an empty one was dropped or made up."""
    found: Counter[tuple[str, str]] = Counter()
    for said, heard in pairs:
        aligned = jiwer.process_words(*_both(said, heard))
        reference, hypothesis = aligned.references[0], aligned.hypotheses[0]
        for piece in aligned.alignments[0]:
            if piece.type != "equal":
                before = reference[piece.ref_start_idx : piece.ref_end_idx]
                after = hypothesis[piece.hyp_start_idx : piece.hyp_end_idx]
                found[" ".join(before), " ".join(after)] += 1
    return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and where it lies with 95 % confidence."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value * 100:.1f} % [{self.low * 100:.1f}, {self.high * 100:.1f}]"


Table = NDArray[np.float64]


def ratio(parts: Table, wholes: Table) -> Estimate:
    """Sum of parts over sum of wholes, one row a command; commands are what is drawn again."""
    drawn = _draws(len(parts))
    many = parts[drawn].sum(axis=1) / np.maximum(wholes[drawn].sum(axis=1), 1e-9)
    value = float(parts.sum() / max(float(wholes.sum()), 1e-9))
    return _estimate(value, many)


@dataclass(frozen=True, slots=True)
class Gap:
    """How much worse one voice is heard than another."""

    best: str
    worst: str
    size: Estimate


def gap(names: Sequence[str], errors: Table, words: Table) -> Gap:
    """Between the voices heard best and worst; tables have a row a command, a column a voice.

    The same commands are drawn for both, so what is hard for every voice cancels out. The pair is
    chosen on the same figures, which makes a gap between equal voices look a little larger.
    """
    rates = errors.sum(axis=0) / words.sum(axis=0)
    best, worst = int(rates.argmin()), int(rates.argmax())
    drawn = _draws(len(errors))
    many = errors[drawn].sum(axis=1) / np.maximum(words[drawn].sum(axis=1), 1e-9)
    size = _estimate(float(rates[worst] - rates[best]), many[:, worst] - many[:, best])
    return Gap(names[best], names[worst], size)


def _draws(count_of: int) -> NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, count_of, (_RESAMPLES, count_of))


def _estimate(value: float, many: Table) -> Estimate:
    low, high = np.percentile(many, (2.5, 97.5))
    return Estimate(value, float(low), float(high))
