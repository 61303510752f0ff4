"""The notation: what the automaton lets through can be read, and nothing else gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills import SKILLS
from assistant.understanding.grammar import MAX_WISHES, PlanGrammar, State, UtteranceGrammar

GRAMMAR = PlanGrammar(SKILLS)
UTTERANCE = ("play", "close", "to", "you", "and", "call", "jo", "marsh")


def _walk(grammar: UtteranceGrammar, data: st.DataObject, longest: int = 40) -> list[str]:
    state: State = grammar.start
    words: list[str] = []
    while len(words) < longest:
        following = grammar.words(state)
        if grammar.may_end(state) and (not following or data.draw(st.booleans())):
            break
        word = data.draw(st.sampled_from(sorted(following)))
        words.append(word)
        state = following[word]
    else:
        while not grammar.may_end(state):
            word, state = min(grammar.words(state).items())
            words.append(word)
    return words


@given(st.data())
def test_every_walk_can_be_read(data: st.DataObject) -> None:
    answer = _walk(GRAMMAR.for_utterance(UTTERANCE), data)
    wishes = GRAMMAR.read(answer)
    assert 1 <= len(wishes) <= MAX_WISHES
    for wish in wishes:
        assert set(wish.values) <= set(wish.skill.slots)


@given(st.data())
def test_text_is_only_copied(data: st.DataObject) -> None:
    answer = _walk(GRAMMAR.for_utterance(UTTERANCE), data)
    spoken = " ".join(UTTERANCE)
    for wish in GRAMMAR.read(answer):
        if isinstance(text := wish.values.get("text"), str):
            assert text in spoken


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_anything_else_is_refused(words: list[str]) -> None:
    try:
        wishes = GRAMMAR.read(words)
    except ValueError:
        return
    assert all(wish.skill in SKILLS for wish in wishes)


@pytest.mark.parametrize(
    "answer",
    ["temp", "temp driver", "fly to mars", "window open ;", "message jo", "temp 21 21"],
)
def test_unfinished_and_unknown_answers_are_no_answers(answer: str) -> None:
    with pytest.raises(ValueError, match=r"not in the notation|unfinished"):
        GRAMMAR.read(answer.split())


def test_a_message_has_a_recipient_and_a_text() -> None:
    (wish,) = GRAMMAR.read(["message", "jo", "marsh", ":", "close", "to", "you"])
    assert wish.values == {"to": "jo marsh", "text": "close to you"}
