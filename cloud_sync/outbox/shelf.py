"""The events of one data class: one encrypted file, durable before anything counts as kept.

Numbers in a stream only grow, also over a file that had to be put aside; ``previous`` tells which
one was there before, so that whoever receives them notices a gap from one that was meant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Released
from cloud_sync.errors import OutboxFullError
from cloud_sync.event import DataClass, Kept, Purpose
from cloud_sync.outbox.limits import Drop, Limit
from cloud_sync.sealed_file import Row, begun_anew

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
  stream TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  version INTEGER NOT NULL, purpose TEXT NOT NULL, at TEXT NOT NULL, grants TEXT NOT NULL,
  data BLOB NOT NULL, sent_at TEXT, PRIMARY KEY (stream, sequence)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waits ON event (stream, sequence) WHERE sent_at IS NULL;
CREATE TABLE IF NOT EXISTS stream (
  name TEXT PRIMARY KEY, last INTEGER NOT NULL, acknowledged INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS receipt (
  stream TEXT NOT NULL, sequence INTEGER NOT NULL, at TEXT NOT NULL, statement TEXT NOT NULL,
  PRIMARY KEY (stream, sequence));
CREATE TABLE IF NOT EXISTS dropped (why TEXT PRIMARY KEY, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS size (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL);
INSERT OR IGNORE INTO size VALUES (1, 0);
CREATE TRIGGER IF NOT EXISTS grows AFTER INSERT ON event BEGIN
  UPDATE size SET bytes = bytes + length(NEW.data); END;
CREATE TRIGGER IF NOT EXISTS shrinks AFTER DELETE ON event WHEN OLD.sent_at IS NULL BEGIN
  UPDATE size SET bytes = bytes - length(OLD.data); END;
CREATE TRIGGER IF NOT EXISTS goes AFTER UPDATE OF sent_at ON event WHEN OLD.sent_at IS NULL BEGIN
  UPDATE size SET bytes = bytes - length(OLD.data); END;
"""
_COLUMNS = "id, name, version, stream, purpose, at, grants, data, sequence"
_EXPIRED, _NO_ROOM, _NO_GRANT, _DAMAGED = "too old", "no room", "no grant any more", "damaged"
_ARRIVED = "WHERE stream = ? AND sequence <= ? AND sent_at IS NULL"
_SENT = f"UPDATE event SET sent_at = ? {_ARRIVED}"  # noqa: S608
_GIVEN_UP = f"DELETE FROM event {_ARRIVED}"  # noqa: S608
_SLACK = 0.9
"""Once it is full, so much stays: room is not made for each event anew."""


@dataclass(frozen=True, slots=True)
class ReceiptKept:
    stream: str
    sequence: int
    at: datetime
    statement: str


