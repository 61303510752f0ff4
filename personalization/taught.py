"""Routines a driver taught by saying or doing them once: a name, and wishes for the car.

Each is one record of the vault in its JSON form. What a wish comes to is made out anew whenever the
routine is asked for, so nothing here can do more than the same words could now.
"""

import hashlib
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from personalization.preferences import Store

KIND = "routine"


class Taught(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2, max_length=60)
    """As it is said: small words."""
    words: str = Field(max_length=400)
    """What it is, as the driver said it."""
    wishes: str = Field(min_length=1, max_length=600)
    """The same as the assistant understood it, in its own notation."""
    told_at: AwareDatetime

    @property
    def id(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()[:32]

    def sentence(self) -> str:
        return f'When you say "{self.name}": {self.words}.'


class TaughtRoutines:
    def __init__(self, store: Store) -> None:
        self._store = store
        read = (_read(record.value) for record in store.all(KIND))
        self._all = {one.name: one for one in read if one is not None}

    def all(self) -> tuple[Taught, ...]:
        """What was taught first comes first."""
        return tuple(self._all.values())

    def teach(self, name: str, words: str, wishes: str, told_at: datetime) -> Taught | None:
        """On the disk when it returns; gives back what the name meant before, if anything.

        ValueError: a name or a routine that is too short or too long.
        """
        new = Taught(name=name, words=words, wishes=wishes, told_at=told_at)
        self._store.put(KIND, name, new.model_dump_json().encode())
        before = self._all.pop(name, None)
        self._all[name] = new
        return before

    def forget(self, name: str) -> None:
        self._store.remove(KIND, name)
        self._all.pop(name, None)

    def forget_all(self) -> None:
        for name in tuple(self._all):
            self.forget(name)


def _read(raw: bytes) -> Taught | None:
    try:
        return Taught.model_validate_json(raw)
    except ValidationError:
        return None
