"""An answer to "which one?": a name among the options, or a place in the list."""

from collections.abc import Sequence

from assistant.messages import Option
from assistant.people import contacts_meant

_ORDINALS = {
    "first": 0,
    "1": 0,
    "second": 1,
    "2": 1,
    "third": 2,
    "3": 2,
    "fourth": 3,
    "4": 3,
    "last": -1,
}
_PADDING = frozenset({"the", "one", "please", "i", "mean", "meant", "it's", "is", "take", "number"})
_LONGEST_ANSWER = 5


def chosen(words: Sequence[str], options: Sequence[Option]) -> Option | None:
    """The one option the words pick out; None if they pick none or several."""
    said = [word for word in words if word not in _PADDING]
    if not said or len(words) > _LONGEST_ANSWER:
        return None
    if len(said) == 1 and said[0] in _ORDINALS:
        place = _ORDINALS[said[0]]
        return options[place] if place < len(options) else None
    meant = contacts_meant(" ".join(said), [option.label for option in options])
    return next((o for o in options if o.label == meant[0]), None) if len(meant) == 1 else None
