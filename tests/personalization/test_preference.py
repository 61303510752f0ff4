import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models import normalise
from personalization.category import Category
from personalization.preference import Preference, When, schema
from personalization.statement import Statement
from personalization.topic import Choice, Text, Topic, Value
from personalization.topics import TOPICS
from personalization.when import FIELD_OF
from tests.personalization.told import NOW, WHENS, statements, told
from vehicle_bus import catalogue


@pytest.mark.parametrize(
    ("preference", "sentence"),
    [
        (told("temperature", 20.5), "You like 20.5 degrees."),
        (
            told("temperature", 20, when=When(part_of_day="morning", days="friday")),
            "You like 20 degrees on Fridays in the morning.",
        ),
        (told("roads", "tolls", likes=False), "You avoid toll roads."),
        (
            told("seat heating", 2, when=When(weather="cold")),
            "You like the seat heating on level 2 when it is cold.",
        ),
        (told("seat heating", True), "You like the seat heating on."),
        (told("fan", 60), "You like the fan at 60 percent."),
        (told("relation", "Vera", about="sister"), "Your sister is Vera."),
        (told("nickname", "Robert", about="Bobby"), "By Bobby you mean Robert."),
        (told("station", "Radio Paradise"), "Your station is Radio Paradise."),
        (told("name", "Alex"), "I call you Alex."),
        (told("temperature unit", "f"), "You like temperatures in Fahrenheit."),
    ],
)
def test_says_it_back(preference: Preference, sentence: str) -> None:
    assert preference.sentence() == sentence


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        ("temperature", 35.0),
        ("temperature", float("nan")),
        ("temperature", True),
        ("temperature", "warm"),
        ("seat heating", 4.0),
        ("air conditioning", 1.0),
        ("ambient colour", "beige"),
        ("station", "x" * 41),
        ("station", ""),
        ("the moon", "round"),
    ],
)
def test_nothing_off_the_table(topic: str, value: Value) -> None:
    with pytest.raises(ValidationError):
        told(topic, value)


def test_contacts_alone_are_about_somebody() -> None:
    with pytest.raises(ValidationError):
        told("relation", "Vera")
    with pytest.raises(ValidationError):
        told("music genre", "jazz", about="sister")


def test_time_must_be_aware() -> None:
    with pytest.raises(ValidationError):
        told("music genre", "jazz").model_validate(
            {"id": "1", "topic": "music genre", "value": "jazz", "told_at": "2026-03-02T08:00:00"}
        )


@given(statements())
def test_record_comes_back_as_it_was(said: Statement) -> None:
    kept = told(said.topic, said.value, about=said.about, likes=said.likes, when=said.when)
    assert Preference.model_validate_json(kept.model_dump_json()) == kept


@given(WHENS)
def test_no_two_fields_share_a_condition(when: When) -> None:
    assert all(getattr(when, FIELD_OF[word]) == word for word in when.conditions)


def test_schema_has_an_object_for_each_topic() -> None:
    published = json.loads(json.dumps(schema()))
    objects = [item["$ref"].removeprefix("#/$defs/") for item in published["anyOf"]]
    keys = {published["$defs"][name]["properties"]["topic"]["const"] for name in objects}
    assert keys == set(TOPICS)
    warmth = published["$defs"]["Temperature"]["properties"]["value"]
    assert (warmth["minimum"], warmth["maximum"]) == (16, 28)


def test_every_category_has_topics() -> None:
    assert {topic.category for topic in TOPICS.values()} == set(Category)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.key)
def test_words_are_in_the_one_spelling(topic: Topic) -> None:
    known = topic.kind.known if isinstance(topic.kind, Text) else ()
    for words in (*topic.words, *topic.vague, *known):
        assert normalise(words).text == words


@pytest.mark.parametrize(
    "topic", [topic for topic in TOPICS.values() if topic.signal], ids=lambda topic: topic.key
)
def test_signal_is_of_this_car(topic: Topic) -> None:
    signal = catalogue.SIGNALS[str(topic.signal)]
    if isinstance(topic.kind, Choice) and signal.choices:
        assert {value.upper().replace(" ", "_") for value in topic.kind.options} <= set(
            signal.choices
        )


@given(st.sampled_from(sorted(TOPICS)), st.floats() | st.text(max_size=5) | st.booleans())
def test_never_out_of_range(topic: str, value: Value) -> None:
    if TOPICS[topic].admits(value):
        about = "sister" if "{about}" in TOPICS[topic].liked else ""
        assert told(topic, value, about=about).told_at == NOW
