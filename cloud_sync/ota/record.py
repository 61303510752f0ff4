"""How far an update has come, and all that ever happened to updates: on the disk, in one step.

The state and the line of the history that tells of it are written in one transaction, so whatever
moment the power fails at, the next start knows where to go on and tells nothing twice.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import CloudHomeError
from cloud_sync.home import CloudHome
from cloud_sync.ota.probation import Watch
from cloud_sync.ota.release import Phase, Release
from models import Contents, Slot

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS history (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, release TEXT NOT NULL,
  what TEXT NOT NULL, detail TEXT NOT NULL);
"""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(_Kept):
    """Somebody in the car said yes to this very release."""

    release: str
    counter: int
    not_before: datetime
    """When it may begin, "tonight" for one."""


class State(_Kept):
    phase: Phase = "none"
    release: Release | None = None
    """What was ordered last and is still wanted, or was installed last."""
    contents: Contents | None = None
    """What it will be in a slot."""
    slot: Slot | None = None
    """Where it is or will be."""
    agreement: Agreement | None = None
    problem: str | None = None
    """The code of what went wrong with it; None: nothing."""
    highest_counter: int = 0
    """Of any order ever believed; older ones are refused."""
    given_up: tuple[int, ...] = ()
    """Counters of releases that were refused or rolled back: they are not tried again."""
    usual: Watch = Watch()
    """How it goes with what is in use, to compare a new release with."""
    watch: Watch | None = None
    """How it goes with a release on probation; None: none is."""


class Event(_Kept):
    at: datetime
    release: str
    what: str
    detail: str = ""


class Record:
    def __init__(self, home: CloudHome) -> None:
        self._path = home.path("ota", "record.db")
        with self._open() as base:
            base.executescript(_SCHEMA)

    def state(self) -> State:
        with self._open() as base:
            row = base.execute("SELECT content FROM state").fetchone()
        try:
            return State.model_validate_json(row[0]) if row else State()
        except ValidationError as error:
            raise CloudHomeError("The record of updates is damaged.") from error

    def keep(self, state: State, *told: Event) -> None:
        """The state, and what there is to tell about it, or neither."""
        content = state.model_dump_json()
        with self._open() as base, base:
            base.execute("BEGIN IMMEDIATE")
            base.execute("INSERT OR REPLACE INTO state VALUES (1, ?)", (content,))
            base.executemany(
                "INSERT INTO history (at, release, what, detail) VALUES (?, ?, ?, ?)",
                [(e.at.isoformat(), e.release, e.what, e.detail) for e in told],
            )

    def history(self) -> tuple[Event, ...]:
        """The oldest first."""
        with self._open() as base:
            rows = base.execute("SELECT at, release, what, detail FROM history ORDER BY number")
            return tuple(
                Event(at=datetime.fromisoformat(at), release=release, what=what, detail=detail)
                for at, release, what, detail in rows.fetchall()
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as base:
                base.execute("PRAGMA synchronous = FULL")
                yield base
        except sqlite3.Error as error:
            raise CloudHomeError("The record of updates cannot be used.") from error
