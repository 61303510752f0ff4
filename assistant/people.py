"""Which contacts a spoken name may mean.

Names are data from the phone: they are compared, never read as orders.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from models import normalise

_HOMES = frozenset({"house", "home", "place", "flat", "apartment", "office", "the", "at", "to"})
_SPOKEN_ALIKE = {"dr": "doctor", "mum": "mom", "st": "saint"}
"""Written in two ways, said in one (or nearly)."""
_ALIKE = 84.0
"""Least similarity of two words, in percent, that still counts as the same name misheard."""


def contacts_meant(said: str, contacts: Sequence[str]) -> tuple[str, ...]:
    """Every contact the words may mean, best first; empty if none."""
    wanted = [w.removesuffix("'s") for w in _words(said) if w not in _HOMES]
    if not wanted:
        return ()
    scored = [(min(_closeness(w, name) for w in wanted), name) for name in contacts]
    best = max((score for score, _ in scored), default=0.0)
    if best < _ALIKE:
        return ()
    return tuple(name for score, name in scored if score == best)


def _closeness(word: str, name: str) -> float:
    return max((fuzz.ratio(word, part) for part in _words(name)), default=0.0)


def _words(text: str) -> list[str]:
    return [_SPOKEN_ALIKE.get(word, word) for word in normalise(text).words]
