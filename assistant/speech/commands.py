"""The words that stop the car's talking and doing at once, in every state, without a model.

Only a whole utterance counts: "stop" does, "stop the music" and "stop at a petrol station" are
wishes and go the usual way. Politeness and calling the car by its name change nothing.
"""

from models import normalise

_STOPS = frozenset(
    {"stop", "stop it", "stop that", "stop this", "stop talking", "stop speaking", "halt", "abort"}
    | {"be quiet", "be silent", "quiet", "silence", "hush", "shush", "shut up", "shut it"}
    | {"never mind", "nevermind", "forget it", "forget that", "forget about it", "enough"}
    | {"cancel", "cancel it", "cancel that", "cancel this", "that's enough", "that is enough"}
)
_COURTESY = frozenset(
    {"please", "ok", "okay", "oh", "uh", "um", "hey", "alright", "right", "no", "now", "just", "so"}
    | {"thanks", "thank", "you", "can", "could", "would", "will", "already", "then", "well"}
    | {"codriver", "co", "driver", "car", "alexa", "jarvis", "mycroft", "rhasspy", "nabu"}
)
_LONGEST_WORDS = 8


def is_stop(text: str) -> bool:
    """Whether the whole of it only says to stop; more than once counts as once."""
    words = normalise(text).words
    if not words or len(words) > _LONGEST_WORDS:
        return False
    return _is_stop(_without_courtesy(words))


def _without_courtesy(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words between the politeness at both ends; "no more" and the like keep theirs."""
    first, last = 0, len(words)
    while first < last and words[first] in _COURTESY and not _is_stop(words[first:last]):
        first += 1
    while last > first and words[last - 1] in _COURTESY:
        last -= 1
    return words[first:last]


def _is_stop(words: tuple[str, ...]) -> bool:
    """One stop, or several in a row: "stop stop", "stop be quiet"."""
    return bool(words) and any(
        " ".join(words[:n]) in _STOPS and (n == len(words) or _is_stop(words[n:]))
        for n in range(1, len(words) + 1)
    )
