"""How long a pause may become, by what was said before it.

Somebody who stops after "to" or "the" is thinking; somebody who said a whole sentence has
finished. Only words that can hardly end a wish count: waiting in vain costs every driver time.
"""

from models import normalise

_WHOLE_S = 0.4
_USUAL_S = 0.5
THINKING_S = 1.2
"""The longest; also while the words are not yet known."""

_NOT_THE_END = frozenset(
    {
        "a",
        "about",
        "after",
        "an",
        "and",
        "are",
        "at",
        "because",
        "before",
        "between",
        "but",
        "by",
        "call",
        "called",
        "directions",
        "for",
        "from",
        "i",
        "if",
        "in",
        "into",
        "is",
        "its",
        "my",
        "navigate",
        "near",
        "of",
        "or",
        "our",
        "play",
        "please",
        "set",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "then",
        "this",
        "till",
        "to",
        "towards",
        "um",
        "uh",
        "until",
        "when",
        "where",
        "with",
        "your",
    }
)
_WHOLE = frozenset({"stop", "yes", "no", "cancel", "louder", "quieter", "warmer", "cooler", "undo"})


def patience_s(early_text: str) -> float:
    """Seconds of silence that end an utterance whose words so far are these."""
    words = normalise(early_text).words
    if not words:
        return _USUAL_S
    if words[-1] in _NOT_THE_END:
        return THINKING_S
    return _WHOLE_S if len(words) == 1 and words[0] in _WHOLE else _USUAL_S
