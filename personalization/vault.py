"""One driver's records in one encrypted file; what was put is on the disk when ``put`` returns.

SQLCipher encrypts every page and the write-ahead log. Records are bytes under a kind and a key, in
the order they were first put, whatever the clock says; a vector of floats may lie beside one. What
they mean is not known here.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from personalization.errors import (
    BusyError,
    DamagedError,
    FullError,
    LockedError,
    NewerError,
    PersonalizationError,
)

VERSION = 1
_SCHEMA = (
    "CREATE TABLE record (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
    " key TEXT NOT NULL, value BLOB NOT NULL, vector BLOB, UNIQUE (kind, key))"
)
_PUT = (
    "INSERT INTO record (kind, key, value, vector) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, vector = excluded.vector"
)


@dataclass(frozen=True, slots=True)
class Record:
    key: str
    value: bytes
    vector: bytes | None = None
    """Little-endian 32-bit floats; None: it has none."""


class Vault:
    """Any thread may use it; two programs may not at once."""

    def __init__(self, path: Path, key: bytes) -> None:
        """LockedError, DamagedError, NewerError or BusyError if it cannot be opened."""
        self._path = path
        self._turn = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._claim = _claimed(path.with_suffix(".lock"))
        try:
            self._base = self._opened(key)
        except BaseException:
            os.close(self._claim)
            raise

    def put(self, kind: str, key: str, value: bytes, vector: bytes | None = None) -> None:
        """A record of the same kind and key is replaced. FullError: nothing has changed."""
        with self._working():
            self._base.execute(_PUT, (kind, key, value, vector))

    def get(self, kind: str, key: str) -> bytes | None:
        asked = "SELECT value FROM record WHERE kind = ? AND key = ?"
        with self._working():
            row = self._base.execute(asked, (kind, key)).fetchone()
        return None if row is None else bytes(row[0])

    def remove(self, kind: str, key: str) -> None:
        """Overwritten with zeros, too; nothing happens if there is none."""
        with self._working():
            self._base.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> tuple[Record, ...]:
        """Every record of a kind, the one put first first."""
        asked = "SELECT key, value, vector FROM record WHERE kind = ? ORDER BY number"
        with self._working():
            rows = self._base.execute(asked, (kind,)).fetchall()
        return tuple(Record(key, bytes(value), vector) for key, value, vector in rows)

    def close(self) -> None:
        with self._turn:
            self._base.close()
            os.close(self._claim)

    def _opened(self, key: bytes) -> sqlcipher.Connection:
        base = sqlcipher.connect(str(self._path), isolation_level=None, check_same_thread=False)
        try:
            with _translated():
                base.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                for pragma in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
                    base.execute(f"PRAGMA {pragma}")
                base.execute("PRAGMA journal_mode = WAL")
                self._check(base)
        except BaseException:
            base.close()
            raise
        return base

    def _check(self, base: sqlcipher.Connection) -> None:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise NewerError("This memory was written by a later version of the program.")
        if version < VERSION:
            with base:
                base.execute("BEGIN")
                base.execute(_SCHEMA)
                base.execute(f"PRAGMA user_version = {VERSION}")
        (state,) = base.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok" or base.execute("PRAGMA cipher_integrity_check").fetchone():
            raise DamagedError("The memory of this driver is damaged.")

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._turn, _translated():
            yield


def _claimed(path: Path) -> int:
    """An open file that no other program has claimed; closing it gives it back."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise BusyError("Another program has this driver's memory open.") from error
    return descriptor


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlcipher.DatabaseError as error:
        raise _named(str(error)) from error


def _named(problem: str) -> PersonalizationError:
    """SQLite tells its errors apart by their text here: the driver hides the number."""
    if "not a database" in problem:
        return LockedError("The key does not open this memory, or its head is damaged.")
    if "full" in problem or "I/O" in problem:
        return FullError("There is no room left to remember that.")
    return DamagedError("The memory of this driver is damaged.")
