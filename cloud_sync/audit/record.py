"""One record: a header that never changes, its signature, and content that can be made unreadable.

The header is canonical JSON (RFC 8785): ids, numbers and digests, and no word anybody said. It
holds the digest of the record before it and that of its own sealed content.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import rfc8785

from cloud_sync.audit.sealing import unsealed
from cloud_sync.errors import AuditContentError

FORMAT = 1
FIRST = 1
"""The sequence of the first record."""
BEFORE_ALL = "0" * 64
"""What the first record has in the place of a digest of the one before it."""


class Kind(StrEnum):
    START = "start"
    """The recorder was opened: by which versions what follows was decided."""
    TURN = "turn"
    OFFER = "offer"
    """The car began a turn by itself."""
    NOTICE = "notice"
    """The car told something by itself and asked nothing."""
    BROKEN = "broken"
    """A turn that ended in an error of ours."""
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded."""

    kind: Kind
    facts: Mapping[str, Any]
    """Only what JSON has; no text of a person."""
    subject: str = ""
    """A pseudonym of whose content it is; empty: there is none."""
    content: bytes = b""
    key: bytes = b""
    """Seals the content; 32 bytes."""


@dataclass(frozen=True)
class Row:
    sequence: int
    header: bytes
    signature: bytes
    content: bytes | None
    """Sealed; None where there is none."""

    @cached_property
    def digest(self) -> str:
        """What the next record holds of this one; the signature is part of it."""
        return hashlib.sha256(self.header + self.signature).hexdigest()

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The header read; ValueError if it is none."""
        read = json.loads(self.header)
        if not isinstance(read, dict):
            raise ValueError("a header is an object")  # noqa: TRY004 - one error for all damage
        return read

    @property
    def kind(self) -> str:
        return str(self.facts.get("kind"))

    @property
    def subject(self) -> str:
        return str(self.facts.get("subject", ""))

    def opened(self, key: bytes) -> bytes:
        """The content; AuditContentError if there is none or this key does not open it."""
        if self.content is None:
            raise AuditContentError("This record has no content.")
        return unsealed(key, self.content, self.subject)


def header(
    entry: Entry, sequence: int, at: datetime, previous: str, content: bytes | None
) -> bytes:
    return rfc8785.dumps(
        {
            **entry.facts,
            "format": FORMAT,
            "kind": entry.kind.value,
            "sequence": sequence,
            "at": at.isoformat(timespec="milliseconds"),
            "subject": entry.subject,
            "previous": previous,
            "content": None if content is None else hashlib.sha256(content).hexdigest(),
        }
    )
