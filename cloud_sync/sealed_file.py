"""An encrypted SQLite file with a key of its own beside it: SQLCipher.

What is committed is on the disk. Removing the key is removing the content. Any thread and several
programs may use it at once; ``version`` tells when another one has written.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from cloud_sync.errors import CloudHomeError, OutboxDamagedError, OutboxFullError
from cloud_sync.home import replace_file

_KEY_BYTES = 32
_BUSY_S = 30.0
_OUT_OF_REACH = ("locked", "readonly", "unable to open")
"""How SQLite says that nothing is wrong with what is on the disk."""
Row = tuple[object, ...]


class SealedFile:
    def __init__(self, path: Path, schema: str, most_pages: int | None = None) -> None:
        """``most_pages`` of 4,096 bytes: what is more is a full disk.

        OutboxDamagedError: it is not what was written. CloudHomeError: it is out of reach.
        """
        self._turn = threading.RLock()
        self._base = _opened(path, schema, most_pages)

    @property
    def version(self) -> int:
        """Another number whenever another program has written to it."""
        return int(str(self.rows("PRAGMA data_version")[0][0]))

    @contextmanager
    def writing(self) -> Iterator[sqlcipher.Cursor]:
        """All of it is on the disk afterwards, or nothing. OutboxFullError: nothing."""
        with self._turn, _translated():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base.cursor()
                self._base.execute("COMMIT")
            except BaseException:
                with suppress(sqlcipher.Error):
                    self._base.execute("ROLLBACK")
                raise

    def rows(self, query: str, *values: object) -> list[Row]:
        with self._turn, _translated():
            found: list[Row] = self._base.execute(query, values).fetchall()
            return found

    def close(self) -> None:
        with self._turn:
            self._base.close()


def begun_anew(path: Path, schema: str, most_pages: int | None = None) -> tuple[SealedFile, bool]:
    """A file that cannot be read is put aside and a new one begun; True if that was so.

    CloudHomeError or OutboxDamagedError: not even that can be done.
    """
    try:
        return SealedFile(path, schema, most_pages), False
    except OutboxDamagedError:
        _put_aside(path)
        return SealedFile(path, schema, most_pages), True


def _put_aside(path: Path) -> None:
    """What it is sealed with stays, if it is a key at all: somebody may still read the old file."""
    key = _key_file(path)
    try:
        path.replace(path.with_suffix(".damaged"))
        path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
        if key.stat().st_size != _KEY_BYTES:
            key.unlink()
    except OSError as error:
        raise CloudHomeError(f"{path.name} is damaged and cannot be put aside.") from error


def destroy(path: Path) -> None:
    """The key first: from then on the rest is noise."""
    for gone in (_key_file(path), path, path.with_name(f"{path.name}-wal")):
        gone.unlink(missing_ok=True)


def _opened(path: Path, schema: str, most_pages: int | None) -> sqlcipher.Connection:
    key = _key(path)
    with _translated():
        base = sqlcipher.connect(
            str(path), timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
    try:
        with _translated():
            base.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
                base.execute(f"PRAGMA {pragma}")
            base.execute("PRAGMA journal_mode = WAL")
            base.executescript(schema)
            if most_pages is not None:
                base.execute(f"PRAGMA max_page_count = {most_pages}")
    except BaseException:
        base.close()
        raise
    return base


def _key(path: Path) -> bytes:
    file = _key_file(path)
    try:
        if not file.exists():
            replace_file(file, os.urandom(_KEY_BYTES))
        key = file.read_bytes()
    except OSError as error:
        raise CloudHomeError(f"The key of {path.name} cannot be read.") from error
    if len(key) != _KEY_BYTES:
        raise OutboxDamagedError(f"The key of {path.name} is damaged.")
    return key


def _key_file(path: Path) -> Path:
    return path.with_suffix(".key")


@contextmanager
def _translated() -> Iterator[None]:
    """SQLite tells its errors apart by their text here: the driver hides the number."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        problem = str(error)
        if "full" in problem or "I/O" in problem:
            raise OutboxFullError("There is no room left to keep that.") from error
        if any(words in problem for words in _OUT_OF_REACH):
            raise CloudHomeError("What is kept on the disk is out of reach.") from error
        raise OutboxDamagedError("What is on the disk is not what was written.") from error
