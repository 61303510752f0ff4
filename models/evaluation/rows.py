"""What is asked, and what would be right: rows of a set, read and checked once, here.

A row is one sentence or a dialogue, the world it is said in, and what is expected; a text file
holds sentences that are no wish for the car, one a line. Rewordings are laid over rows of the same
id: the same world, the same expectation, other words. Every fault is named with file and line.
"""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import RowsError

ModelT = TypeVar("ModelT", bound=BaseModel)

SENTENCES = ".txt"
"""A file of this kind holds sentences that must move nothing."""
NO_WISH = "no wish"
"""The category of such sentences."""


class Op(StrEnum):
    SET = "set"
    DELTA = "delta"
    MAX = "max"
    MIN = "min"
    TOGGLE = "toggle"
    PRESS = "press"
    GET = "get"


_TARGETS = frozenset({"value", "range", "one_of", "unlike"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wanted(_Strict):
    """One action that should happen; for ``set`` exactly one of the four targets is given."""

    signal: str
    op: Op
    value: Any = None
    range: tuple[float, float] | None = None
    one_of: tuple[Any, ...] = ()
    unlike: Any = Field(default=None, alias="not")
    direction: Literal["up", "down"] | None = None
    by: float | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.op is Op.SET and len(_TARGETS & self.model_fields_set) != 1:
            raise ValueError("set needs one of value, range, one_of and not")
        if self.op is Op.DELTA and self.direction is None:
            raise ValueError("delta needs a direction")
        return self


class Alternative(_Strict):
    """One way to be right. No status at all means that any will do."""

    statuses: tuple[str, ...] = Field(default=(), alias="status")
    actions: tuple[Wanted, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_status_is_a_list_of_one(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("status"), str):
            return {**raw, "status": [raw["status"]]}
        return raw

    @property
    def is_deed(self) -> bool:
        """Nothing but acting is right here."""
        return self.statuses == ("done",) and bool(self.actions)


class Expectation(_Strict):
    """Any alternative is right, the first is preferred; what stands beside them always holds."""

    alternatives: tuple[Alternative, ...] = Field(alias="any_of", min_length=1)
    must_not: tuple[str, ...] = ()
    reply_any: tuple[str, ...] | None = None
    """None: the words of the reply are not judged."""

    @model_validator(mode="before")
    @classmethod
    def _one_alternative_needs_no_list(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "any_of" in raw:
            return raw
        inner = {key: raw[key] for key in ("status", "actions") if key in raw}
        outer = {key: value for key, value in raw.items() if key not in inner}
        return {**outer, "any_of": [inner]}


ANYTHING_BUT_ACTING = Expectation.model_validate({"actions": []})


class RowTurn(_Strict):
    utterance: str
    context: dict[str, Any] = {}
    expect: Expectation | None = None
    """None: it is said to set the scene and is not judged."""
    notes: str = ""


class Row(_Strict):
    """One conversation to be had; ``origin`` is the set it comes from."""

    id: str = Field(coerce_numbers_to_str=True)
    category: str
    context: dict[str, Any] = {}
    turns: tuple[RowTurn, ...] = Field(min_length=1)
    notes: str = ""
    origin: str = ""
    original: str | None = None
    """The id of the row that this one says in other words; None if it is none of those."""

    @model_validator(mode="before")
    @classmethod
    def _one_turn_needs_no_list(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "utterance" not in raw:
            return raw
        turn = {key: raw[key] for key in ("utterance", "expect") if key in raw}
        return {**{key: raw[key] for key in raw if key not in turn}, "turns": [turn]}

    @property
    def is_dialogue(self) -> bool:
        return len(self.turns) > 1

    def request(self) -> str:
        """The row as a line that ``batch`` reads, without what is expected."""
        turns = [{"utterance": t.utterance, "context": t.context} for t in self.turns]
        return json.dumps({"id": self.id, "context": self.context, "turns": turns})


class _Rewording(_Strict):
    id: str
    variant: int = Field(ge=1)
    turns: tuple[RowTurn, ...]
    notes: str = ""


def read(files: Iterable[Path]) -> tuple[Row, ...]:
    """Every row of these files; no id may be given twice."""
    rows: dict[str, Row] = {}
    for file in files:
        for where, row in _rows_of(file):
            if row.id in rows:
                raise RowsError(f"{where}: the id {row.id} is taken")
            rows[row.id] = row
    return tuple(rows.values())


def _rows_of(file: Path) -> Iterator[tuple[str, Row]]:
    for where, line in _lines(file):
        if file.suffix == SENTENCES:
            said = RowTurn(utterance=line, expect=ANYTHING_BUT_ACTING)
            number = where.rpartition(":")[2]
            row = Row(id=f"{file.stem}-{number}", category=NO_WISH, turns=(said,))
        else:
            row = _checked(Row, line, where)
        yield where, row.model_copy(update={"origin": file.stem})


def reworded(rows: Iterable[Row], file: Path) -> tuple[Row, ...]:
    """The rewordings that the file has for these rows, as rows of their own."""
    originals = {row.id: row for row in rows}
    found = [(where, _checked(_Rewording, line, where)) for where, line in _lines(file)]
    return tuple(
        _laid_over(originals[said.id], said, file.stem, where)
        for where, said in found
        if said.id in originals
    )


def _laid_over(row: Row, said: _Rewording, origin: str, where: str) -> Row:
    if len(said.turns) != len(row.turns):
        raise RowsError(f"{where}: {row.id} has {len(row.turns)} turns, not {len(said.turns)}")
    turns = tuple(
        turn.model_copy(update={"utterance": other.utterance})
        for turn, other in zip(row.turns, said.turns, strict=True)
    )
    name = f"{row.id}~{said.variant}"
    return row.model_copy(update={"id": name, "turns": turns, "origin": origin, "original": row.id})


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """What a file says, each line with where it stands; comments and blank lines are left out."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RowsError(f"{file} cannot be read") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{file.name}:{number}", line.strip()


def _checked(kind: type[ModelT], line: str, where: str) -> ModelT:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RowsError(f"{where}: {place}: {first['msg']}") from error
