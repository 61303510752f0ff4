"""Routines by voice: taught, shown, run, told, changed, forgotten; and judged like any wish."""

import pytest

from assistant.messages import Status
from tests.conftest import Car
from vehicle_bus import Zone

_TAUGHT = "when i say movie mode, fan off"


def test_a_routine_is_taught_in_one_sentence_and_run_by_its_name(car: Car) -> None:
    told = car.hear(_TAUGHT)
    assert told.reply.status is Status.DONE
    assert told.reply.text == 'Learned. Say "movie mode" for: fan off.'
    assert car.reports("HVAC.Front.FanSpeed") == 40, "nothing is done yet"
    run = car.hear("movie mode")
    assert run.reply.status is Status.DONE
    assert car.reports("HVAC.Front.FanSpeed") == 0


@pytest.mark.engine
def test_a_routine_may_be_more_than_one_thing(thinking_car: Car) -> None:
    car = thinking_car
    car.hear("when i say movie mode, turn on the ambient light and turn off the fan")
    run = car.hear("movie mode")
    assert dict(run.reported) == {"Light.Ambient.On": True, "HVAC.Front.FanSpeed": 0}


@pytest.mark.parametrize(
    "words", ["start movie mode", "movie mode please", "turn on movie mode", "movie mod"]
)
def test_the_name_may_be_said_in_other_words(car: Car, words: str) -> None:
    car.hear(_TAUGHT)
    car.hear(words)
    assert car.reports("HVAC.Front.FanSpeed") == 0


def test_a_routine_is_taught_by_doing(car: Car) -> None:
    assert "call that" in car.hear("teach you something").reply.text
    car.hear("fan off")
    car.hear("turn on the ambient light")
    assert car.hear("call that cosy time").reply.status is Status.DONE
    car.hear("fan to 80")
    car.hear("cosy time")
    assert car.reports("HVAC.Front.FanSpeed") == 0


def test_what_was_done_last_can_be_given_a_name(car: Car) -> None:
    car.hear("fan to 80")
    car.hear("call that storm")
    car.hear("fan off")
    car.hear("storm")
    assert car.reports("HVAC.Front.FanSpeed") == 80


def test_what_is_not_understood_is_not_taught(car: Car) -> None:
    turn = car.hear("when i say movie mode, fly to the moon")
    assert turn.reply.status is Status.CLARIFY
    assert turn.reported == ()
    assert "movie" not in car.hear("what routines do you know").reply.text.removesuffix(
        "Say: when I say movie mode, dim the lights."
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("storm", "fan to 80"), ("rain dance", "fan to 20"), ("a b c d", "fan off")],
)
def test_the_comma_after_a_name_need_not_be_heard(car: Car, name: str, words: str) -> None:
    assert car.hear(f"when i say {name} {words}").reply.status is Status.DONE
    assert car.hear(f"what is {name}").reply.text == f"{name.capitalize()} is: {words}."


def test_what_is_meant_may_be_said_so(car: Car) -> None:
    car.hear("whenever i say storm i mean fan to 80")
    assert car.hear("what is storm").reply.text == "Storm is: fan to 80."


def test_nothing_that_was_done_cannot_be_named(car: Car) -> None:
    assert car.hear("call that storm").reply.status is Status.CLARIFY


def test_routines_are_told_listed_and_explained(car: Car) -> None:
    car.hear(_TAUGHT)
    assert car.hear("what is movie mode").reply.text == "Movie mode is: fan off."
    assert "movie mode" in car.hear("what routines do you know").reply.text
    assert "movie mode" in car.hear("what do you know about me").reply.text
    car.hear("movie mode")
    assert "You taught me movie mode" in car.hear("why did you do that").reply.text


def test_a_name_can_be_taught_anew_and_forgotten(car: Car) -> None:
    car.hear(_TAUGHT)
    again = car.hear("when i say movie mode, fan to 80")
    assert "Before, it was: fan off." in again.reply.text
    car.hear("movie mode")
    assert car.reports("HVAC.Front.FanSpeed") == 80
    assert car.hear("forget movie mode").reply.text == "Forgotten: movie mode."
    assert car.hear("movie mode").reported == ()


def test_teaching_is_undone_and_the_older_meaning_is_back(car: Car) -> None:
    car.hear(_TAUGHT)
    car.hear("when i say movie mode, fan to 80")
    assert car.hear("undo that").reply.status is Status.DONE
    assert "fan off" in car.hear("what is movie mode").reply.text


def test_a_routine_is_judged_when_it_runs(car: Car) -> None:
    car.adjust(speed_kmh=0, state={"Vehicle.Gear": "P"})
    assert car.hear("when i say open up, open the trunk").reply.status is Status.DONE
    car.adjust(speed_kmh=90, state={"Vehicle.Gear": "D"})
    turn = car.hear("open up")
    assert turn.reply.status is Status.REFUSED
    assert car.reports("Trunk.Rear.Open") is False


@pytest.mark.parametrize("words", [_TAUGHT, "forget movie mode"])
def test_a_passenger_teaches_and_forgets_nothing(car: Car, words: str) -> None:
    car.hear("when i say movie mode, fan off")
    car.speaker = Zone.PASSENGER
    assert car.hear(words).reply.status is Status.REFUSED
    car.speaker = Zone.DRIVER
    assert "fan off" in car.hear("what is movie mode").reply.text


def test_a_guest_teaches_nothing(car: Car) -> None:
    car.hear("guest mode")
    turn = car.hear(_TAUGHT)
    assert (turn.reply.status, turn.reported) == (Status.CLARIFY, ())


def test_always_needs_something_that_was_offered(car: Car) -> None:
    assert car.hear("always do that").reply.status is Status.CLARIFY
