"""Which models a release lets this car load: the ``[models]`` part of its rules.

A list can only take away: what is not in the catalogue does not exist, whoever allows it. Without a
list every card may be loaded. A table of rules that cannot be read allows what the program was
delivered with, so that damage never opens a door and never takes the voice away.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.card import ModelCard, Name, Sha256
from models.errors import ForbiddenModelError, StoreError
from models.slots import Asset, Slot, Slots

_SECTION = "models"


class Allowed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    allowed: Annotated[tuple[Sha256 | Name, ...], Field(min_length=1)] | None = None
    """Names of cards or digests of files; None: all."""

    @classmethod
    def of(cls, slots: Slots, slot: Slot | None, delivered: Sequence[ModelCard]) -> Self:
        """Of the release in this slot; None: of the program as delivered."""
        if slot is None:
            return cls()
        try:
            path = slots.asset(Asset.RULES, slot)
            return cls() if path is None else cls.read(path)
        except (StoreError, OSError, ValueError):
            return cls(allowed=tuple(card.sha256 for card in delivered))

    @classmethod
    def read(cls, path: Path) -> Self:
        """ValueError if it is no such table."""
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        try:
            return cls.model_validate(told.get(_SECTION, {}))
        except ValidationError as error:
            raise ValueError("not a list of models") from error

    def check(self, card: ModelCard) -> ModelCard:
        """ForbiddenModelError if it may not be loaded."""
        if self.allowed is None or {card.name, card.sha256} & set(self.allowed):
            return card
        raise ForbiddenModelError(f"the release in use does not allow {card.name}")
