"""What is believed of what a recogniser wrote. The figures are those of real recognitions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.acceptance import Belief, believe, confidence
from assistant.speech.choosing import Choice
from models import HeardWord, Hearing


def _choice(text: str, log_probability: float, no_speech: float, share: float = 1.0) -> Choice:
    words = tuple(HeardWord(word, 0.9) for word in text.split())
    return Choice(Hearing(text, words, log_probability, no_speech, 300.0), share)


@pytest.mark.parametrize(
    ("text", "log_probability", "no_speech"),
    [
        ("Turn signal to the right.", -0.12, 0.006),
        ("Previous song please.", -0.27, 0.008),
        ("Hang up.", -0.05, 0.01),
        ("Stop.", -0.2, 0.03),
    ],
)
def test_a_command_is_heard(text: str, log_probability: float, no_speech: float) -> None:
    assert believe(_choice(text, log_probability, no_speech), 2.0) is Belief.HEARD


@pytest.mark.parametrize(
    ("what", "text", "log_probability", "no_speech"),
    [
        ("silence", "I'm", -2.50, 0.65),
        ("road", "You can't see it.", -2.02, 0.86),
        ("engine", "Go ahead.", -2.04, 0.73),
        ("music", "You can't do it.", -2.01, 0.71),
        ("tones", "Beep, beep.", -0.98, 0.46),
        ("tones, sure", "Beep.", -0.60, 0.04),
        ("breath", "Come on.", -1.90, 0.25),
        ("door", "Let's go.", -1.79, 0.75),
        ("rain", "OK, go ahead.", -1.89, 0.61),
        ("babble", "Quick, quick.", -1.33, 0.25),
        ("babble in hints", "Lumbar support up.", -1.36, 0.21),
        ("a hint", "Dim the dome light.", -0.75, 0.03),
        ("our own voice", "Drive to Home.", -2.13, 0.63),
        ("no text", "", 0.0, 0.0),
        ("a remark", "[Music]", -0.1, 0.01),
        ("a stop", ".", -0.1, 0.01),
        ("an invention", "Thanks for watching!", -0.1, 0.01),
    ],
)
def test_what_is_no_speech_is_nothing(
    what: str, text: str, log_probability: float, no_speech: float
) -> None:
    assert believe(_choice(text, log_probability, no_speech), 3.0) is Belief.NOTHING, what


@pytest.mark.parametrize(
    ("text", "log_probability"),
    [
        ("It makes us all blind. Traffic ahead.", -0.9),
        ("Rain sensor off. Rain sensor off.", -0.2),
    ],
)
def test_unlikely_or_repeated_words_are_asked_for_again(text: str, log_probability: float) -> None:
    assert believe(_choice(text, log_probability, 0.01), 2.5) is Belief.UNCLEAR


def test_words_that_others_fit_as_well_are_asked_for_again() -> None:
    alone, one_of_many = (_choice("Colder please.", -0.6, 0.01, share) for share in (1.0, 0.2))
    assert believe(alone, 2.0) is Belief.HEARD
    assert believe(one_of_many, 2.0) is Belief.UNCLEAR


def test_more_words_than_can_be_said_are_nothing() -> None:
    text = " ".join(f"word{n}" for n in range(20))
    assert believe(_choice(text, -0.1, 0.01), 1.0) is Belief.NOTHING
    assert believe(_choice(text, -0.1, 0.01), 6.0) is not Belief.NOTHING


@settings(deadline=None)
@given(st.floats(-20.0, 0.0), st.floats(0.0, 1.0), st.integers(1, 60))
def test_likelier_words_are_never_less_believed(
    log_probability: float, no_speech: float, words: int
) -> None:
    text = " ".join("abcdefgh"[n % 8] * (n + 1) for n in range(words))
    worse = _choice(text, log_probability - 1.0, no_speech)
    better = _choice(text, log_probability, no_speech)
    order = list(Belief)
    assert 0.0 <= confidence(worse) <= confidence(better) <= 1.0
    assert order.index(believe(worse, 30.0)) <= order.index(believe(better, 30.0))


@settings(deadline=None)
@given(
    st.text(max_size=100),
    st.floats(-1e6, 1e6),
    st.floats(0.0, 1.0),
    st.floats(0.0, 30.0),
    st.floats(0.0, 1.0),
)
def test_whatever_a_recogniser_writes_is_judged(
    text: str, log_probability: float, no_speech: float, duration_s: float, share: float
) -> None:
    choice = _choice(text, log_probability, no_speech, share)
    assert believe(choice, duration_s) in Belief
    assert 0.0 <= confidence(choice) <= 1.0
