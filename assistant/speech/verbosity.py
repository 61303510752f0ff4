"""How much of a reply is said aloud, and whether a tone says it better.

One rule: what asks, refuses, fails or answers is always said in words; only the mere report that
a wish was carried out may become shorter or a tone. All of it is pure; what is shown on the screen
is always the whole reply.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.messages import Reply, Status
from assistant.speech.tones import Tone

_DEMANDING_KMH = 100.0
_MOST_WORDS = 25
"""As many as can be followed in a demanding moment; what is whole sentences is not torn."""
_REMARKS = ("Also: ", "The sides are now far apart.")
_ENDS = re.compile(r"(?<=[.!?]) +")


class Verbosity(StrEnum):
    FULL = "full"
    SHORT = "short"
    TONES = "tones"


@dataclass(frozen=True, slots=True)
class Chosen:
    words: str
    """Empty if nothing is to be said in words."""
    tone: Tone | None = None
    """Comes before the words."""


def is_demanding(speed_kmh: float | None) -> bool:
    """The driver has no ear for long reports; an unknown speed does not tell."""
    return speed_kmh is not None and speed_kmh >= _DEMANDING_KMH


def choose(
    reply: Reply, verbosity: Verbosity, *, only_deeds: bool = False, demanding: bool = False
) -> Chosen:
    """``only_deeds``: the reply tells nothing but that a wish was carried out."""
    is_plain = only_deeds and reply.status is Status.DONE and "?" not in reply.text
    if is_plain and verbosity is Verbosity.TONES:
        return Chosen("", Tone.DONE)
    words = _without_remarks(reply.text) if verbosity is not Verbosity.FULL else reply.text
    return Chosen(_capped(words) if demanding and is_plain else words)


def _without_remarks(text: str) -> str:
    kept = [s for s in _ENDS.split(text) if not s.startswith(_REMARKS)]
    return " ".join(kept) or text


def _capped(words: str) -> str:
    """The first sentence always, further ones as long as all of them are short enough."""
    sentences = _ENDS.split(words)
    kept = 1
    while kept < len(sentences) and _count(sentences[: kept + 1]) <= _MOST_WORDS:
        kept += 1
    return " ".join(sentences[:kept])


def _count(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)
