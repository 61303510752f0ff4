"""Security events on the disk: encrypted, in order, each signed and holding the digest of the last.

Whoever takes one out or changes one breaks the chain. A car without a fleet has no key to sign
with; its events say so. Only the newest are kept, and how many went before stands in their numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloud_sync.errors import NotEnrolledError, OutboxDamagedError
from cloud_sync.home import CloudHome
from cloud_sync.identity import signed
from cloud_sync.sealed_file import Row, SealedFile, begun_anew
from cloud_sync.security.finding import SecurityEvent

MOST_KEPT = 5_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, content TEXT NOT NULL,
  before TEXT NOT NULL, statement TEXT NOT NULL);
"""
_READ = "SELECT number, at, content, before, statement FROM event ORDER BY number"


@dataclass(frozen=True, slots=True)
class Logged:
    number: int
    """From 1 on, without a gap."""
    at: datetime
    """When it was written."""
    event: SecurityEvent
    statement: str
    """The event, its number and the digest before it, as the car signed them; empty: it could
    not."""
    is_whole: bool
    """Does it follow on the one before it?"""


class SecurityLog:
    """Any thread may use it."""

    def __init__(self, home: CloudHome, *, begin_anew: bool = False) -> None:
        """``begin_anew``: a log that cannot be read is put aside; who reads wants to know instead.

        OutboxDamagedError otherwise.
        """
        self._home = home
        path, self.was_damaged = home.path("security", "log.db"), False
        if begin_anew:
            self._file, self.was_damaged = begun_anew(path, _SCHEMA)
        else:
            self._file = SealedFile(path, _SCHEMA)

    def add(self, event: SecurityEvent, at: datetime) -> Logged:
        """It is on the disk when this returns."""
        content = event.model_dump_json()
        with self._file.writing() as write:
            last = write.execute(f"{_READ} DESC LIMIT 1").fetchone()
            number = int(last[0]) + 1 if last else 1
            before = _digest(last) if last else ""
            row = (number, at.isoformat(), content, before)
            statement = self._signed(claims(row))
            write.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", (*row, statement))
            write.execute("DELETE FROM event WHERE number <= ?", (number - MOST_KEPT,))
        return Logged(number, at, event, statement, True)

    def events(self) -> Iterator[Logged]:
        """The oldest first. OutboxDamagedError if one cannot be read."""
        expected: str | None = None
        for row in self._file.rows(_READ):
            number, at, content, before, statement = int(str(row[0])), *map(str, row[1:])
            try:
                event, when = SecurityEvent.model_validate_json(content), datetime.fromisoformat(at)
            except ValueError as error:
                raise OutboxDamagedError("A security event cannot be read.") from error
            yield Logged(number, when, event, statement, expected in {None, before})
            expected = _digest(row)

    def close(self) -> None:
        self._file.close()

    def _signed(self, claims: Mapping[str, Any]) -> str:
        try:
            return signed(self._home, claims)
        except NotEnrolledError:
            return ""


def claims(row: Row) -> dict[str, Any]:
    """What the car signs: the event, its number, when it was written, the digest before it."""
    number, at, content, before = row[:4]
    told: dict[str, Any] = json.loads(str(content))
    return told | {"number": number, "at": at, "before": before}


def _digest(row: Row) -> str:
    plain = "\n".join(str(part) for part in row[:4])
    return hashlib.sha256(plain.encode()).hexdigest()
