"""The driver of one request: an empty memory but for what the request says, and no trace left."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.errors import RequestError
from assistant.request import KnownPreference
from personalization import FIELD_OF, TOPICS, Preference, Record, When, prefer


class Forgetful:
    """A store that is gone with the process: for a test driver."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def put(self, kind: str, key: str, value: bytes, vector: bytes | None = None) -> None:
        self._kept[kind, key] = value

    def remove(self, kind: str, key: str) -> None:
        self._kept.pop((kind, key), None)

    def all(self, kind: str) -> tuple[Record, ...]:
        return tuple(Record(key, value) for (its, key), value in self._kept.items() if its == kind)


def preferred(given: Sequence[KnownPreference]) -> tuple[Preference, ...]:
    """Preferences as the machine interface gives them; RequestError if one cannot be."""
    return tuple(_preferred(one) for one in given)


def _preferred(given: KnownPreference) -> Preference:
    topic = next((t for t in TOPICS.values() if given.key in {t.signal, t.key}), None)
    when = {FIELD_OF[word]: word for word in (given.when or "").split() if word in FIELD_OF}
    value = float(given.value) if type(given.value) is int else given.value
    try:
        return prefer(
            topic.key if topic else "", value, datetime.now(UTC), when=When.model_validate(when)
        )
    except ValueError as error:
        text = f"preferences: {given.key} cannot be kept so."
        raise RequestError("request.invalid", text) from error
