"""All that the owner ever allowed or took back; nothing is allowed that does not stand here.

Lines are added and never changed. Where the car is and what was said are only told for grants
that name those purposes; there is no grant for everything.
"""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from pydantic import ValidationError

from cloud_sync.clock import TrustedClock
from cloud_sync.consent.grant import LONGEST_LIFE, MANUFACTURER, USUAL_LIFE, Entry, Grant
from cloud_sync.consent.release import Released, released
from cloud_sync.errors import ConsentError
from cloud_sync.event.schema import Event, Purpose
from cloud_sync.event.schemas import fields_of
from cloud_sync.home import CloudHome
from cloud_sync.sealed_file import SealedFile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS grants (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS revocation (id TEXT PRIMARY KEY, at TEXT NOT NULL);
"""


class Ledger:
    """Any thread may use it."""

    def __init__(self, home: CloudHome, clock: TrustedClock) -> None:
        self._clock = clock
        self._file = SealedFile(home.path("consent", "ledger.db"), _SCHEMA)
        self._turn = threading.RLock()
        self._version = self._file.version
        self._entries = self._read()

    def close(self) -> None:
        self._file.close()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Live or not, the first given first."""
        with self._turn:
            if (version := self._file.version) != self._version:
                self._version, self._entries = version, self._read()
            return self._entries

    def live(self) -> tuple[Grant, ...]:
        now = self._clock.now()
        return tuple(entry.grant for entry in self.entries if entry.is_live(now))

    def allows(self, purpose: Purpose, recipient: str = MANUFACTURER) -> bool:
        return any(g.purpose is purpose and g.recipient == recipient for g in self.live())

    def give(
        self,
        purpose: Purpose,
        *,
        through: str,
        recipient: str = MANUFACTURER,
        fields: Sequence[str] = (),
        life: timedelta = USUAL_LIFE,
    ) -> Grant:
        """It is on the disk when this returns. No ``fields``: all of the purpose there are now.

        ConsentError if there is no such field or nobody may allow that for so long.
        """
        known = fields_of(purpose)
        if unknown := set(fields) - set(known):
            raise ConsentError(f"{min(unknown)} is no field of {purpose}.")
        if not timedelta(0) < life <= LONGEST_LIFE:
            raise ConsentError(f"A grant lasts a day at least and {LONGEST_LIFE.days} at most.")
        now = self._clock.now()
        content = {
            "id": uuid4().hex,
            "purpose": purpose,
            "fields": tuple(fields) or known,
            "recipient": recipient,
            "given_at": now,
            "expires_at": now + life,
            "through": through,
        }
        try:
            grant = Grant.model_validate(content)
        except ValidationError as error:
            raise ConsentError("That is nobody to whom something can be allowed.") from error
        with self._turn, self._file.writing() as write:
            row = (grant.id, grant.model_dump_json())
            write.execute("INSERT INTO grants (id, content) VALUES (?, ?)", row)
        self._entries = self._read()
        return grant

    def take_back(self, grants: Sequence[Grant]) -> None:
        """They allow nothing from now on."""
        at = self._clock.now().isoformat()
        with self._turn, self._file.writing() as write:
            rows = [(grant.id, at) for grant in grants]
            write.executemany("INSERT OR IGNORE INTO revocation VALUES (?, ?)", rows)
        self._entries = self._read()

    def release(
        self, event: Event, at: datetime | None = None, recipient: str = MANUFACTURER
    ) -> Released | None:
        """What of an event may be told now; None: nothing. ``at``: when it happened."""
        now = self._clock.now()
        live = [g for g in self.live() if g.recipient == recipient]
        grants: dict[str, str] = {}
        for field in type(event).model_fields:
            full = f"{event.name}.{field}"
            grant = next((g for g in live if g.covers(full, recipient, now)), None)
            if grant is not None and getattr(event, field) is not None:
                grants[field] = grant.id
        return released(event, grants, at or now) if grants else None

    def _read(self) -> tuple[Entry, ...]:
        taken = {str(i): str(at) for i, at in self._file.rows("SELECT id, at FROM revocation")}
        found = []
        for (content,) in self._file.rows("SELECT content FROM grants ORDER BY number"):
            grant = Grant.model_validate_json(str(content))
            at = taken.get(grant.id)
            found.append(Entry(grant, datetime.fromisoformat(at) if at else None))
        return tuple(found)
