"""The cloud's word that events are kept there: only it lets the car forget them.

The broker's own acknowledgement is not that: a broker that is killed loses what it took.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from cloud_sync.errors import ReceiptError
from cloud_sync.link.signed import Claims, opened
from cloud_sync.link.topic import STREAM, StreamKey
from cloud_sync.profile import FleetProfile

_Name = Annotated[str, Field(pattern=rf"^{STREAM}$")]


@dataclass(frozen=True, slots=True)
class Receipt:
    key: StreamKey
    sequence: int
    """All up to here is kept; 0: nothing is."""
    at: datetime
    digest: str
    """Of the message that it answers, SHA-256 in hex."""
    statement: str
    """As it was signed, for the owner to keep."""


class _ReceiptClaims(Claims):
    iss: Literal["ingest"]
    dataclass: _Name
    stream: _Name
    sequence: Annotated[int, Field(ge=0, lt=10**16)]
    at: Annotated[datetime, Field(strict=False)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def read_receipt(token: bytes, key: StreamKey, profile: FleetProfile) -> Receipt:
    """ReceiptError if it is not genuine, or not about the stream ``key`` of this vehicle."""
    told = opened(token, _ReceiptClaims, profile, ReceiptError)
    if (told.dataclass, told.stream) != key:
        raise ReceiptError("This receipt is about another stream.", "not_for_us")
    return Receipt(key, told.sequence, told.at, told.digest, token.decode())
