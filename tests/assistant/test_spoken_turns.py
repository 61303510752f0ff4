"""Turns whose words were recognised: how sure they are, and what is asked for again."""

from dataclasses import replace

from assistant.messages import Status, Transcript
from models import HeardWord
from tests.conftest import Car

SPOKEN = Transcript("fan to 60", confidence=0.95, hear_ms=300.0)


def _words(*probabilities: float) -> tuple[HeardWord, ...]:
    texts = ("set", "the", "rear", "fan", "to", "60")
    return tuple(HeardWord(t, p) for t, p in zip(texts, probabilities, strict=True))


def _take(car: Car, heard: Transcript) -> tuple[Status, str]:
    turn = car.cabin.dialogue.take_turn(heard, car.conversation)
    car.conversation = turn.conversation
    return turn.reply.status, turn.reply.text


def test_words_heard_well_are_done(car: Car) -> None:
    assert _take(car, SPOKEN) == (Status.DONE, "Fan at 60 percent.")


def test_a_wish_is_no_surer_than_the_words_it_came_from(car: Car) -> None:
    status, text = _take(car, replace(SPOKEN, text="open the sunroof", confidence=0.4))
    assert (status, car.reports("Sunroof.Position")) == (Status.NEEDS_CONFIRMATION, 0)
    assert text.startswith("Shall I")


def test_unclear_words_move_nothing_and_tell_what_was_missed(car: Car) -> None:
    unclear = replace(SPOKEN, words=_words(1, 1, 1, 0.2, 0.9, 0.9), is_unclear=True)
    status, text = _take(car, unclear)
    assert status is Status.CLARIFY
    assert 'what came after "set the rear"' in text
    assert car.reports("HVAC.Front.FanSpeed") != 60


def test_an_unclear_beginning_is_told_by_what_follows(car: Car) -> None:
    unclear = replace(SPOKEN, words=_words(0.1, 0.2, 0.9, 0.9, 0.9, 0.9), is_unclear=True)
    assert 'what came before "rear fan to"' in _take(car, unclear)[1]


def test_mostly_unclear_words_are_not_said_back(car: Car) -> None:
    unclear = replace(SPOKEN, words=_words(0.1, 0.2, 0.3, 0.9, 0.4, 0.2), is_unclear=True)
    assert _take(car, unclear)[1] == (
        "Sorry, I did not hear that well enough. Please say it again."
    )


def test_a_recording_without_words_is_answered_as_that(car: Car) -> None:
    assert _take(car, replace(SPOKEN, text="")) == (Status.CLARIFY, "I did not hear anything.")


def test_an_open_question_survives_an_unclear_answer(car: Car) -> None:
    car.arrange(speed_kmh=0)
    car.hear("open the bonnet")
    assert car.conversation.pending is not None
    _take(car, replace(SPOKEN, text="yeah", is_unclear=True))
    assert car.conversation.pending is not None
