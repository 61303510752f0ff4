"""Names as they are spelled in the car."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.hints import Names
from assistant.speech.names import likeness, put_right
from assistant.speech.sounding import letters, sound_key

CALLED = (
    "Mom",
    "Tom Becker",
    "Siobhan Gallagher",
    "Dimitris Pappas",
    "Joaquin Herrera",
    "Anna Schmidt",
    "Xu",
    "Wasserburg",
    "Oberammergau",
)
BOOK = Names(CALLED, ("Kraftwerk", "Coldplay", "The Weeknd", "Road Trip", "Paula Becker"))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Call Shubon Gallagher.", "Call Siobhan Gallagher."),
        ("Call the Metris Papas now", "Call Dimitris Pappas now"),
        ("Text Dimitrous that I am late.", "Text Dimitris that I am late."),
        ("Send a message to Joquin Herrera.", "Send a message to Joaquin Herrera."),
        ("Take me to Joquin's place.", "Take me to Joaquin's place."),
        ("Navigate to Wasserberg, please.", "Navigate to Wasserburg, please."),
        ("Play something by Craftwerk", "Play something by Kraftwerk"),
        ("Play some cold play.", "Play some Coldplay."),
        ("Play the week end", "Play The Weeknd"),
        ("Can you play my rode trip playlist?", "Can you play my Road Trip playlist?"),
        ("Call siobhan gallager and drive to wasserberg", None),
    ],
)
def test_what_sounds_like_a_name_is_spelled_like_it(heard: str, meant: str | None) -> None:
    text, changed = put_right(heard, BOOK)
    assert text == (meant or "Call Siobhan Gallagher and drive to Wasserburg")
    assert len(changed) == (1 if meant else 2)


def test_a_change_is_told_as_heard_and_as_spelled() -> None:
    _, changed = put_right("Navigate to Wasserberg.", BOOK)
    assert changed == (("Wasserberg", "Wasserburg"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Call Anna.",
        "Call tom becker",
        "call the last number again",
        "call him back",
        "navigate to the airport",
        "take me to Hamburg",
        "drive to the nearest charging station",
        "play some jazz",
        "play number 3 on the album",
        "set the temperature to 21 degrees",
        "take me to 221b baker street",
        "tell me a joke",
        "Is Wasserberg nice?",
        "I like Shubon Gallagher.",
        "Call Kraftwerg.",
        "Play Shubon Gallagher.",
    ],
)
def test_other_words_stay_as_they_were_heard(text: str) -> None:
    assert put_right(text, BOOK) == (text, ())


def test_of_two_names_that_are_as_like_none_is_taken() -> None:
    assert put_right("Call Marta", Names(("Marte Falk", "Martin Falk", "Marty Holm")))[1] == ()


@settings(deadline=None)
@given(st.sampled_from(CALLED), st.sampled_from(("call {}", "navigate to {} please", "ring {}")))
def test_a_name_that_is_right_stays(name: str, form: str) -> None:
    assert put_right(form.format(name), BOOK) == (form.format(name), ())


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=5))
def test_whatever_is_heard_and_known_it_answers(text: str, names: list[str]) -> None:
    changed_text, changed = put_right(f"call {text}", Names(tuple(names)))
    assert all(spelled in changed_text for _, spelled in changed)


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, other) == pytest.approx(likeness(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kaito", "Kaido"), ("Kraftwerk", "Craftwork"), ("Cavanagh", "Kavanagh")],
)
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


def test_accents_are_no_letters_of_their_own() -> None:
    assert letters("Kitzbühel-Łódź 3") == "kitzbuhellodz"
