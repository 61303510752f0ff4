"""What the recogniser is told to expect."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.hints import MAX_NAME_CHARS, SENTENCES, Names, hints, names
from vehicle_bus import VehicleState
from vehicle_bus.state import Texts

_ROOM_CHARS = MAX_NAME_CHARS + len("Call . Drive to .")


def test_a_car_that_reports_nothing_leaves_the_sentences() -> None:
    assert hints(VehicleState()) == SENTENCES
    assert names(VehicleState()) == Names()


def test_names_come_before_sentences() -> None:
    state = VehicleState(texts=Texts(contacts=("Mom", "Tom"), saved_places=("Home",)))
    assert hints(state)[:2] == ("Call Mom, Tom.", "Drive to Home.")


def test_who_rings_or_wrote_and_where_we_go_come_first_and_once() -> None:
    texts = Texts(
        contacts=("Mom", "Tom", "Ann"),
        saved_places=("Home",),
        destination="Ulm",
        incoming_call="Ann",
        messages=(("Zoe", "Hello"),),
    )
    assert names(VehicleState(texts=texts)) == Names(("Ann", "Zoe", "Mom", "Tom", "Ulm", "Home"))


def test_what_can_be_played_is_known_apart_from_people_and_places() -> None:
    texts = Texts(contacts=("Tom",), library=(("artist", "Adele"), ("station", "Jazz FM")))
    known = names(VehicleState(texts=texts))
    assert known == Names(("Tom",), ("Adele", "Jazz FM"))
    assert known.all == ("Tom", "Adele", "Jazz FM")


@settings(deadline=None)
@given(st.lists(st.text("abcde ", min_size=1, max_size=60), max_size=300))
def test_however_long_the_telephone_book_the_prompt_is_short(book: list[str]) -> None:
    state = VehicleState(texts=Texts(contacts=tuple(book), saved_places=tuple(book)))
    named = [hint for hint in hints(state) if hint not in SENTENCES]
    assert sum(map(len, named)) <= _ROOM_CHARS
