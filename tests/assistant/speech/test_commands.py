"""The words that stop the car in every state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.commands import is_stop

STOPS = ("stop", "be quiet", "shut up", "never mind", "cancel that", "stop talking", "forget it")
COURTESY = ("please", "okay", "oh", "codriver", "hey", "just", "thanks")


@pytest.mark.parametrize(
    "text",
    [
        *STOPS,
        "Stop!",
        "Please stop.",
        "Stop it, please.",
        "OK, stop.",
        "Codriver, stop.",
        "Co-driver stop",
        "No, stop that now.",
        "Stop, stop, stop!",
        "Can you be quiet, please?",
        "That's enough, thank you.",
    ],
)
def test_a_whole_utterance_stops(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please",
        "thank you",
        "no",
        "okay codriver",
        "stop the music",
        "stop at a petrol station",
        "stop navigation",
        "please stop the wipers",
        "cancel the route",
        "cancel that call",
        "don't stop",
        "don't stop me now",
        "never mind the gap",
        "add a stop",
        "be quiet when I am on the phone",
        "is that enough charge",
    ],
)
def test_a_wish_that_only_holds_such_a_word_does_not(text: str) -> None:
    assert not is_stop(text)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(COURTESY), max_size=2),
    st.sampled_from(STOPS),
    st.lists(st.sampled_from(COURTESY), max_size=2),
)
def test_politeness_changes_nothing(before: list[str], stop: str, after: list[str]) -> None:
    assert is_stop(" ".join([*before, stop, *after]))


@settings(deadline=None)
@given(
    st.sampled_from(STOPS), st.sampled_from(("music", "wipers", "route", "massage", "at the lake"))
)
def test_what_is_to_be_stopped_makes_it_a_wish(stop: str, thing: str) -> None:
    assert not is_stop(f"{stop} {thing}")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_long_utterance_is_a_wish_whatever_it_says(text: str) -> None:
    assert not is_stop(f"set the fan to level three and the heating to two {text}")
