"""The phone: whom a name means, what becomes of calls and messages."""

import pytest

from vehicle_bus import Query
from vehicle_bus.request import Outcome
from vehicle_bus.result import Result
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.ecu import Answer


def call(car: Car, query: str) -> Answer:
    return car.ask("Phone.Call", Query.of(query=query))


@pytest.mark.parametrize(
    ("said", "query", "name"),
    [
        ("sarah", "sarah", "Sarah Miller"),
        ("sara miller", "sarah miller", "Sarah Miller"),
        ("mum", "mum", "Mom"),
        ("tom on his mobile", "tom on his mobile", "tom on his mobile"),
        ("tom's mobile", "tom's mobile", "Tom Becker"),
        ("doctor green", "doctor green", "doctor green"),
    ],
)
def test_the_person_that_was_meant(car: Car, said: str, query: str, name: str) -> None:
    resolved = call(car, said).resolved
    assert resolved is not None
    assert (resolved.get("query"), resolved.get("name")) == (query, name)
    assert car.texts().in_call == name


def test_a_number_is_dialled_as_it_is(car: Car) -> None:
    resolved = call(car, "+49 821 123456").resolved
    assert resolved is not None
    assert resolved.get("number") == "+49821123456"


def test_two_of_a_name_are_for_the_driver_to_choose_from(car: Car) -> None:
    car.phone.book.names = ("Tom Baker", "Tom Wilson")
    answer = call(car, "tom")
    assert (answer.outcome, answer.candidates) == (Outcome.AMBIGUOUS, ("Tom Baker", "Tom Wilson"))
    assert car.texts().in_call is None
    assert call(car, "tom wilson").outcome is Outcome.OK


def test_a_complete_book_knows_nobody_else(car: Car) -> None:
    car.phone.book.is_complete = True
    assert call(car, "doctor green").outcome is Outcome.NOT_FOUND


def test_no_phone_no_call_and_no_contacts(car: Car) -> None:
    car.board.put("Phone.Connected", False)
    assert call(car, "sarah").outcome is Outcome.NOT_AVAILABLE
    assert car.texts().contacts == ()


def test_a_call_rings_is_answered_and_ends(car: Car) -> None:
    assert car.request({"Phone.Call.State": "ANSWERED"}) is Result.INTERLOCK
    car.phone.ring("Anna")
    assert car.texts().incoming_call == "Anna"
    assert car.request({"Phone.Call.State": "ANSWERED"}) is Result.OK
    assert (car.texts().incoming_call, car.texts().in_call) == (None, "Anna")
    assert car.request({"Phone.Call.State": "ENDED"}) is Result.OK
    assert car.texts().in_call is None
    assert car.request({"Phone.Call.State": "ENDED"}) is Result.INTERLOCK


def test_a_second_caller_can_be_turned_away(car: Car) -> None:
    call(car, "sarah")
    car.phone.ring("Anna")
    assert car.request({"Phone.Call.State": "REJECTED"}) is Result.OK
    assert (car.texts().incoming_call, car.texts().in_call) == (None, "Sarah Miller")


def test_a_message_needs_somebody_and_something(car: Car) -> None:
    sent = car.ask("Phone.Message", Query.of(text="i am late", to="sara"))
    assert sent.resolved is not None
    assert sent.resolved.as_dict() == {"name": "Sarah Miller", "text": "i am late", "to": "sarah"}
    assert car.phone.sent == (("Sarah Miller", "i am late"),)
    assert car.ask("Phone.Message", Query.of(to="sara")).outcome is Outcome.REJECTED


def test_messages_that_were_read_out_are_unread_no_more(car: Car) -> None:
    car.phone.receive("Mom", "call me")
    assert car.texts().messages == (("Mom", "call me"),)
    car.request({"Phone.ReadMessages": True})
    car.tick(1)
    assert car.texts().messages
    car.tick(30)
    assert not car.texts().messages


@pytest.mark.parametrize(
    ("scope", "outcome"),
    [("destinations", Outcome.OK), ("call history", Outcome.OK), ("shoes", Outcome.NOT_FOUND)],
)
def test_histories_that_can_be_cleared(car: Car, scope: str, outcome: Outcome) -> None:
    assert car.ask("Privacy.History.Clear", Query.of(scope=scope)).outcome is outcome
