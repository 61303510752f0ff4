"""Words the recogniser may have missed: the car's phrases and names that sound like its readings.

A small recogniser does not know that "Jeff will off" was said to a car. So the phrases and names
that are most like what it read are proposed to it, and it tells how well each fits the sound
(``Transcriber``); which of all is taken is decided in ``choosing``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from rapidfuzz import fuzz, process

from assistant.speech.hints import Names
from assistant.speech.names import renamings
from assistant.speech.sounding import letters, sound_key
from models import normalise

_READINGS = 3
"""Proposals are made from so many of the likeliest readings."""
_PHRASES_EACH = 3
_MOST_PHRASES = 6
_MOST_NAMES = 4
_LIKE = 40.0
"""Least likeness, 0 to 100, of a phrase: a phrase less like what was read is not proposed."""
_AS_LONG = 0.8
"""Least ratio of the letters of phrase and reading: a part of what was said is another wish."""
_QUESTION = re.compile(r"(?:what|where|who|how|when|why|is|are|can|could|do|did)\b")

Change = tuple[str, str]
"""What was read and the name put in its place."""


class Wishes:
    """The car's own phrases, as ``PhraseBook`` spells and matches them."""

    def __init__(self, phrases: Sequence[str], is_wish: Callable[[str], bool]) -> None:
        self._phrases = phrases
        self.is_wish = is_wish

    def near(self, readings: Sequence[str], names: Names) -> Mapping[str, Change | None]:
        """What else may have been said; for a name also what it takes the place of."""
        first = list(dict.fromkeys(text for text in readings if normalise(text).words))[:_READINGS]
        phrases: dict[str, Change | None] = dict.fromkeys(self._like(first))
        named = (found for text in first for found in renamings(text, names))
        likeliest = sorted(named, key=lambda found: -found.likeness)
        changes = {found.text: found.change for found in likeliest}
        known = {normalise(text).words for text in readings}
        proposed = phrases | dict(islice(changes.items(), _MOST_NAMES))
        return {text: c for text, c in proposed.items() if normalise(text).words not in known}

    def _like(self, readings: Sequence[str]) -> list[str]:
        """The phrases most like any of the readings, in spelling and in sound."""
        found: dict[str, float] = {}
        for text in readings:
            spelled, sounded = self._forms
            alike = process.cdist([letters(text)], spelled, scorer=fuzz.ratio)[0]
            alike = (alike + process.cdist([sound_key(text)], sounded, scorer=fuzz.ratio)[0]) / 2
            for at in np.argsort(-alike)[:_PHRASES_EACH]:
                if alike[at] >= _LIKE and _as_long(spelled[at], letters(text)):
                    written = _written(self._phrases[at])
                    found[written] = max(found.get(written, 0.0), float(alike[at]))
        return sorted(found, key=lambda text: -found[text])[:_MOST_PHRASES]

    @cached_property
    def _forms(self) -> tuple[list[str], list[str]]:
        """Letters and sound of every phrase."""
        return [letters(p) for p in self._phrases], [sound_key(p) for p in self._phrases]


def _as_long(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _AS_LONG * max(len(one), len(other))


def _written(phrase: str) -> str:
    """As a recogniser writes a sentence."""
    return phrase[0].upper() + phrase[1:] + ("?" if _QUESTION.match(phrase) else ".")
