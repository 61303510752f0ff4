"""Preferences and statements for these tests, written short."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from personalization.preference import Preference, When, prefer
from personalization.statement import Statement, read
from personalization.topic import Amount, Choice, Switch, Text, Topic, Value
from personalization.topics import TOPICS

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def told(topic: str, value: Value, **more: Any) -> Preference:
    return prefer(topic, value, NOW, **more)


def one(text: str) -> Statement:
    """The only thing this sentence says."""
    (item,) = read(text).items
    assert isinstance(item, Statement), item
    return item


def _values(topic: Topic) -> st.SearchStrategy[Value]:
    match topic.kind:
        case Amount() as kind:
            number: st.SearchStrategy[Value] = st.floats(kind.low, kind.high)
            return number | st.booleans() if kind.is_switch else number
        case Switch():
            return st.booleans()
        case Choice() as kind:
            return st.sampled_from(sorted(kind.options))
        case Text() as kind:
            return st.text("abcdefg", min_size=1, max_size=kind.longest)


WHENS = st.builds(
    When,
    part_of_day=st.none() | st.sampled_from(["morning", "evening"]),
    weather=st.none() | st.sampled_from(["cold", "rain"]),
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Any statement that its topic admits."""
    topic = draw(st.sampled_from(list(TOPICS.values())))
    about = draw(st.sampled_from(["sister", "Bobby"])) if "{about}" in topic.liked else ""
    value = draw(_values(topic))
    return Statement(topic.key, value, draw(st.booleans()), draw(WHENS), about)
