import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models import normalise
from personalization.preference import When
from personalization.reading.clause import parts
from personalization.statement import (
    MOST_ITEMS,
    Reason,
    Refused,
    Statement,
    Unsure,
    read,
)
from personalization.topic import Value
from personalization.topics import TOPICS
from tests.personalization.told import one


@pytest.mark.parametrize(
    ("text", "topic", "value"),
    [
        ("remember I like it at 20.5 degrees", "temperature", 20.5),
        ("I like 68 degrees Fahrenheit", "temperature", 20.0),
        ("I like it at 68", "temperature", 20.0),
        ("I like 295 degrees kelvin", "temperature", 21.9),
        ("I want the fan on level three", "fan", 60.0),
        ("I want the fan at 35 percent", "fan", 35.0),
        ("I want the volume at half", "volume", 50.0),
        ("I like seat heating on full", "seat heating", 3.0),
        ("I like the seat heating", "seat heating", True),
        ("I like the AC off", "air conditioning", False),
        ("I want the ambient light blue", "ambient colour", "blue"),
        ("I like the eco route", "route", "eco"),
        ("I love Thai food", "cuisine", "thai"),
        ("my favourite station is Radio Paradise", "station", "Radio Paradise"),
        ("my favourite station is radio paradise", "station", "Radio Paradise"),
        ("I charge at Ionity", "charging network", "Ionity"),
        ("Call me Zoë", "name", "Zoë"),
        ("I like drum and bass", "music genre", "drum and bass"),
        ("I like 20, no, 22 degrees", "temperature", 22.0),
    ],
)
def test_value(text: str, topic: str, value: Value) -> None:
    said = one(text)
    assert (said.topic, said.value, said.likes) == (topic, value, True)


@pytest.mark.parametrize(
    ("text", "topic", "value"),
    [
        ("I hate toll roads", "roads", "tolls"),
        ("please avoid ferries", "roads", "ferries"),
        ("no motorways please", "roads", "highways"),
        ("I don't like jazz any more", "music genre", "jazz"),
        ("I've gone off sushi", "cuisine", "sushi"),
        ("I can't stand the air conditioning", "air conditioning", True),
        ("Shell is not my favourite", "fuel brand", "Shell"),
    ],
)
def test_dislike(text: str, topic: str, value: Value) -> None:
    said = one(text)
    assert (said.topic, said.value, said.likes) == (topic, value, False)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("in the mornings", When(part_of_day="morning")),
        ("every evening", When(part_of_day="evening")),
        ("after dark", When(part_of_day="night")),
        ("on Friday nights", When(days="friday", part_of_day="night")),
        ("on weekday mornings", When(days="weekday", part_of_day="morning")),
        ("at the weekend", When(days="weekend")),
        ("from Monday to Friday", When(days="weekday")),
        ("when it is really cold outside", When(weather="cold")),
        ("on frosty mornings", When(weather="cold", part_of_day="morning")),
        ("in summer", When(weather="hot")),
        ("when it's raining", When(weather="rain")),
        ("when I'm alone", When(company="alone")),
        ("when my colleagues are in the car", When(company="passengers")),
        ("with the kids", When(company="kids")),
        ("on the motorway", When(place="motorway")),
        ("on my way home", When(place="way home")),
        ("on the way to work", When(place="way to work")),
        ("when we set off", When(trip="start")),
        ("on long drives", When(trip="long")),
        ("on my way home when it rains", When(place="way home", weather="rain")),
    ],
)
def test_condition(words: str, when: When) -> None:
    assert one(f"I like 20 degrees {words}").when == when
    assert one(f"{words}, I like 20 degrees").when == when


@pytest.mark.parametrize(
    ("text", "about", "name"),
    [
        ("my sister is Vera", "sister", "Vera"),
        ("call my sister Vera", "sister", "Vera"),
        ("my mum's name is Gerda Holm", "mother", "Gerda Holm"),
        ("Henrik is my best friend", "best friend", "Henrik"),
        ("when I say Bobby I mean Robert Miller", "Bobby", "Robert Miller"),
        ("Schatzi is short for Martina", "Schatzi", "Martina"),
        ("if I say Mouse I mean my daughter", "Mouse", "my daughter"),
    ],
)
def test_people(text: str, about: str, name: str) -> None:
    said = one(text)
    assert (said.about, said.value) == (about, name)


