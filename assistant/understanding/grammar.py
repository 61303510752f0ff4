"""The answer notation as an automaton: which word may come next, and what an answer means.

Built once from the skills. ``for_utterance`` closes it over the words the driver said, since a
text slot may only copy a run of those. The language model walks it token by token, so it
cannot write a skill, a value or a name that does not exist; ``read`` turns any legal answer
into wishes. Wishes are joined by ``;`` and there are at most ``MAX_WISHES`` of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product

from assistant.skill import Skill
from assistant.slots import NUMBER, TEXT, Pattern

JOIN = ";"
CORRECT = "instead"
MAX_WISHES = 4
MAX_TEXT_WORDS = 16

NUMBERS: frozenset[str] = frozenset(
    str(n)
    for n in chain(
        range(301),
        range(330, 7201, 30),
        (f"{n}.5" for n in range(100)),
        ("0.75", "1.25", "1.75"),
    )
)
"""Every number an answer may hold; stations and addresses are text."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish as written: the skill, its slot values and its words."""

    skill: Skill
    values: dict[str, object]
    words: tuple[str, ...]
    corrects: bool = False


@dataclass(slots=True, eq=False)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    ends: tuple[Skill, dict[str, Pattern]] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A place in the automaton; ``spans`` are the utterance positions a text may go on from."""

    node: _Node
    wishes: int
    spans: frozenset[int] | None = None
    length: int = 0


class PlanGrammar:
    """Every answer the skills allow."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self.root = _Node()
        for skill in skills:
            _plant(self.root, skill)

    def for_utterance(self, words: Sequence[str]) -> "UtteranceGrammar":
        return UtteranceGrammar(self.root, tuple(words))

    def read(self, answer: Sequence[str]) -> tuple[Wish, ...]:
        """The wishes of an answer; ValueError if it is not in the notation."""
        return tuple(self._read_wish(words) for words in _split(answer))

    def _read_wish(self, words: tuple[str, ...]) -> Wish:
        corrects = words[:1] == (CORRECT,)
        node, rest = self.root, words[1:] if corrects else words
        said: list[list[str]] = []
        in_text = False
        for word in rest:
            if word in node.next:
                node, in_text = node.next[word], False
            elif NUMBER in node.next and word in NUMBERS:
                node = node.next[NUMBER]
                said.append([word])
            elif in_text:
                said[-1].append(word)
            elif TEXT in node.next:
                node, in_text = node.next[TEXT], True
                said.append([word])
            else:
                raise ValueError(f"not in the notation: {' '.join(words)}")
        if node.ends is None:
            raise ValueError(f"unfinished: {' '.join(words)}")
        skill, patterns = node.ends
        return Wish(skill, _values(skill, patterns, said), words, corrects)


def _plant(root: _Node, skill: Skill) -> None:
    choices = [
        [(name, pattern) for pattern in slot.values]
        + ([(name, ())] if name in skill.optional else [])
        for name, slot in skill.slots.items()
    ]
    for combination in product(*choices):
        patterns: dict[str, Pattern] = {n: p for n, p in combination if p}
        node = root
        for word in chain(skill.word.split(), *patterns.values()):
            node = node.next.setdefault(word, _Node())
        if node.ends is not None:
            raise ValueError(f"{skill.name}: {patterns} is already {node.ends}")
        node.ends = (skill, patterns)


def _values(
    skill: Skill, patterns: Mapping[str, Pattern], said: Sequence[Sequence[str]]
) -> dict[str, object]:
    words = iter(said)
    return {
        name: skill.slots[name].read(pattern, next(words) if {NUMBER, TEXT} & set(pattern) else ())
        for name, pattern in patterns.items()
    }


def _split(answer: Sequence[str]) -> list[tuple[str, ...]]:
    wishes: list[list[str]] = [[]]
    for word in answer:
        if word == JOIN:
            wishes.append([])
        else:
            wishes[-1].append(word)
    return [tuple(words) for words in wishes]


class UtteranceGrammar:
    """The automaton for one utterance; a ``models.WordGrammar``."""

    def __init__(self, root: _Node, words: tuple[str, ...]) -> None:
        self._root = root
        self._said = words

    @cached_property
    def start(self) -> State:
        return State(self._root, 1)

    def words(self, state: State) -> Mapping[str, State]:
        following: dict[str, State] = {}
        for symbol, node in state.node.next.items():
            if symbol == NUMBER:
                following |= dict.fromkeys(NUMBERS, State(node, state.wishes))
            elif symbol == TEXT:
                following |= self._copy(node, state, range(len(self._said)))
            else:
                following[symbol] = State(node, state.wishes)
        if state.spans is not None and state.length < MAX_TEXT_WORDS:
            following |= self._copy(state.node, state, state.spans)
        if state.node is self._root and state == self.start:
            following[CORRECT] = State(self._root, 1, frozenset())
        if self.may_end(state) and state.wishes < MAX_WISHES:
            following[JOIN] = State(self._root, state.wishes + 1)
        return following

    def _copy(self, node: _Node, state: State, spans: Iterable[int]) -> dict[str, State]:
        after: dict[str, set[int]] = {}
        for position in spans:
            if position < len(self._said):
                after.setdefault(self._said[position], set()).add(position + 1)
        return {
            word: State(node, state.wishes, frozenset(ends), state.length + 1)
            for word, ends in after.items()
        }

    def may_end(self, state: State) -> bool:
        return state.node.ends is not None

    def is_static(self, state: State) -> bool:
        return state.spans is None and TEXT not in state.node.next
