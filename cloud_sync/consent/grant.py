"""What an owner allows: for one purpose, named fields, to one recipient, until a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud_sync.event.schema import Purpose

MANUFACTURER = "manufacturer"
"""Who is at the other end of the line."""
THIS_CAR = "this car"
"""What is allowed to it never leaves."""
USUAL_LIFE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=730)
Recipient = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9 .&-]{0,62}$")]


class Grant(BaseModel):
    """``fields`` are those that existed when it was given: a later schema is not covered."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    purpose: Purpose
    fields: tuple[str, ...]
    recipient: Recipient
    given_at: datetime
    expires_at: datetime
    through: Literal["voice", "command"]

    def covers(self, field: str, recipient: str, now: datetime) -> bool:
        is_live = self.given_at <= now < self.expires_at
        return is_live and recipient == self.recipient and field in self.fields


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a grant, and when it was taken back."""

    grant: Grant
    revoked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and self.grant.given_at <= now < self.grant.expires_at
