"""The incidents of this car: encrypted, counted by day, and told to nobody from here.

Whatever happens a thousand times on a day for one reason is one line with a count, so a flood of
attempts fills no disk. Telling the fleet is for the outbox, under a live grant.
"""

from datetime import datetime

from pydantic import ValidationError

from cloud_sync.errors import CloudHomeError
from cloud_sync.governance.incident import Incident
from cloud_sync.home import CloudHome
from cloud_sync.sealed_file import Row, SealedFile

_MOST_PAGES = 4_096
_SCHEMA = """
CREATE TABLE IF NOT EXISTS incident (
  day TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, release TEXT NOT NULL,
  at TEXT NOT NULL, last_at TEXT NOT NULL, evidence TEXT, count INTEGER NOT NULL,
  PRIMARY KEY (day, kind, code, release));
"""
_NOTE = """
INSERT INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at), count = count + excluded.count
"""
_FOUND = """
SELECT kind, code, at, last_at, release, evidence, count FROM incident
WHERE day >= ? AND day < ? ORDER BY at, kind, code, release
"""


class Incidents:
    """Any thread may use it."""

    def __init__(self, home: CloudHome) -> None:
        self._file = SealedFile(home.path("governance", "incidents.db"), _SCHEMA, _MOST_PAGES)

    def close(self) -> None:
        self._file.close()

    def note(self, incident: Incident) -> None:
        """It is on the disk when this returns. OutboxFullError: it is not."""
        told = incident.model_dump(mode="json")
        row = (
            incident.at.date().isoformat(),
            told["kind"],
            told["code"],
            told["release"] or "",
            told["at"],
            told["last_at"],
            told["evidence"],
            told["count"],
        )
        with self._file.writing() as write:
            write.execute(_NOTE, row)

    def between(self, first: datetime, end: datetime) -> tuple[Incident, ...]:
        """Those of the days from ``first`` to the one before ``end``, the earliest first."""
        found = self._file.rows(_FOUND, first.date().isoformat(), end.date().isoformat())
        try:
            return tuple(_incident(row) for row in found)
        except ValidationError as error:
            raise CloudHomeError("The incidents cannot be read.") from error


def _incident(row: Row) -> Incident:
    told = dict(
        zip(("kind", "code", "at", "last_at", "release", "evidence", "count"), row, strict=True)
    )
    return Incident.model_validate({**told, "release": told["release"] or None})
