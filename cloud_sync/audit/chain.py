"""The records at rest: an encrypted file, and beside it which of them was the last.

A record is on the disk before the head is moved on, so the head is never ahead of the file: where
it is, something was cut off. Several programs may append to one chain.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cloud_sync.audit.head import Head, Sign, head_of, keep, kept
from cloud_sync.audit.record import BEFORE_ALL, FIRST, Row
from cloud_sync.errors import (
    AuditDamagedError,
    AuditFullError,
    CloudHomeError,
    OutboxDamagedError,
    OutboxFullError,
    UnknownRecordError,
)
from cloud_sync.home import CloudHome
from cloud_sync.sealed_file import SealedFile

_DIRECTORY = "audit"
_RECORDS = "records.db"
_HEAD = "head"
_AT_ONCE = 1000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER PRIMARY KEY, header BLOB NOT NULL, signature BLOB NOT NULL, content BLOB
) STRICT;
"""
_COLUMNS = "sequence, header, signature, content"

Make = Callable[[int, str], Row]
"""The record of a sequence, after one of this digest."""


class Chain:
    def __init__(self, home: CloudHome) -> None:
        """AuditDamagedError if it cannot be read."""
        self._head = home.path(_DIRECTORY, _HEAD)
        with _translated():
            self._file = SealedFile(home.path(_DIRECTORY, _RECORDS), _SCHEMA)

    def append(self, make: Make, sign: Sign) -> Row:
        """On the disk when this returns. AuditFullError: nothing is."""
        with _translated(), self._file.writing() as cursor:
            last = self.last()
            sequence = last.sequence + 1 if last else FIRST
            row = make(sequence, last.digest if last else BEFORE_ALL)
            values = (row.sequence, row.header, row.signature, row.content)
            cursor.execute("INSERT INTO record VALUES (?, ?, ?, ?)", values)
        keep(self._head, head_of(row, sign))
        return row

    def last(self) -> Row | None:
        return next(iter(self.latest(1)), None)

    def latest(self, number: int) -> list[Row]:
        """The last so many records, newest first."""
        return self._rows("ORDER BY sequence DESC LIMIT ?", number)

    def row(self, sequence: int) -> Row:
        found = self._rows("WHERE sequence = ?", sequence)
        if not found:
            raise UnknownRecordError(f"There is no record {sequence}.")
        return found[0]

    def rows(self, after: int = 0) -> Iterator[Row]:
        """All later ones, in the order they have now."""
        while found := self._rows("WHERE sequence > ? ORDER BY sequence LIMIT ?", after, _AT_ONCE):
            yield from found
            after = found[-1].sequence

    @property
    def head(self) -> Head | None:
        """Which record was the last; None: there is none."""
        return kept(self._head)

    def close(self) -> None:
        self._file.close()

    def _rows(self, where: str, *values: object) -> list[Row]:
        with _translated():
            found = self._file.rows(f"SELECT {_COLUMNS} FROM record {where}", *values)  # noqa: S608
        return [_row(*one) for one in found]


def existing(home: CloudHome) -> Chain:
    """To look into; UnknownRecordError if nothing was ever recorded here."""
    if not home.path(_DIRECTORY, _RECORDS).exists():
        raise UnknownRecordError("Nothing has been recorded in this car yet.")
    return Chain(home)


def set_aside(home: CloudHome, name: str) -> None:
    """What is damaged is kept, its key too, under another name, for whoever looks into it.

    CloudHomeError if that cannot be.
    """
    place = home.path(_DIRECTORY, _RECORDS).parent
    for pattern in ("records.*", _HEAD, "recorder.pem"):
        for path in place.glob(pattern):
            try:
                path.replace(path.with_name(f"{name}-{path.name}"))
            except OSError as error:
                raise CloudHomeError("Damaged records cannot be set aside.") from error


def _row(sequence: object, header: object, signature: object, content: object) -> Row:
    match sequence, header, signature, content:
        case int(), bytes(), bytes(), bytes() | None:
            return Row(sequence, header, signature, content)
    raise AuditDamagedError("A record is damaged.", "file")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OutboxFullError as error:
        raise AuditFullError("There is no room left to record what is done.") from error
    except OutboxDamagedError as error:
        raise AuditDamagedError("The records are damaged.", "file") from error
