"""What a system answers: one JSON object a turn, read and checked once, here."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Loose(BaseModel):
    """Systems may say more than is asked of them."""

    model_config = ConfigDict(frozen=True)


class Action(_Loose):
    signal: str
    value: Any


class Fault(_Loose):
    code: str
    message: str = ""


class Answer(_Loose):
    """One turn's answer. Without a status it is a request that could not be served: ``error``."""

    id: str = Field(coerce_numbers_to_str=True)
    turn: int = 0
    status: str | None = None
    actions: tuple[Action, ...] = ()
    pending: tuple[Action, ...] = ()
    reply: str = ""
    understood_by: str | None = None
    confidence: float | None = None
    """How sure the system says it is; None where it does not say."""
    ms: Mapping[str, float] = {}
    error: Fault | None = None

    @property
    def done(self) -> dict[str, Any]:
        """What the car reported, by signal."""
        return {action.signal: action.value for action in self.actions}

    @property
    def proposed(self) -> dict[str, Any]:
        """What waits for a yes or an answer, by signal."""
        return {action.signal: action.value for action in self.pending}


NO_ANSWER = Answer(id="")
