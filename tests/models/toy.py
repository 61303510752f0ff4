"""A small grammar in the manner of the real one: fixed words, numbers, and copied text."""

from collections.abc import Mapping

START, ZONE, CHANGE, KIND, DONE = "start", "zone", "change", "kind", "done"
State = str | tuple[str, int]

NUMBERS = {str(number): DONE for number in range(101)} | {"20.5": DONE}
FIXED: Mapping[State, Mapping[str, State]] = {
    START: {"temp": ZONE, "window": ZONE, "volume": CHANGE, "play": KIND, "undo": DONE},
    ZONE: {"driver": CHANGE, "rear": CHANGE, "rearwiper": DONE, "up": DONE, "down": DONE},
    CHANGE: {"up": DONE, "down": DONE, **NUMBERS},
    DONE: {";": START},
}


class ToyGrammar:
    """``play artist|song TEXT`` copies a run of the prompt's words; the rest is fixed."""

    start: State = START

    def __init__(self, prompt: str) -> None:
        self._text = prompt.split() or ["nothing"]

    def words(self, state: State, /) -> Mapping[str, State]:
        if isinstance(state, tuple):
            return {**({";": START} if state[1] >= 0 else {}), **self._run(state[1] + 1)}
        if state == KIND:
            return dict.fromkeys(("artist", "song"), ("text", -1))
        return FIXED[state]

    def _run(self, index: int) -> dict[str, State]:
        if index == 0:
            return {word: ("text", place) for place, word in enumerate(self._text)}
        return dict.fromkeys(self._text[index : index + 1], ("text", index))

    def may_end(self, state: State, /) -> bool:
        return state == DONE or (isinstance(state, tuple) and state[1] >= 0)

    def is_static(self, state: State, /) -> bool:
        return isinstance(state, str)
