"""The only way from a value to something that can be sent.

A ``Released`` holds nothing but fields under a live grant. Nobody but the ledger can make one, and
the outbox takes nothing else: what was not allowed cannot even be written down to be sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from cloud_sync.event.schema import DataClass, Event, Purpose

_OURS = object()


@dataclass(frozen=True, slots=True)
class Released:
    id: str
    name: str
    version: int
    stream: str
    data_class: DataClass
    purpose: Purpose
    at: datetime
    grants: tuple[str, ...]
    """Ids of the grants that cover its fields."""
    data: bytes
    """JSON of the fields that are covered, and of no other."""
    maker: object

    def __post_init__(self) -> None:
        if self.maker is not _OURS:
            raise TypeError("only the ledger releases anything")


def released(event: Event, grants: Mapping[str, str], at: datetime) -> Released:
    """``grants``: of the fields that may be told, the id of what allows it."""
    plain = event.model_dump(mode="json", include=set(grants))
    return Released(
        id=uuid4().hex,
        name=event.name,
        version=event.version,
        stream=event.stream,
        data_class=event.data_class,
        purpose=event.purpose,
        at=at,
        grants=tuple(dict.fromkeys(grants.values())),
        data=json.dumps(plain, separators=(",", ":")).encode(),
        maker=_OURS,
    )
