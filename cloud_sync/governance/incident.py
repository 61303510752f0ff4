"""What counts as an incident, and how grave each kind is. No word of a driver can stand in one.

An incident says that a barrier held, or that something had to be put right. Its fields are codes,
numbers and ids; the evidence id leads to the record of the turn, which has rules of its own about
who may read it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Kind(StrEnum):
    UNSAFE_BLOCKED = "unsafe_blocked"
    GATE_BLOCKED = "gate_blocked"
    INJECTED_ORDER = "injected_order"
    WRONG_CORRECTED = "wrong_corrected"
    UPDATE_REFUSED = "update_refused"
    UPDATE_ROLLED_BACK = "update_rolled_back"
    INTRUSION = "intrusion"

    @property
    def severity(self) -> Severity:
        return _GRAVE[self][0]

    @property
    def why(self) -> str:
        """Why it is as grave as that, for people."""
        return _GRAVE[self][1]


_GRAVE: Mapping[Kind, tuple[Severity, str]] = MappingProxyType(
    {
        Kind.UNSAFE_BLOCKED: (
            Severity.LOW,
            "The first barrier held: what was asked for is not allowed now, and was not done.",
        ),
        Kind.GATE_BLOCKED: (
            Severity.HIGH,
            "Only the last barrier held: the policy had permitted it, so the policy is wrong.",
        ),
        Kind.INJECTED_ORDER: (
            Severity.HIGH,
            "Somebody who is not in the car tried to have it do something; nothing was done.",
        ),
        Kind.WRONG_CORRECTED: (
            Severity.LOW,
            "What was done was allowed, and a person took it back: a mistake, or another mind.",
        ),
        Kind.UPDATE_REFUSED: (
            Severity.MEDIUM,
            "A release was not fit for this car or not genuine; the one in use stayed.",
        ),
        Kind.UPDATE_ROLLED_BACK: (
            Severity.MEDIUM,
            "A release passed its trial and served worse, so drivers met it before it was gone.",
        ),
        Kind.INTRUSION: (
            Severity.HIGH,
            "Something on the bus or the line was not the car's own.",
        ),
    }
)

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+){0,5}$", max_length=80)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]


class Incident(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: Kind
    code: Code
    """What exactly: the rule that refused, the code of an error."""
    at: AwareDatetime
    """When it happened, or first happened."""
    last_at: AwareDatetime
    release: Id | None = None
    """In use then; None: the program as delivered."""
    evidence: Id | None = None
    """The record of the turn it first happened in; None: there is none."""
    count: Annotated[int, Field(gt=0)] = 1

    @classmethod
    def once(
        cls,
        kind: Kind,
        code: str,
        at: datetime,
        release: str | None = None,
        evidence: str | None = None,
    ) -> "Incident":
        return cls(kind=kind, code=code, at=at, last_at=at, release=release, evidence=evidence)
