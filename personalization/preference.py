"""What a driver said to like: one value of one topic, always or under conditions.

No preference exists that its topic does not admit: topic, value, unit and range are checked when
one is made, from words or from a record. Nothing here stores or recalls.
"""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import uuid4

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    create_model,
    model_validator,
)

from personalization.category import Category
from personalization.topic import Topic, Value
from personalization.topics import TOPICS
from personalization.when import When

__all__ = ["LONGEST_WORDS", "TOPICS", "Category", "Preference", "When", "prefer", "schema"]

LONGEST_WORDS = 200


class Preference(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=64)
    topic: str
    about: str = Field(default="", max_length=40)
    """Whom a topic of contacts speaks of: "sister", or the nickname; else empty."""
    value: Value
    likes: bool = True
    when: When = When()
    told_at: AwareDatetime
    words: str = Field(default="", max_length=LONGEST_WORDS)
    """As it was said."""

    @model_validator(mode="after")
    def _is_on_the_table(self) -> Self:
        if self.topic not in TOPICS:
            raise ValueError("unknown topic")
        if not TOPICS[self.topic].admits(self.value):
            raise ValueError("the topic does not admit this value")
        if ("{about}" in self.subject.liked) != bool(self.about):
            raise ValueError("a topic of contacts, and only one, says whom it is about")
        return self

    @property
    def subject(self) -> Topic:
        return TOPICS[self.topic]

    @property
    def category(self) -> Category:
        return self.subject.category

    def sentence(self) -> str:
        """ "You like 20 degrees in the morning." """
        form = self.subject.liked if self.likes else self.subject.disliked
        said = form.format(value=self.subject.kind.said(self.value), about=self.about)
        return f"{said}{self.when.sentence()}."


def prefer(topic: str, value: Value, told_at: datetime, **more: Any) -> Preference:
    """A new preference under an id of its own."""
    return Preference(id=uuid4().hex, topic=topic, value=value, told_at=told_at, **more)


def schema() -> dict[str, Any]:
    """The JSON schema of a preference: one object for each topic, with the values it admits."""
    models = [
        create_model(
            "".join(word.capitalize() for word in key.split()),
            __base__=_Record,
            __doc__=topic.liked.format(value="...", about="...") + ".",
            topic=(_only(key), ...),
            value=(topic.kind.legal, ...),
        )
        for key, topic in TOPICS.items()
    ]
    union: Any = models[0]
    for model in models[1:]:
        union |= model
    return TypeAdapter(union).json_schema()


def _only(key: str) -> Any:
    return Literal[key]


class _Record(BaseModel):
    """The fields that are the same for every topic."""

    model_config = Preference.model_config

    id: str = Field(min_length=1, max_length=64)
    about: str = Field(default="", max_length=40)
    likes: bool = True
    when: When = When()
    told_at: AwareDatetime
    words: str = Field(default="", max_length=LONGEST_WORDS)
