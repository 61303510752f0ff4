"""What one sentence turns out to say: statements, what is never kept, and what to ask about."""

from dataclasses import dataclass
from enum import StrEnum

from personalization.topic import Topic, Value
from personalization.topics import TOPICS
from personalization.when import ALWAYS, When


class Reason(StrEnum):
    """Why something is not kept. The codes are stable."""

    NO_TOPIC = "off_schema.no_topic"
    NOT_A_PREFERENCE = "off_schema.not_a_preference"
    MOMENTARY = "off_schema.momentary"
    """Wished for now, not for always."""
    HEALTH = "off_schema.health"
    RELIGION = "off_schema.religion"
    POLITICS = "off_schema.politics"
    INTIMATE = "off_schema.intimate"
    SECRET = "off_schema.secret"  # noqa: S105
    SOMEBODY_ELSE = "off_schema.somebody_else"


CHATTER = frozenset({Reason.NO_TOPIC, Reason.NOT_A_PREFERENCE, Reason.MOMENTARY})
"""Not kept, but no private matter."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One preference as it was told; ``topic`` admits ``value``."""

    topic: str
    value: Value
    likes: bool = True
    when: When = ALWAYS
    about: str = ""
    words: str = ""

    @property
    def subject(self) -> Topic:
        return TOPICS[self.topic]


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing that is ever stored; the words are not kept either."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Unsure:
    """A preference, but which one has to be asked."""

    question: str
    topic: str = ""
    """Empty if not even that is clear."""


Item = Statement | Refused | Unsure
