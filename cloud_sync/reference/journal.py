"""What the ingest has promised to keep: one SQLite file, on the disk before a receipt leaves.

Each message is one transaction: its new events and how far their stream has come. Events leave it
for the partitions, a range at a time; a range is written down before its files are and forgotten
with its rows, so a kill at any moment repeats it into the same files.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.errors import IngestError
from cloud_sync.link.topic import StreamKey
from cloud_sync.reference.arrival import Arrived
from cloud_sync.reference.order import admitted

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle TEXT NOT NULL, class TEXT NOT NULL, stream TEXT NOT NULL, sequence INTEGER NOT NULL,
    previous INTEGER NOT NULL, type TEXT NOT NULL, time TEXT NOT NULL, body BLOB NOT NULL,
    UNIQUE (vehicle, class, stream, sequence)
);
CREATE TABLE IF NOT EXISTS place (
    vehicle TEXT NOT NULL, class TEXT NOT NULL, stream TEXT NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (vehicle, class, stream)
);
CREATE TABLE IF NOT EXISTS moving (first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS erasing (vehicle TEXT PRIMARY KEY);
"""
_INSERT = (
    "INSERT INTO event (vehicle, class, stream, sequence, previous, type, time, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Range:
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Row:
    vehicle: str
    data_class: str
    stream: str
    sequence: int
    previous: int
    type: str
    time: str
    """ISO 8601 in UTC."""
    body: bytes


class Journal:
    """Any thread may use it; one program at a time."""

    def __init__(self, path: Path) -> None:
        self._turn = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _translated():
            self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        with self._working():
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                self._base.execute(f"PRAGMA {pragma}")
            self._base.executescript(_SCHEMA)
        path.chmod(0o600)

    def add(self, vehicle: str, key: StreamKey, events: Sequence[Arrived]) -> int:
        """Keep what is new and in order; the highest sequence kept now, 0: none."""
        with self._writing() as base:
            last = self._place(vehicle, key)
            taken = admitted(last, events)
            if not taken:
                return last or 0
            base.executemany(
                _INSERT,
                [
                    (vehicle, *key, e.sequence, e.previous, e.type, e.time.isoformat(), e.body)
                    for e in taken
                ],
            )
            base.execute(
                "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)",
                (vehicle, *key, taken[-1].sequence),
            )
            return taken[-1].sequence

    def count(self) -> int:
        """Events that are in no partition yet."""
        with self._working() as base:
            count: int = base.execute("SELECT count(*) FROM event").fetchone()[0]
            return count

    def begin_move(self, most: int) -> Range | None:
        """The range to move: the one that was not finished, or else the oldest events."""
        with self._writing() as base:
            found = base.execute("SELECT first, last FROM moving").fetchone()
            if found is None:
                found = base.execute(
                    "SELECT min(number), max(number) FROM"
                    " (SELECT number FROM event ORDER BY number LIMIT ?)",
                    (most,),
                ).fetchone()
                if found[0] is None:
                    return None
                base.execute("INSERT INTO moving VALUES (?, ?)", found)
            return Range(*found)

    def rows(self, moved: Range) -> list[Row]:
        with self._working() as base:
            found = base.execute(
                "SELECT vehicle, class, stream, sequence, previous, type, time, body FROM event"
                " WHERE number BETWEEN ? AND ? ORDER BY number",
                (moved.first, moved.last),
            )
            return [Row(*row) for row in found]

    def end_move(self, moved: Range) -> None:
        """The range lies in the partitions, on the disk."""
        with self._writing() as base:
            base.execute("DELETE FROM moving")
            base.execute(
                "DELETE FROM event WHERE number BETWEEN ? AND ?", (moved.first, moved.last)
            )

    def begin_erasure(self, vehicle: str) -> int:
        """Forget a vehicle here, and note that it is to be elsewhere; how many events it had."""
        with self._writing() as base:
            base.execute("INSERT OR IGNORE INTO erasing VALUES (?)", (vehicle,))
            base.execute("DELETE FROM place WHERE vehicle = ?", (vehicle,))
            return base.execute("DELETE FROM event WHERE vehicle = ?", (vehicle,)).rowcount

    def erasing(self) -> list[str]:
        """Vehicles whose erasure was begun and not ended."""
        with self._working() as base:
            return [vehicle for (vehicle,) in base.execute("SELECT vehicle FROM erasing")]

    def end_erasure(self, vehicle: str) -> None:
        with self._writing() as base:
            base.execute("DELETE FROM erasing WHERE vehicle = ?", (vehicle,))
        with self._working() as base:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._turn:
            self._base.close()

    def _place(self, vehicle: str, key: StreamKey) -> int | None:
        found = self._base.execute(
            "SELECT sequence FROM place WHERE vehicle = ? AND class = ? AND stream = ?",
            (vehicle, *key),
        ).fetchone()
        return None if found is None else found[0]

    @contextmanager
    def _working(self) -> Iterator[sqlite3.Connection]:
        with self._turn, _translated():
            yield self._base

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._working() as base, base:
            base.execute("BEGIN IMMEDIATE")
            yield base


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise IngestError("The journal of the ingest cannot be used.") from error
