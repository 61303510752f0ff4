"""What ``batch`` reads: one request a line, checked once, here.

The form is fixed by the machine interface: ``{"id", "context", "turns": [...]}`` or the short
form with one ``utterance``. A context key nobody knows is an error for that request, never
ignored; notes beside the request (``category``, ``expect``) are none of our business.
"""

import json
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from assistant.errors import RequestError

MAX_LINE_CHARS = 200_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LastAction(_Strict):
    signal: str
    before: Any = Field(default=None, alias="from")
    after: Any = Field(default=None, alias="to")


class KnownPreference(_Strict):
    key: str
    """Of a signal, or of a topic of preferences."""
    value: Any
    when: str | None = None


_OF_THE_PEOPLE = frozenset({"speaker", "preferences", "last_action"})


class Context(_Strict):
    """The world a request is made in; every key may be left out.

    What is Any here is checked by the virtual car, which has to understand it.
    """

    speed_kmh: float | None = Field(default=None, ge=0, le=400)
    night: StrictBool | None = None
    rain: StrictBool | None = None
    state: dict[str, Any] = {}
    route: Any = None
    speaker: Literal["driver", "passenger", "rear_left", "rear_right"] | None = None
    occupants: Any = None
    contacts: Any = None
    messages: Any = None
    incoming_call: Any = None
    in_call: Any = None
    preferences: tuple[KnownPreference, ...] = ()
    last_action: LastAction | None = None
    unavailable: tuple[str, ...] = ()

    def of_the_car(self) -> dict[str, Any]:
        """The part that the virtual car understands, without what was left out."""
        said = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {key: value for key, value in said.items() if key not in _OF_THE_PEOPLE}

    def merged(self, later: "Context") -> "Context":
        """This world with everything a later context says on top."""
        said = later.model_dump(exclude_unset=True, by_alias=True)
        before = self.model_dump(exclude_unset=True, by_alias=True)
        state = {**before.get("state", {}), **said.get("state", {})}
        return Context.model_validate({**before, **said, "state": state})


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True)


class TurnRequest(_Loose):
    """Words, or a recording of them."""

    utterance: str | None = None
    wav: Path | None = None
    context: Context = Context()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.utterance is None) == (self.wav is None):
            raise ValueError("give either an utterance or a wav")
        return self


class Request(_Loose):
    id: str | int
    context: Context = Context()
    utterance: str | None = None
    wav: Path | None = None
    turns: tuple[TurnRequest, ...] = ()

    @model_validator(mode="after")
    def _has_turns(self) -> Self:
        if (self.utterance is not None) + (self.wav is not None) + bool(self.turns) != 1:
            raise ValueError("give either an utterance, a wav or turns")
        return self

    @property
    def all_turns(self) -> tuple[TurnRequest, ...]:
        return self.turns or (TurnRequest(utterance=self.utterance, wav=self.wav),)


def read(line: str) -> Request:
    """One line of ``batch``; RequestError says what is wrong with it."""
    if len(line) > MAX_LINE_CHARS:
        raise RequestError("request.too_long", f"A line may have {MAX_LINE_CHARS} characters.")
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RequestError("request.not_json", "This line is not JSON.") from error
    try:
        return Request.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        code = "request.unknown_key" if first["type"] == "extra_forbidden" else "request.invalid"
        raise RequestError(code, f"{where}: {first['msg']}.") from error


def id_of(line: str) -> str | int | None:
    """The id of a line that could not be served, if it has one."""
    try:
        raw = json.loads(line[:MAX_LINE_CHARS])
    except (ValueError, RecursionError):
        return None
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str | int) else None
