"""What the car notices between turns, what it offers, and when it holds its tongue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Cabin
from assistant.memory import FORGET, SET
from assistant.messages import Status
from assistant.talk.watcher import QUIET_S
from models import Embedder, MissingModelError
from tests.assistant.talk.days import Days

_HEATING = "Seat.Driver.Heating"


@pytest.fixture
def days(phrase_cabin: Cabin, tmp_path: Path) -> Iterator[Days]:
    days = Days(phrase_cabin, tmp_path)
    yield days
    days.memory.close()


@pytest.fixture
def anna(days: Days) -> Days:
    """Anna drives, and has agreed to be learned from."""
    days.become("anna")
    assert "I notice what you usually do" in days.say("start learning").reply.text
    return days


def test_what_is_done_by_hand_is_offered_on_the_next_cold_morning(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.wait(QUIET_S)
    (turn,) = anna.turns
    assert turn.reply.status is Status.NEEDS_CONFIRMATION
    assert turn.reply.text.startswith("Shall I set the driver's seat heating to 2, as usual")
    assert anna.reports(_HEATING) == 0, "an offer is no deed"
    assert anna.say("yes").reply.status is Status.DONE
    assert anna.reports(_HEATING) == 2
    assert "4 of 4 times" in anna.say("why did you do that").reply.text


def test_what_is_done_by_voice_counts_as_well(anna: Days) -> None:
    for _ in range(4):
        anna.set_off()
        anna.say("seat heating to 2")
    anna.set_off()
    anna.wait(QUIET_S)
    assert len(anna.turns) == 1


def test_without_consent_nothing_is_noticed(days: Days) -> None:
    days.become("anna")
    days.live(5)
    days.set_off()
    days.wait(QUIET_S)
    assert days.turns == []
    assert "Nothing yet" in days.say("what do you know about me").reply.text


def test_consent_can_be_taken_back(anna: Days) -> None:
    anna.live(4)
    anna.say("stop learning")
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.turns == []
    driver = anna.drivers.named("anna")
    assert driver.consents.habits is False


def test_of_a_guest_nothing_is_noticed(anna: Days) -> None:
    anna.say("guest mode")
    anna.live(5)
    anna.become("anna")
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.turns == []
    assert "Nothing yet" in anna.say("what do you know about me").reply.text


def test_a_category_that_is_switched_off_is_not_noticed(anna: Days) -> None:
    assert anna.say("keep nothing about my seats").reply.status is Status.DONE
    anna.live(5)
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.turns == []


def test_never_twice_after_a_no(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.say("no").reply.text
    assert anna.reports(_HEATING) == 0
    for _ in range(3):
        anna.live(1)
        anna.set_off()
        anna.wait(QUIET_S)
    assert len(anna.turns) == 1


def test_always_does_it_from_then_on_and_says_so(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.say("always do that").reply.status is Status.DONE
    assert anna.reports(_HEATING) == 2, "and now, too"
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.turns[-1].reply.text.startswith("As always: ")
    assert anna.reports(_HEATING) == 2
    assert anna.say("undo that").reply.status is Status.DONE
    assert anna.reports(_HEATING) == 0
    anna.say("forget that")
    anna.set_off()
    anna.wait(QUIET_S)
    assert anna.reports(_HEATING) == 0


def test_one_offer_in_a_phase(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    for _ in range(10):
        anna.wait(QUIET_S)
    assert len(anna.turns) == 1


@pytest.mark.parametrize(
    "state", [{"Light.Indicator": "LEFT"}, {"Vehicle.Speed": 140.0}, {"Vehicle.Gear": "R"}]
)
def test_a_busy_driver_is_left_alone(anna: Days, state: dict[str, object]) -> None:
    anna.live(4)
    anna.set_off()
    anna.virtual.adjust(state=state)
    anna.wait(QUIET_S)
    assert anna.turns == []


def test_an_open_question_goes_first(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.say("forget everything about me")
    anna.wait(QUIET_S)
    assert anna.turns == []
    anna.say("no")
    anna.wait(QUIET_S)
    assert len(anna.turns) == 1, "it was not lost"


def test_an_offer_is_judged_like_a_wish_and_again_at_the_yes(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.virtual.adjust(unavailable=[_HEATING])
    anna.wait(QUIET_S)
    assert anna.turns == []


def test_a_car_that_is_left_wishes_nothing(anna: Days) -> None:
    anna.live(3)
    anna.virtual.adjust(speed_kmh=0, state={"Vehicle.Gear": "P"})
    anna.wait(1.0)
    anna.virtual.adjust(state={_HEATING: 0})
    anna.wait(1.0)
    anna.live(1)
    anna.set_off()
    anna.wait(QUIET_S)
    assert "4 of 4 times" in anna.say("where did you get that from").reply.text


def test_the_usual_and_yesterday_are_what_was_noticed(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    assert anna.say("the usual").reply.status is Status.DONE
    assert anna.reports(_HEATING) == 2
    anna.say("seat heating to 1")
    anna.set_off()
    anna.say("like yesterday")
    assert anna.reports(_HEATING) == 1


def test_warmer_goes_to_the_drivers_own_value(anna: Days) -> None:
    anna.live(4, "HVAC.Driver.Temperature", 23.5)
    anna.set_off(**{"HVAC.Driver.Temperature": 20.0})
    anna.say("warmer")
    assert anna.reports("HVAC.Driver.Temperature") == 23.5


def test_a_key_says_who_drives(anna: Days) -> None:
    anna.virtual.unlock_with(2)
    anna.wait(1.0)
    assert anna.say("this is my key").reply.status is Status.DONE
    anna.become("ben")
    anna.virtual.unlock_with(1)
    anna.wait(1.0)
    assert anna.driver == "Ben", "nobody's key"
    anna.virtual.unlock_with(2)
    anna.wait(1.0)
    assert anna.driver == "Anna"


def test_a_key_belongs_to_one_driver(anna: Days) -> None:
    anna.virtual.unlock_with(2)
    anna.say("this is my key")
    anna.become("ben")
    anna.say("this is my key")
    keys = {driver.name: driver.car_key for driver in anna.drivers.all()}
    assert keys == {"Anna": None, "Ben": "2"}


def test_a_car_without_keys_says_so(anna: Days) -> None:
    assert anna.say("this is my key").reply.status is Status.UNSUPPORTED


def test_a_known_voice_is_asked_who_it_is_and_opens_nothing(anna: Days) -> None:
    anna.live(4)
    anna.say("guest mode")
    anna.wait(QUIET_S)
    anna.say("fan to 50", sounds_like="Anna")
    anna.wait(QUIET_S)
    assert anna.turns[-1].reply.text == "You sound like Anna. Is it you?"
    before = anna.driver
    anna.say("yes")
    assert (before, anna.driver) == (None, "Anna")
    anna.say("guest mode")
    anna.say("fan to 40", sounds_like="Anna")
    anna.wait(QUIET_S)
    assert len(anna.turns) == 1, "asked once"


@pytest.mark.parametrize("words", ["forget that", "forget my habits", "forget my seats"])
def test_a_habit_is_forgotten_by_its_name_or_as_that(anna: Days, words: str) -> None:
    anna.live(4)
    anna.set_off()
    anna.wait(QUIET_S)
    assert "Say forget that" in anna.say("where did you get that from").reply.text
    anna.tell(FORGET, scope=words.removeprefix("forget "))
    assert "Nothing yet" in anna.say("what do you know about me").reply.text


def test_that_is_what_was_spoken_of_last(anna: Days) -> None:
    anna.live(4)
    anna.set_off()
    anna.wait(QUIET_S)
    anna.say("no")
    anna.tell(SET, text="I like jazz")
    anna.say("forget that")
    known = anna.say("what do you know about me").reply.text
    assert "jazz" not in known
    assert "seat heating" in known


def test_what_was_told_is_indexed_when_it_is_quiet(phrase_cabin: Cabin, tmp_path: Path) -> None:
    asked = []

    def load() -> Embedder:
        asked.append("embedder")
        raise MissingModelError("none is needed here")

    days = Days(phrase_cabin, tmp_path, load)
    days.become("anna")
    days.tell(SET, text="I like jazz")
    days.wait(1.0)
    assert asked == []
    days.wait(QUIET_S)
    assert asked == ["embedder"]
    days.memory.close()
