"""An outbox in its smallest real form: one SQLite file, nothing but order and durability."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    class TEXT, stream TEXT, sequence INTEGER, previous INTEGER, number INTEGER,
    PRIMARY KEY (class, stream, sequence)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS last (
    class TEXT, stream TEXT, sequence INTEGER, PRIMARY KEY (class, stream)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    data_class: str
    stream: str
    sequence: int
    previous: int
    number: int


class PlainOutbox:
    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.executescript(_SCHEMA)

    def keep(self, data_class: str, stream: str, numbers: Iterable[int]) -> int:
        """One event for each number; on the disk when this returns. The last sequence."""
        with self._turn, self._base:
            self._base.execute("BEGIN IMMEDIATE")
            sequence = self._last(data_class, stream)
            for number in numbers:
                sequence += 1
                row = (data_class, stream, sequence, sequence - 1, number)
                self._base.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?)", row)
            self._base.execute(
                "INSERT OR REPLACE INTO last VALUES (?, ?, ?)", (data_class, stream, sequence)
            )
            return sequence

    def kept(self, data_class: str, stream: str) -> int:
        """The highest sequence ever kept."""
        with self._turn:
            return self._last(data_class, stream)

    def streams(self) -> list[tuple[str, str]]:
        with self._turn:
            return self._base.execute("SELECT DISTINCT class, stream FROM event").fetchall()

    def waiting(self, data_class: str, stream: str, after: int, most: int) -> Sequence[Kept]:
        with self._turn:
            rows = self._base.execute(
                "SELECT * FROM event WHERE class = ? AND stream = ? AND sequence > ?"
                " ORDER BY sequence LIMIT ?",
                (data_class, stream, after, most),
            )
            return [Kept(*row) for row in rows]

    def acknowledged(
        self, data_class: str, stream: str, sequence: int, statement: str = ""
    ) -> None:
        with self._turn:
            self._base.execute(
                "DELETE FROM event WHERE class = ? AND stream = ? AND sequence <= ?",
                (data_class, stream, sequence),
            )

    def count(self, data_class: str) -> int:
        with self._turn:
            found = self._base.execute("SELECT count(*) FROM event WHERE class = ?", (data_class,))
            count: int = found.fetchone()[0]
            return count

    def close(self) -> None:
        self._base.close()

    def _last(self, data_class: str, stream: str) -> int:
        found = self._base.execute(
            "SELECT sequence FROM last WHERE class = ? AND stream = ?", (data_class, stream)
        ).fetchone()
        return found[0] if found else 0


def event(vehicle_id: str, kept: Kept, **changes: object) -> dict[str, object]:
    """As it is sent, but for the changes."""
    return {
        "specversion": "1.0",
        "id": f"{kept.data_class}-{kept.stream}-{kept.sequence}",
        "source": f"/vehicles/{vehicle_id}",
        "type": "com.codriver.test.v1",
        "time": datetime(2026, 11, 1 + kept.number % 3, 12, tzinfo=UTC).isoformat(),
        "dataschema": "urn:codriver:schema:test:1",
        "sequence": f"{kept.sequence:016d}",
        "previous": f"{kept.previous:016d}",
        "dataclass": kept.data_class,
        "purpose": "maintenance",
        "grant": "grant-1",
        "datacontenttype": "application/json",
        "data": {"number": kept.number},
    } | changes


def encoded(vehicle_id: str, kept: Kept) -> bytes:
    return json.dumps(event(vehicle_id, kept)).encode()
