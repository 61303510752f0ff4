"""Understanding without the model: the phrases the skills declare.

A phrase answers only what it fits from the first word to the last, politeness aside; anything
else is the model's. Templates are hassil's and are expanded once, so that matching an
utterance is one look into a table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from hassil import parse_sentence
from hassil.sample import sample_expression

from assistant.skill import Skill
from assistant.slots import NUMBER
from assistant.understanding.grammar import NUMBERS
from models import normalise
from vehicle_bus import is_code

_ZONES = {
    "driver": "[for] [the] (driver|driver's)",
    "passenger": "[for] [the] [front] (passenger|passenger's)",
    "rear": "[for] [in] [the] (rear|back)",
    "rear left": "[the] (rear|back) left",
    "rear right": "[the] (rear|back) right",
    "all": "[for] (everyone|everybody)",
}
_SEATS = {
    "driver": "(driver|driver's)",
    "passenger": "(passenger|passenger's)",
    "rear": "(rear|back)",
}
_COLOURS = {
    colour: colour
    for colour in ("red", "green", "blue", "white", "yellow", "orange", "purple", "pink", "cyan")
} | {"warm": "warm white"}
_RULES: dict[str, tuple[str, dict[str, str]]] = {
    "<zone>": ("{zone}", _ZONES),
    "<zone_seat>": ("{zone}", _SEATS),
    "<zone_rear>": ("{zone}", {"rear": "[the] (rear|back)"}),
    "<colour>": ("{colour}", _COLOURS),
}
_EXPANSIONS = {
    "<ac>": "(ac|air con|air conditioning|aircon)",
    "<wheel_heat>": "(heated steering wheel|steering wheel heating|steering wheel heater)",
    "<inside>": "(interior|inside|cabin|dome)",
}
"""Shared by several phrases; plain text once filled in."""

_POLITE_STARTS = tuple(
    tuple(words.split())
    for words in (
        "please",
        "can you please",
        "could you please",
        "would you please",
        "can you",
        "could you",
        "would you",
        "hey car",
        "ok car",
        "i want you to",
        "just",
        "now",
    )
)
_POLITE_ENDS = tuple(
    tuple(words.split())
    for words in ("please", "thanks", "thank you", "now", "for me", "if you can", "would you")
)


CODE = "{code}"
"""Any trouble code, in a phrase."""


def _is_code(word: str) -> bool:
    return is_code(word.upper())


class PhraseBook:
    """Every phrase of every skill, by its words."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._answers: dict[str, str] = {}
        for skill in skills:
            for said, answer in expand(skill):
                self._answers.setdefault(said, answer)

    def match(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """The answer in the notation, or None when no phrase fits exactly."""
        bare = tuple(words)
        return self._exact(bare) or self._exact(_without_politeness(bare))

    def is_phrase(self, text: str) -> bool:
        """Does one fit, from the first word to the last?"""
        return self.match(normalise(text).words) is not None

    @property
    def plain(self) -> tuple[str, ...]:
        """Every phrase without a number or a trouble code in it."""
        return tuple(said for said in self._answers if NUMBER not in said and CODE not in said)

    def _exact(self, words: Sequence[str]) -> tuple[str, ...] | None:
        if answer := self._answers.get(" ".join(words)):
            return tuple(answer.split())
        return self._with(NUMBER, NUMBERS.__contains__, words) or self._with(CODE, _is_code, words)

    def _with(
        self, mark: str, fits: Callable[[str], bool], words: Sequence[str]
    ) -> tuple[str, ...] | None:
        """The answer to a phrase in which one word may be any that fits."""
        found = [word for word in words if fits(word)]
        if len(found) != 1:
            return None
        answer = self._answers.get(" ".join(mark if fits(word) else word for word in words))
        return tuple(answer.replace(mark, found[0]).split()) if answer else None


def expand(skill: Skill) -> Iterator[tuple[str, str]]:
    """Every wording a skill's phrases allow, with its answer; numbers stay ``{number}``, trouble
    codes ``{code}``."""
    for phrase in skill.phrases:
        template, _, slots = phrase.partition("=>")
        for name, expansion in _EXPANSIONS.items():
            template = template.replace(name, expansion)
        for filled, answer in _fill(template, f"{skill.word} {slots.strip()}".strip()):
            expression = parse_sentence(filled.strip()).expression
            for said in sample_expression(expression, expand_lists=False):
                yield " ".join(said.split()), answer


def _fill(template: str, answer: str) -> Iterator[tuple[str, str]]:
    for rule, (slot, values) in _RULES.items():
        if rule in template:
            for value, wording in values.items():
                yield from _fill(
                    template.replace(rule, f"({wording})"), answer.replace(slot, value)
                )
            return
    yield template, answer


def _without_politeness(words: tuple[str, ...]) -> tuple[str, ...]:
    for start in _POLITE_STARTS:
        if words[: len(start)] == start:
            words = words[len(start) :]
            break
    for end in _POLITE_ENDS:
        if words[-len(end) :] == end:
            return words[: -len(end)]
    return words
