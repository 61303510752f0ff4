"""What this package offers to whoever needs a language model: the port and the values it speaks.

A ``LanguageModel`` continues a prompt with words, and only with words that a ``WordGrammar``
allows: it proposes, it never acts. The grammar is the caller's; this package knows nothing of
skills or signals. ``adapters.llama_cpp`` runs real weights, ``adapters.scripted`` answers from a
table.
"""

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

StateT = TypeVar("StateT", bound=Hashable)


class Cancel:
    """Asks one running request to stop. Any thread may call it; the engine looks between tokens."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        return self._event.is_set()


class WordGrammar(Protocol[StateT]):
    """Every answer that may be given, as states and the words between them.

    Words contain no white space. From every state that can be reached, a state with ``may_end``
    can be reached too: the engine follows this grammar and does not look ahead for dead ends.
    """

    @property
    def start(self) -> StateT: ...

    def words(self, state: StateT, /) -> Mapping[str, StateT]:
        """Every legal next word and the state after it."""

    def may_end(self, state: StateT, /) -> bool: ...

    def is_static(self, state: StateT, /) -> bool:
        """Whether ``words(state)`` is the same in every grammar of this class: kept for good."""


@dataclass(frozen=True, slots=True)
class Proposal:
    words: tuple[str, ...]
    sureness: tuple[float, ...]
    """How likely each word is right, then how likely it is right to end there, 0..1."""
    tokens: int
    """Tokens of the answer, with its end."""
    prompt_tokens: int
    ms: float

    @property
    def confidence(self) -> float:
        """How likely the whole answer is right, 0..1: as likely as its least likely word."""
        return min(self.sureness)


class LanguageModel(Protocol):
    def propose(
        self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel | None = None
    ) -> Proposal:
        """The most likely legal answer, the same every time; an ``EngineError`` if none."""

    def close(self) -> None: ...
