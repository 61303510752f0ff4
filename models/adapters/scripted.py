"""A language model that answers from a table: for trying the assistant out without any weights.

It keeps the promise of the port: what it answers is legal in the grammar it was given.
"""

import time
from collections.abc import Mapping

from models.engine import Cancel, Proposal, StateT, WordGrammar
from models.errors import CancelledError, EngineClosedError


class ScriptedLanguageModel:
    """Answers each prompt with the words written for it, any other prompt with ``fallback``."""

    def __init__(self, answers: Mapping[str, str], fallback: str) -> None:
        self._answers = {prompt: tuple(answer.split()) for prompt, answer in answers.items()}
        self._fallback = tuple(fallback.split())
        self._is_closed = False

    def propose(
        self, prompt: str, grammar: WordGrammar[StateT], cancel: Cancel | None = None
    ) -> Proposal:
        if self._is_closed:
            raise EngineClosedError("the language model was closed")
        if cancel is not None and cancel.is_cancelled:
            raise CancelledError("the request was taken back")
        started_s = time.perf_counter()
        words = self._answers.get(prompt, self._fallback)
        if not is_legal(words, grammar):
            raise ValueError(f"the grammar does not allow {' '.join(words)!r}")
        elapsed_ms = (time.perf_counter() - started_s) * 1000
        sure = (1.0,) * (len(words) + 1)
        return Proposal(words, sure, len(words) + 1, len(prompt.split()) + 2, elapsed_ms)

    def close(self) -> None:
        self._is_closed = True


def is_legal(words: tuple[str, ...], grammar: WordGrammar[StateT]) -> bool:
    """Is this an answer that the grammar allows?"""
    state = grammar.start
    for word in words:
        following = grammar.words(state)
        if word not in following:
            return False
        state = following[word]
    return grammar.may_end(state)
