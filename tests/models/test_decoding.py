"""Walking a grammar token by token, with letters for tokens: no weights are needed to prove it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.adapters.scripted import is_legal
from models.decoding import Tries, Walk
from tests.models.toy import ToyGrammar

END = 0


def spell(word: str) -> tuple[int, ...]:
    """One token a letter, behind a space: every word shares its first token with all others."""
    return tuple(ord(letter) for letter in f" {word}")


@given(st.data(), st.lists(st.from_regex(r"[a-z;]{1,5}", fullmatch=True), max_size=6))
def test_whatever_is_chosen_the_answer_is_in_the_grammar(
    data: st.DataObject, text: list[str]
) -> None:
    grammar = ToyGrammar(" ".join(text))
    walk = Walk(grammar, Tries(spell, END))
    for _ in range(200):
        choices = walk.choices().tolist()
        walk.take(END if END in choices else data.draw(st.sampled_from(choices)))
        if walk.is_over:
            break
    assert walk.is_over
    assert is_legal(walk.words, grammar)


def test_a_word_that_begins_like_another_can_end_or_go_on() -> None:
    walk = Walk(ToyGrammar("x"), Tries(spell, END))
    for token in spell("temp") + spell("rear"):
        walk.take(token)
    assert set(walk.choices().tolist()) == {ord("w"), ord(" ")}


class DeadEnd:
    start = "start"

    def words(self, _state: str, /) -> Mapping[str, str]:
        return {}

    def may_end(self, _state: str, /) -> bool:
        return False

    def is_static(self, _state: str, /) -> bool:
        return True


def test_a_grammar_without_a_way_on_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no way on"):
        Walk(DeadEnd(), Tries(spell, END)).choices()
