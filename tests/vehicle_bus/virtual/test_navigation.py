"""The navigation: which place is meant, the route, what is left of it."""

import pytest

from vehicle_bus import Query
from vehicle_bus.request import Outcome
from vehicle_bus.result import Result
from vehicle_bus.virtual.car import Car
from vehicle_bus.virtual.ecu import Answer


def go_to(car: Car, query: str) -> Answer:
    return car.ask("Navigation.Destination", Query.of(query=query))


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        ("home", "home", "saved place"),
        ("my office", "work", "saved place"),
        ("munich airport", "Munich Airport", None),
        ("munic airport", "Munich Airport", None),
        ("the nearest charging station", "SWA Ladepark Augsburg", "charging station"),
        ("an italian restaurant", "Trattoria Da Vinci", "restaurant"),
        ("tom's house", "Tom Becker's home", "contact"),
        ("12 park street springfield", "12 park street springfield", None),
        ("joe's pizza palace", "Trattoria Da Vinci", "restaurant"),
    ],
)
def test_the_place_that_was_meant(car: Car, said: str, name: str, kind: str | None) -> None:
    answer = go_to(car, said)
    assert answer.outcome is Outcome.OK
    assert answer.resolved is not None
    assert (answer.resolved.get("name"), answer.resolved.get("kind")) == (name, kind)
    assert car.board.get("Navigation.Guidance") == "ACTIVE"


def test_the_answer_keeps_the_words_that_were_said(car: Car) -> None:
    resolved = go_to(car, "the nearest charging station").resolved
    assert resolved is not None
    assert resolved.get("query") == "the nearest charging station"


def test_several_people_of_a_name_are_for_the_driver_to_choose_from(car: Car) -> None:
    car.phone.book.names = ("Tom Baker", "Tom Wilson", "Anna")
    answer = go_to(car, "tom's house")
    assert answer.outcome is Outcome.AMBIGUOUS
    assert answer.candidates == ("Tom Baker", "Tom Wilson")
    assert car.texts().destination is None


def test_nothing_said_is_nothing_found(car: Car) -> None:
    assert go_to(car, "?!").outcome is Outcome.NOT_FOUND


def test_distance_shrinks_on_the_way_and_guidance_ends_there(car: Car) -> None:
    go_to(car, "munich")
    car.drive.go(62)
    arrival = car.board.get("Navigation.ETA")
    car.tick(1800)
    assert car.board.get("Navigation.RemainingDistance") == 31
    assert car.board.get("Navigation.ETA") == arrival
    car.tick(1801)
    assert car.board.get("Navigation.Guidance") == "STOPPED"
    assert car.board.get("Navigation.ETA") is None
    assert car.texts().destination is None


def test_arrival_slips_while_the_car_stands(car: Car) -> None:
    go_to(car, "munich")
    before = str(car.board.get("Navigation.ETA"))
    car.tick(600)
    assert str(car.board.get("Navigation.ETA")) > before


def test_stops_come_and_go_and_cost_time(car: Car) -> None:
    go_to(car, "berlin")
    before = str(car.board.get("Navigation.ETA"))
    car.ask("Navigation.Waypoint.Add", Query.of(query="gas station"))
    car.ask("Navigation.Waypoint.Add", Query.of(query="leipzig"))
    assert car.texts().waypoints == ("gas station", "leipzig")
    assert str(car.board.get("Navigation.ETA")) != before
    removed = car.ask("Navigation.Waypoint.Remove", Query.of(query="the gas station"))
    assert removed.outcome is Outcome.OK
    assert car.texts().waypoints == ("leipzig",)
    gone = car.ask("Navigation.Waypoint.Remove", Query.of(query="hamburg"))
    assert gone.outcome is Outcome.NOT_FOUND


def test_a_stop_may_come_before_the_destination(car: Car) -> None:
    car.ask("Navigation.Waypoint.Add", Query.of(query="a bakery"))
    assert (car.texts().destination, car.texts().waypoints) == (None, ("a bakery",))
    go_to(car, "munich")
    assert (car.texts().destination, car.texts().waypoints) == ("munich", ("a bakery",))
    go_to(car, "berlin")
    assert car.texts().waypoints == ()


def test_the_last_stop_can_go_without_its_name_and_all_of_them_too(car: Car) -> None:
    go_to(car, "munich")
    for stop in ("a bakery", "leipzig", "a cafe"):
        car.ask("Navigation.Waypoint.Add", Query.of(query=stop))
    car.ask("Navigation.Waypoint.Remove", Query.of(query="the last stop"))
    assert car.texts().waypoints == ("a bakery", "leipzig")
    car.ask("Navigation.Waypoint.Remove", Query.of(query="all"))
    assert car.texts().waypoints == ()


def test_two_stops_that_fit_are_for_the_driver_to_choose_from(car: Car) -> None:
    for stop in ("shell in munich", "bakery in munich"):
        car.ask("Navigation.Waypoint.Add", Query.of(query=stop))
    removed = car.ask("Navigation.Waypoint.Remove", Query.of(query="munich"))
    assert removed.outcome is Outcome.AMBIGUOUS


def test_a_route_can_be_stopped_and_taken_up_again(car: Car) -> None:
    assert car.request({"Navigation.Guidance": "ACTIVE"}) is Result.INTERLOCK
    go_to(car, "munich")
    assert car.request({"Navigation.Guidance": "STOPPED"}) is Result.OK
    assert car.texts().destination is None
    assert car.request({"Navigation.Guidance": "ACTIVE"}) is Result.OK
    assert car.texts().destination == "munich"
    assert car.board.get("Navigation.RemainingDistance") == 62


def test_another_kind_of_route_arrives_at_another_time(car: Car) -> None:
    go_to(car, "berlin")
    fastest = car.board.get("Navigation.ETA")
    car.request({"Navigation.Avoid": ("HIGHWAYS",)})
    assert car.board.get("Navigation.ETA") != fastest


def test_a_search_lists_the_nearest_and_changes_nothing(car: Car) -> None:
    answer = car.ask("Navigation.Search", Query.of(query="coffee nearby"))
    assert answer.outcome is Outcome.OK
    assert len(answer.candidates) > 1
    assert car.texts().destination is None


def test_a_saved_place_is_known_from_then_on(car: Car) -> None:
    car.ask("Navigation.SavePlace", Query.of(name="mom's place", query="berlin"))
    assert car.texts().saved_places == ("home", "work", "mom's place")
    resolved = go_to(car, "mom's place").resolved
    assert resolved is not None
    assert resolved.get("kind") == "saved place"
    assert car.board.get("Navigation.RemainingDistance") == 585