@pytest.mark.parametrize(
    "text",
    [
        "my sister is tired",
        "my sister is coming tomorrow",
        "my brother is a teacher",
        "My wife is brilliant and lives in Rome",
    ],
)
def test_no_name_is_made_of_other_words(text: str) -> None:
    assert read(text).told == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("remember that the moon is round", Reason.NO_TOPIC),
        ("I like Italian cars", Reason.NO_TOPIC),
        ("I like my coffee at 60 degrees", Reason.NO_TOPIC),
        ("play jazz", Reason.NOT_A_PREFERENCE),
        ("what music do I like", Reason.NOT_A_PREFERENCE),
        ("I want 22 degrees right now", Reason.MOMENTARY),
        ("remember I have diabetes", Reason.HEALTH),
        ("I am a Catholic", Reason.RELIGION),
        ("I always vote for the Greens", Reason.POLITICS),
        ("I'm gay", Reason.INTIMATE),
        ("my PIN is 1234", Reason.SECRET),
        ("remember 4111 1111 1111 1111", Reason.SECRET),
        ("remember four one one one one one one one one one one one one", Reason.SECRET),
        ("my wife likes 24 degrees", Reason.SOMEBODY_ELSE),
        ("Peter owes me money", Reason.SOMEBODY_ELSE),
    ],
)
def test_never_kept(text: str, reason: Reason) -> None:
    assert read(text).items == (Refused(reason),)


@pytest.mark.parametrize(
    "text",
    [
        "I like it warm",
        "I prefer the seat on level 2",
        "I want 35 degrees",
        "I want minus 5 degrees",
        "I want the fan at 140 percent",
        "I want the temperature at 20 percent",
        "I like 20 to 22 degrees",
        "I like jazz when I'm tired",
        "I like 20 degrees after 8 pm",
        "I like 20 degrees except in the morning",
        "I like 20 and 22 degrees in the morning",
        "I love jazz and I hate jazz",
        "my sister is Vera and my sister is Anna",
        "I like red or blue ambient light",
        "I like 20 or 21 degrees",
    ],
)
def test_asked(text: str) -> None:
    assert [type(item) for item in read(text).items] == [Unsure]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 in the morning and 22 in the evening", [(20, "morning"), (22, "evening")]),
        ("In the morning, I like 20, and in the evening 22", [(20, "morning"), (22, "evening")]),
        ("I like 22 degrees, but 19 at night", [(22, None), (19, "night")]),
        ("I like 21 in the morning and in the evening", [(21, "morning"), (21, "evening")]),
    ],
)
def test_two_in_one_sentence(text: str, expected: list[tuple[float, str | None]]) -> None:
    said = read(text).items
    assert all(isinstance(item, Statement) for item in said)
    assert [(item.value, item.when.part_of_day) for item in read(text).told] == expected


def test_seat_level_is_meant_by_the_weather() -> None:
    assert one("I prefer the seat on level two when it is cold").topic == "seat heating"
    assert one("I prefer the seat on level two when it is hot").topic == "seat ventilation"


def test_what_follows_a_secret_is_not_gone_on_with() -> None:
    assert read("my password is jazz and rock").items == (Refused(Reason.SECRET),)


def test_reason_is_not_kept() -> None:
    (said,) = read("I like a massage because my back hurts").told
    assert said.topic == "massage"


def test_private_matter_is_told_beside_a_preference() -> None:
    told, refused = read("I like 21 degrees and my PIN is 1234").items
    assert isinstance(told, Statement)
    assert "1234" not in told.words
    assert refused == Refused(Reason.SECRET)


def test_number_will_do_when_keeping_was_asked_for() -> None:
    assert read("20 degrees").told == ()
    assert [said.value for said in read("20 degrees", is_asked=True).told] == [20.0]


def test_name_with_and_stays_whole() -> None:
    texts = [part.text for part in parts(normalise("I like Simon and Garfunkel and Bob Dylan"))]
    assert texts == ["i like simon and garfunkel", "bob dylan"]


_VOCABULARY = """
    i like hate don't 20 22 68 degrees fahrenheit percent level in the morning and or but when it
    is cold not jazz rock toll roads my sister vera call me seat heating fan 300 never remember
    password favourite station because if no , . minus between
"""
_WORDS = st.lists(st.sampled_from(_VOCABULARY.split()), max_size=25).map(" ".join)


@given(st.text(max_size=300) | _WORDS)
@example("i like " + "20 in the morning and " * 60)
@example("and and and or but")
@example("remember")
@example("\x00 \u202e I like \U0001f600")
def test_anything_can_be_said(text: str) -> None:
    items = read(text).items
    assert 1 <= len(items) <= MOST_ITEMS
    for said in read(text).told:
        assert TOPICS[said.topic].admits(said.value)
        assert len(said.words) <= 200


@given(st.floats(-1000, 1000).map(lambda number: round(number, 1)))
def test_temperature_is_never_kept_out_of_range(degrees: float) -> None:
    for said in read(f"I like {degrees} degrees").told:
        assert 16 <= float(said.value) <= 28


@given(st.sampled_from(["password", "pin", "credit card", "diabetes", "church"]), _WORDS)
def test_private_words_are_never_kept(private: str, words: str) -> None:
    assert all(private not in said.words for said in read(f"i like {private} {words}").told)
