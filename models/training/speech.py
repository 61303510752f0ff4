"""How people bend a sentence: politeness, fillers, slips, and what a recogniser makes of it.

Each function takes the words of a template, slots still in place, and gives other words with the
same meaning. Words that an answer copies are passed as ``kept`` and stay as they are.
"""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path

Words = tuple[str, ...]
Change = Callable[[Words, frozenset[str], random.Random], Words]

_TABLE = tomllib.loads((Path(__file__).parent / "speech.toml").read_text(encoding="utf-8"))

_IMPERATIVES = frozenset(_TABLE["imperatives"])
_OPENERS: list[str] = _TABLE["openers"]
_REQUESTS: list[str] = _TABLE["requests"]
_CLOSERS: list[str] = _TABLE["closers"]
_FILLERS: list[str] = _TABLE["fillers"]
_SMALL = frozenset(_TABLE["small"])
_SOUNDS: dict[str, list[str]] = _TABLE["sounds"]
_LONGEST_SOUND = max(len(sound.split()) for sound in _SOUNDS)
_SAME: list[list[str]] = _TABLE["same"]
_RETRACTIONS: list[str] = _TABLE["retractions"]


def open_politely(words: Words, _kept: frozenset[str], dice: random.Random) -> Words:
    if words[0] in _IMPERATIVES and dice.random() < 0.6:
        words = (*dice.choice(_REQUESTS).split(), *words)
    return (*dice.choice(_OPENERS).split(), *words) if dice.random() < 0.6 else words


def close_politely(words: Words, _kept: frozenset[str], dice: random.Random) -> Words:
    return (*words, *dice.choice(_CLOSERS).split())


def hesitate(words: Words, _kept: frozenset[str], dice: random.Random) -> Words:
    at = dice.randrange(len(words) + 1)
    return (*words[:at], dice.choice(_FILLERS), *words[at:])


def stutter(words: Words, kept: frozenset[str], dice: random.Random) -> Words:
    at = dice.randrange(len(words))
    return words if _is_fixed(words[at], kept) else (*words[: at + 1], *words[at:])


def swallow(words: Words, kept: frozenset[str], dice: random.Random) -> Words:
    """One small word is not heard."""
    places = [at for at, word in enumerate(words) if word in _SMALL and word not in kept]
    if not places or len(words) < 4:
        return words
    at = dice.choice(places)
    return (*words[:at], *words[at + 1 :])


def mishear(words: Words, kept: frozenset[str], dice: random.Random) -> Words:
    """A word, or two or three together, is heard as something that sounds like it."""
    places = [
        (at, end)
        for at in range(len(words))
        for end in range(at + 1, min(at + _LONGEST_SOUND, len(words)) + 1)
        if " ".join(words[at:end]) in _SOUNDS and not kept.intersection(words[at:end])
    ]
    if not places:
        return words
    at, end = dice.choice(places)
    heard = dice.choice(_SOUNDS[" ".join(words[at:end])])
    return (*words[:at], *heard.split(), *words[end:])


def drop_apostrophes(words: Words, kept: frozenset[str], _dice: random.Random) -> Words:
    return tuple(w if _is_fixed(w, kept) else w.replace("'", "") for w in words)


def reword(words: Words, kept: frozenset[str], dice: random.Random) -> Words:
    """One run of words is said in another way."""
    text = f" {' '.join(words)} "
    fitting = [(ways, way) for ways in _SAME for way in ways if f" {way} " in text]
    if not fitting:
        return words
    ways, way = dice.choice(fitting)
    if kept.intersection(way.split()):
        return words
    return tuple(text.replace(f" {way} ", f" {dice.choice(ways)} ", 1).split())


def take_back(value: str, wrong: str, dice: random.Random) -> str:
    """A value said wrong first: "20 no 19"."""
    return f"{wrong} {dice.choice(_RETRACTIONS)} {value}"


def _is_fixed(word: str, kept: frozenset[str]) -> bool:
    return word in kept or word.startswith("slot0")
