"""A grammar of words, walked token by token.

Each word is tokenised alone, with its leading space; the words of a grammar state become a trie
of token ids. Tokens inside a word never begin with a space and first tokens always do, so the
next token says by itself whether the word goes on. Nothing here knows an engine:
``adapters.llama_cpp`` asks for the ``choices`` of each step and says which one it took.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, cast

import numpy as np
from numpy.typing import NDArray

from models.engine import StateT, WordGrammar

Tokens = NDArray[np.int64]
Tokenise = Callable[[str], tuple[int, ...]]


class Node(Generic[StateT]):
    """One place in a trie. ``ending`` is the word complete here and the state after it."""

    __slots__ = ("children", "ending", "tokens")

    def __init__(self) -> None:
        self.children: dict[int, Node[StateT]] = {}
        self.tokens: Tokens = np.empty(0, dtype=np.int64)
        self.ending: tuple[str, StateT] | None = None

    def child(self, token: int) -> "Node[StateT]":
        return self.children.setdefault(token, Node())

    def freeze(self) -> None:
        self.tokens = np.array(sorted(self.children), dtype=np.int64)
        for child in self.children.values():
            child.freeze()


class Tries:
    """The tries of one vocabulary; those of static states are built once."""

    def __init__(self, tokenise: Tokenise, end_token: int) -> None:
        self._tokenise = tokenise
        self._static: dict[tuple[type, Hashable], Node[Hashable]] = {}
        self.end = np.array([end_token], dtype=np.int64)

    def root(self, grammar: WordGrammar[StateT], state: StateT) -> Node[StateT]:
        if not grammar.is_static(state):
            return self._build(grammar.words(state).items())
        key = (type(grammar), state)
        if key not in self._static:
            self._static[key] = cast("Node[Hashable]", self._build(grammar.words(state).items()))
        return cast("Node[StateT]", self._static[key])

    def _build(self, words: Iterable[tuple[str, StateT]]) -> Node[StateT]:
        root: Node[StateT] = Node()
        for word, after in words:
            node = root
            for token in self._tokenise(word):
                node = node.child(token)
            node.ending = word, after
        root.freeze()
        return root


class Walk(Generic[StateT]):
    """One answer on its way through the grammar."""

    def __init__(self, grammar: WordGrammar[StateT], tries: Tries) -> None:
        self._grammar = grammar
        self._tries = tries
        self._node: Node[StateT] = Node()
        self._next_root = tries.root(grammar, grammar.start)
        self._may_end = grammar.may_end(grammar.start)
        self._words: list[str] = []
        self._least = 1.0
        self._sureness: list[float] = []
        self.is_over = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._words)

    @property
    def sureness(self) -> tuple[float, ...]:
        """Least probability of a token of each word, then of the end."""
        return tuple(self._sureness)

    @property
    def may_end(self) -> bool:
        return self._may_end

    def choices(self) -> Tokens:
        """Every token that keeps the answer legal, never none."""
        end = self._tries.end if self._may_end else self._tries.end[:0]
        choices = np.concatenate((self._node.tokens, self._next_root.tokens, end))
        if choices.size == 0:
            raise ValueError(f"the grammar has no way on after {' '.join(self._words)!r}")
        return choices

    def take(self, token: int, probability: float = 1.0) -> None:
        inside = self._node.children.get(token)
        if inside is not None:
            self._least = min(self._least, probability)
            self._enter(inside)
            return
        if self._node.ending is not None:
            self._words.append(self._node.ending[0])
            self._sureness.append(self._least)
        self._least = probability
        self.is_over = self._may_end and token == int(self._tries.end[0])
        if self.is_over:
            self._sureness.append(probability)
        else:
            self._enter(self._next_root.children[token])

    def _enter(self, node: Node[StateT]) -> None:
        self._node = node
        self._next_root, self._may_end = Node(), False
        if node.ending is not None:
            _, after = node.ending
            self._next_root = self._tries.root(self._grammar, after)
            self._may_end = self._grammar.may_end(after)