class Shelf:
    def __init__(
        self,
        path: Path,
        data_class: DataClass,
        limit: Limit,
        clock: TrustedClock,
        most_pages: int | None = None,
    ) -> None:
        """A file that cannot be read is put aside, and a new one begun."""
        self._class = data_class
        self._limit = limit
        self._clock = clock
        self._file, was_damaged = begun_anew(path, _SCHEMA, most_pages)
        if was_damaged:
            self._count(_DAMAGED, 1)

    def close(self) -> None:
        self._file.close()

    def put(self, events: Sequence[Released]) -> None:
        """They are on the disk when this returns. OutboxFullError: none of them is."""
        self._make_room(sum(len(event.data) for event in events))
        with self._file.writing() as write:
            for event in events:
                known = "SELECT 1 FROM event WHERE id = ?"
                if write.execute(known, (event.id,)).fetchone() is None:
                    write.execute(
                        "INSERT INTO stream VALUES (?, ?, 0) ON CONFLICT (name)"
                        " DO UPDATE SET last = last + 1",
                        (event.stream, self._first()),
                    )
                    last = "SELECT last FROM stream WHERE name = ?"
                    (sequence,) = write.execute(last, (event.stream,)).fetchone()
                    write.execute(_INSERT, _row(event, sequence))

    def streams(self) -> tuple[str, ...]:
        """Those with something waiting."""
        query = "SELECT DISTINCT stream FROM event WHERE sent_at IS NULL"
        return tuple(str(name) for (name,) in self._file.rows(query))

    def count(self) -> int:
        ((count,),) = self._file.rows("SELECT count(*) FROM event WHERE sent_at IS NULL")
        return int(str(count))

    def waiting(self, stream: str, after: int, most: int) -> tuple[Kept, ...]:
        """The next after a number, in order."""
        before = self._file.rows(
            "SELECT max(sequence) FROM event WHERE stream = ? AND sequence <= ?"
            " AND sent_at IS NULL",
            stream,
            after,
        )[0][0]
        previous = int(str(before)) if before is not None else self._acknowledged(stream)
        found = []
        for row in self._file.rows(
            f"SELECT {_COLUMNS} FROM event WHERE stream = ? AND sequence > ?"  # noqa: S608
            " AND sent_at IS NULL ORDER BY sequence LIMIT ?",
            stream,
            after,
            most,
        ):
            kept = self._kept(row, previous)
            found.append(kept)
            previous = kept.sequence
        return tuple(found)

    def acknowledge(self, stream: str, sequence: int, statement: str) -> None:
        """All up to a number have arrived, and somebody has signed that.

        On a full disk it makes room: copies of what has arrived are given up.
        """
        receipt = ReceiptKept(stream, sequence, self._clock.now(), statement)
        try:
            self._settle(receipt, _SENT, receipt.at.isoformat())
        except OutboxFullError:
            self._settle(receipt, _GIVEN_UP)

    def _settle(self, receipt: ReceiptKept, change: str, *values: str) -> None:
        stream, sequence, at = receipt.stream, receipt.sequence, receipt.at.isoformat()
        with self._file.writing() as write:
            write.execute(change, (*values, stream, sequence))
            write.execute(
                "INSERT INTO stream VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                " acknowledged = max(acknowledged, excluded.acknowledged),"
                " last = max(last, excluded.acknowledged)",
                (stream, max(sequence, self._first()), sequence),
            )
            row = (stream, sequence, at, receipt.statement)
            write.execute("INSERT OR REPLACE INTO receipt VALUES (?, ?, ?, ?)", row)

    def drop_without(self, live: frozenset[str]) -> int:
        """Whatever waits under a grant that is not live any more; how much that was."""
        rows = self._file.rows("SELECT DISTINCT grants FROM event WHERE sent_at IS NULL")
        dead = [str(g) for (g,) in rows if not live.issuperset(str(g).split())]
        return sum(self._drop(_NO_GRANT, "grants = ?", grants) for grants in dead)

    def expire(self) -> None:
        """What is too old to be sent or to be kept."""
        now = self._clock.now()
        if self._limit.trusts_any_clock or self._clock.confirmed is not None:
            self._drop(_EXPIRED, "at < ?", (now - self._limit.most_age).isoformat())
        kept_from = (now - self._limit.kept_sent).isoformat()
        with self._file.writing() as write:
            write.execute("DELETE FROM event WHERE sent_at < ?", (kept_from,))
            write.execute("DELETE FROM receipt WHERE at < ?", (kept_from,))

    def all(self, since: datetime) -> Iterable[tuple[Kept, datetime | None]]:
        """Everything here, and when it was sent; None: it waits."""
        query = f"SELECT {_COLUMNS}, sent_at FROM event WHERE at >= ? ORDER BY at"  # noqa: S608
        for row in self._file.rows(query, since.isoformat()):
            sent = datetime.fromisoformat(str(row[-1])) if row[-1] else None
            yield self._kept(row[:-1], 0), sent

    def receipts(self, since: datetime) -> tuple[ReceiptKept, ...]:
        rows = self._file.rows(
            "SELECT stream, sequence, at, statement FROM receipt WHERE at >= ? ORDER BY at",
            since.isoformat(),
        )
        return tuple(
            ReceiptKept(str(s), int(str(n)), datetime.fromisoformat(str(at)), str(text))
            for s, n, at, text in rows
        )

    def forget_sent(self) -> int:
        """The copies of what was sent; how many."""
        with self._file.writing() as write:
            return int(write.execute("DELETE FROM event WHERE sent_at IS NOT NULL").rowcount)

    def dropped(self) -> dict[str, int]:
        """How many never were sent, by reason."""
        return {str(w): int(str(n)) for w, n in self._file.rows("SELECT why, count FROM dropped")}

    @property
    def waiting_bytes(self) -> int:
        return int(str(self._file.rows("SELECT bytes FROM size")[0][0]))

    def _first(self) -> int:
        """The first number of a new stream: above any of a file that was lost."""
        return int(self._clock.now().timestamp() * 1000)

    def _acknowledged(self, stream: str) -> int:
        rows = self._file.rows("SELECT acknowledged FROM stream WHERE name = ?", stream)
        return int(str(rows[0][0])) if rows else 0

    def _make_room(self, needed: int) -> None:
        most = self._limit.most_bytes
        if self.waiting_bytes + needed <= most:
            return
        if self._limit.drop is Drop.NEWEST or needed > most:
            self._count(_NO_ROOM, 1)
            raise OutboxFullError("There is no room left to keep that.")
        while self.waiting_bytes + needed > most * _SLACK and self._drop_some():
            pass

    def _drop_some(self) -> int:
        """A share of the oldest; how many."""
        ((count,),) = self._file.rows("SELECT count(*) FROM event WHERE sent_at IS NULL")
        share = max(1, int(str(count)) // 10)
        if self._limit.drop is Drop.THINNED:
            half = max(1, int(str(count)) // 2)
            return self._drop(_NO_ROOM, f"(stream, sequence) IN ({_THINNED})", half)
        return self._drop(_NO_ROOM, f"(stream, sequence) IN ({_OLDEST})", share)

    def _drop(self, why: str, which: str, value: object) -> int:
        with self._file.writing() as write:
            gone = write.execute(
                f"DELETE FROM event WHERE sent_at IS NULL AND {which}",  # noqa: S608
                (value,),
            ).rowcount
            if gone:
                write.execute(_COUNT, (why, gone))
        return int(gone)

    def _count(self, why: str, count: int) -> None:
        with self._file.writing() as write:
            write.execute(_COUNT, (why, count))

    def _kept(self, row: Row, previous: int) -> Kept:
        id_, name, version, stream, purpose, at, grants, data, sequence = row
        return Kept(
            id=str(id_),
            name=str(name),
            version=int(str(version)),
            stream=str(stream),
            data_class=self._class,
            purpose=Purpose(str(purpose)),
            at=datetime.fromisoformat(str(at)),
            grants=tuple(str(grants).split()),
            data=bytes(data),  # type: ignore[call-overload]
            sequence=int(str(sequence)),
            previous=previous,
        )


_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_COUNT = (
    "INSERT INTO dropped VALUES (?, ?) ON CONFLICT (why)"
    " DO UPDATE SET count = count + excluded.count"
)
_OLDEST = "SELECT stream, sequence FROM event WHERE sent_at IS NULL ORDER BY at LIMIT ?"
_THINNED = (
    "SELECT stream, sequence FROM (SELECT stream, sequence, row_number() OVER (ORDER BY at) AS n"
    " FROM event WHERE sent_at IS NULL ORDER BY at LIMIT ?) WHERE n % 2 = 1"
)


def _row(event: Released, sequence: int) -> Row:
    return (
        event.id,
        event.name,
        event.version,
        event.stream,
        event.purpose.value,
        event.at.isoformat(),
        " ".join(event.grants),
        event.data,
        sequence,
    )
