"""What a conversation holds together: questions, choices, undo, a car that does not answer."""

import pytest

from assistant import Mode, Transcript, open_cabin
from assistant.config import Config
from assistant.dialogue.record import WAITS_S
from assistant.messages import Conversation, Status
from assistant.request import Context
from tests.conftest import Car


def test_a_yes_comes_too_late(car: Car) -> None:
    car.arrange(speed_kmh=0)
    asked = car.hear("open the bonnet")
    assert asked.conversation.pending is not None
    late = asked.scene.now_s + WAITS_S + 1
    dialogue = car.cabin.dialogue
    understanding, memory = dialogue.understanding, car.cabin.memory
    later = type(dialogue)(understanding, car.cabin.vehicle, memory, clock=lambda: late)
    turn = later.take_turn(Transcript("yes"), asked.conversation)
    assert turn.reply.status is Status.CLARIFY
    assert turn.reported == ()


def test_a_yes_in_time_does_it(car: Car) -> None:
    car.arrange(speed_kmh=0)
    car.hear("open the bonnet")
    assert dict(car.hear("yes").reported) == {"Hood.Open": True}


def test_a_yes_to_nothing_does_nothing(car: Car) -> None:
    turn = car.hear("yes")
    assert (turn.reply.status, turn.frames) == (Status.CLARIFY, ())


def test_another_wish_closes_the_question(car: Car) -> None:
    car.arrange(speed_kmh=0)
    car.hear("open the bonnet")
    car.hear("fan to 20")
    assert car.hear("yes").reported == ()


def test_undo_is_itself_judged(car: Car) -> None:
    car.arrange(speed_kmh=0)
    assert dict(car.hear("unlock the doors").reported) == {"Door.Lock": False}
    assert dict(car.hear("lock the doors").reported) == {"Door.Lock": True}
    car.adjust(speed_kmh=60)
    turn = car.hear("undo that")
    assert (turn.reply.status, turn.reported) == (Status.REFUSED, ())


def test_undo_everything(car: Car) -> None:
    for wish in ("fan to 80", "seat heating to 2", "set the temperature to 25"):
        car.hear(wish)
    car.hear("undo everything")
    assert car.reports("HVAC.Front.FanSpeed") == 40
    assert car.reports("Seat.Driver.Heating") == 0
    assert car.reports("HVAC.Driver.Temperature") == 21


def test_undo_everything_goes_back_to_before_the_first_of_many(car: Car) -> None:
    for percent in range(10, 100, 10):
        car.hear(f"fan to {percent}")
    turn = car.hear("undo everything")
    assert dict(turn.reported) == {"HVAC.Front.FanSpeed": 40}
    assert len(turn.frames) == 1


def test_why_is_told_from_the_record(car: Car) -> None:
    car.hear("demist the windscreen")
    why = car.hear("why did you do that").reply.text
    assert "defrost.air_and_fan" in why
    assert "1 frame " in why


def test_a_silent_ecu_is_not_called_done(car: Car) -> None:
    virtual = car.cabin.virtual
    assert virtual is not None
    virtual.lose_ecu("HVAC")
    try:
        turn = car.hear("fan to 80")
    finally:
        virtual.restore_ecu("HVAC")
    assert turn.reported == ()
    assert turn.reply.status is Status.UNSUPPORTED
    assert "not done" in turn.reply.text.lower()
    car.arrange()
    assert dict(car.hear("fan to 80").reported) == {"HVAC.Front.FanSpeed": 80}


@pytest.mark.parametrize("speaker", ["rear_left", "rear_right"])
def test_children_do_not_open_locked_windows(car: Car, speaker: str) -> None:
    car.arrange(state={"Window.ChildLock": True})
    car.speaker = type(car.speaker)(speaker)
    turn = car.hear("open my window")
    assert (turn.reply.status, turn.reported) == (Status.REFUSED, ())


def test_without_a_model_phrases_go_on(config: Config) -> None:
    with open_cabin(config, Mode.PHRASES) as cabin:
        cabin.arrange(Context())
        missed = cabin.dialogue.take_turn(Transcript("my nose is an icicle"), Conversation())
        assert missed.plan.problem == "understanding.no_model"
        assert missed.reply.status is Status.UNSUPPORTED
        known = cabin.dialogue.take_turn(Transcript("fan to 60"), missed.conversation)
        assert dict(known.reported)["HVAC.Front.FanSpeed"] == 60
