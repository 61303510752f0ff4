"""What drivers tell the car: kept, answered truthfully, used, taken back, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Mode, Transcript, open_cabin
from assistant.config import Config, DriverSection
from assistant.memory import FORGET, LIST, SET, SWITCH
from assistant.messages import Conversation, Scene, Status
from assistant.remembering import DriverMemory
from personalization import Category, drivers_at
from tests.conftest import Car
from vehicle_bus import BusCommand, Query, VehicleState, Zone


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[DriverMemory]:
    memory = DriverMemory(drivers_at(tmp_path))
    yield memory
    memory.close()


def _scene() -> Scene:
    return Scene(VehicleState(), Zone.DRIVER, Conversation(), 0.0)


def _tell(memory: DriverMemory, words: str) -> tuple[str, Status, int]:
    told = memory.carry_out(BusCommand(SET, Query.of(text=words)), _scene())
    return told.answer.text, told.answer.status, len(told.reported)


def _known(memory: DriverMemory) -> str:
    return memory.carry_out(BusCommand(LIST, True), _scene()).answer.text


def _become(memory: DriverMemory, name: str) -> str:
    return memory.carry_out(BusCommand(SWITCH, Query.of(name=name)), _scene()).answer.text


def test_what_is_told_is_kept_and_said_back(memory: DriverMemory) -> None:
    _become(memory, "anna")
    assert _tell(memory, "I like 20 degrees in the morning") == (
        "I'll remember it: you like 20 degrees in the morning.",
        Status.DONE,
        1,
    )
    assert "20 degrees in the morning" in _known(memory)


def test_a_change_is_told(memory: DriverMemory) -> None:
    _become(memory, "anna")
    _tell(memory, "I like 20 degrees")
    text, _, _ = _tell(memory, "I like 22 degrees")
    assert text == "You like 22 degrees. Before, I had: you like 20 degrees."
    assert "20" not in _known(memory)


def test_what_was_told_is_there_after_a_restart(tmp_path: Path) -> None:
    first = DriverMemory(drivers_at(tmp_path))
    _become(first, "anna")
    _tell(first, "I hate toll roads")
    first.close()
    second = DriverMemory(drivers_at(tmp_path))
    second.seat_whoever_drives(None)
    assert "toll" in _known(second)
    second.close()


@pytest.mark.parametrize(
    "words",
    [
        "my pin is 1234",
        "I have diabetes",
        "I vote for the green party",
        "the moon is round",
        "",
    ],
)
def test_what_is_no_business_of_a_car_is_not_kept(
    memory: DriverMemory, tmp_path: Path, words: str
) -> None:
    _become(memory, "anna")
    _, status, stored = _tell(memory, words)
    assert (status is Status.DONE, stored) == (False, 0)
    assert _known(memory).startswith("Nothing yet")


def test_a_guest_has_no_memory(memory: DriverMemory) -> None:
    _become(memory, "anna")
    _tell(memory, "I like 20 degrees")
    _become(memory, "guest")
    assert _tell(memory, "I like 25 degrees")[1:] == (Status.CLARIFY, 0)
    assert "20" not in _known(memory)
    assert memory.known(VehicleState()).likings == ()
    _become(memory, "anna")
    assert "20 degrees" in _known(memory)
    assert "25" not in _known(memory)


def test_drivers_do_not_share_a_memory(memory: DriverMemory) -> None:
    _become(memory, "anna")
    _tell(memory, "I like jazz")
    _become(memory, "ben")
    assert _known(memory).startswith("Nothing yet")


def test_a_category_switched_off_keeps_nothing(tmp_path: Path) -> None:
    drivers = drivers_at(tmp_path)
    anna = drivers.create("Anna")
    drivers.keep(anna.model_copy(update={"switched_off": frozenset({Category.MEDIA})}))
    memory = DriverMemory(drivers)
    memory.seat_whoever_drives("anna")
    assert _tell(memory, "I like jazz")[1:] == (Status.REFUSED, 0)
    assert _tell(memory, "I like 20 degrees")[1:] == (Status.DONE, 1)
    memory.close()


def test_the_more_particular_preference_is_used(memory: DriverMemory) -> None:
    memory.seat_somebody_new()
    _tell(memory, "I like 20 degrees")
    _tell(memory, "I like 23 degrees in the evening")
    at = {
        hour: memory.known(VehicleState({"Vehicle.Time": f"{hour}:00"})).likings for hour in (9, 19)
    }
    assert [liking.value for liking in (*at[9], *at[19])] == [20.0, 23.0]


def test_what_cannot_be_told_of_the_car_does_not_hold(memory: DriverMemory) -> None:
    memory.seat_somebody_new()
    _tell(memory, "I like 23 degrees in the evening")
    assert memory.known(VehicleState()).likings == ()


def test_the_usual_is_set_and_explained(car: Car) -> None:
    car.arrange(preferences=[{"key": "HVAC.Driver.Temperature", "value": 24}])
    turn = car.hear("the usual")
    assert turn.reply.status is Status.DONE
    assert car.reports("HVAC.Driver.Temperature") == 24
    assert "24 degrees, as you told me" in car.hear("why").reply.text


def test_the_usual_of_somebody_unknown_is_asked_for(car: Car) -> None:
    assert car.hear("the usual").reply.status is Status.CLARIFY


def test_everything_is_only_forgotten_after_a_yes(car: Car) -> None:
    car.arrange(preferences=[{"key": "temperature", "value": 24}])
    asked = car.hear("forget everything about me")
    assert asked.reply.status is Status.NEEDS_CONFIRMATION
    assert asked.reply.text == "Shall I forget all that I know about you?"
    assert "24" in car.hear("what do you know about me").reply.text
    car.hear("forget everything about me")
    assert car.hear("yes").reply.status is Status.DONE
    assert "Nothing yet" in car.hear("what do you know about me").reply.text


@pytest.mark.parametrize("words", ["forget everything about me", "what do you know about me"])
def test_a_passenger_neither_asks_nor_erases(car: Car, words: str) -> None:
    car.arrange(preferences=[{"key": "temperature", "value": 24}])
    car.speaker = Zone.PASSENGER
    turn = car.hear(words)
    assert turn.reply.status is Status.REFUSED
    assert (turn.reported, turn.waiting) == ((), ())
    assert "24" not in turn.reply.text


def _told_id(memory: DriverMemory, words: str) -> str:
    told = memory.carry_out(BusCommand(SET, Query.of(text=words)), _scene())
    ((_, asked),) = told.reported
    assert isinstance(asked, Query)
    return asked.get("id") or ""


def test_what_was_told_can_be_taken_back(memory: DriverMemory) -> None:
    memory.seat_somebody_new()
    first = _told_id(memory, "I like 20 degrees")
    second = _told_id(memory, "I like 22 degrees")
    memory.carry_out(BusCommand(FORGET, Query.of(id=second)), _scene())
    assert "20 degrees" in _known(memory)
    memory.carry_out(BusCommand(FORGET, Query.of(id=first)), _scene())
    assert _known(memory).startswith("Nothing yet")


def test_undo_takes_nothing_back_that_another_driver_told(memory: DriverMemory) -> None:
    _become(memory, "anna")
    told = _told_id(memory, "I like 20 degrees")
    _become(memory, "ben")
    _tell(memory, "I like 23 degrees")
    memory.carry_out(BusCommand(FORGET, Query.of(id=told)), _scene())
    assert "23 degrees" in _known(memory)
    _become(memory, "anna")
    assert "20 degrees" in _known(memory)


def test_looking_is_nothing_that_could_be_taken_back(car: Car) -> None:
    car.hear("fan to 80")
    car.hear("what do you know about me")
    car.hear("undo that")
    assert car.reports("HVAC.Front.FanSpeed") == 40


@pytest.mark.parametrize("words", ["guest mode", "switch to valet mode", "a guest is driving"])
def test_guest_mode_is_a_word_away(car: Car, words: str) -> None:
    car.arrange(preferences=[{"key": "temperature", "value": 24}])
    car.hear(words)
    assert "24" not in car.hear("what do you know about me").reply.text


def test_a_memory_another_program_has_open_costs_only_the_memory(tmp_path: Path) -> None:
    config = Config(driver=DriverSection(home=tmp_path))
    drivers_at(tmp_path).create("Anna")
    with open_cabin(config, Mode.PHRASES) as first, open_cabin(config, Mode.PHRASES) as second:
        assert first.memory_problem is None
        assert second.memory_problem is not None
        assert second.memory_problem.code == "memory.busy"
        assert second.dialogue.take_turn(Transcript("fan off")).reply.status is Status.DONE


def test_how_much_to_say_belongs_to_whoever_drives(memory: DriverMemory) -> None:
    wanted = [memory.verbosity]
    _become(memory, "anna")
    _tell(memory, "I like short answers")
    wanted.append(memory.verbosity)
    _become(memory, "ben")
    wanted.append(memory.verbosity)
    assert wanted == [None, "short", None]
