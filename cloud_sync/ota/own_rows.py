"""What was said in this car and went well, kept to try updates with; nothing of it ever leaves.

Only under a grant to this car itself, encrypted, and no longer than the grant lives. Taking it back
removes all of it.
"""

import json

from pydantic import ValidationError

from cloud_sync.consent import Ledger, Released
from cloud_sync.errors import CloudHomeError
from cloud_sync.event import Purpose
from cloud_sync.home import CloudHome
from cloud_sync.sealed_file import SealedFile
from models.evaluation.rows import Row

_MOST = 200
"""A trial is to last a minute or two."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS own (
  number INTEGER PRIMARY KEY AUTOINCREMENT, grants TEXT NOT NULL, row TEXT NOT NULL);
"""


class OwnRows:
    """Any thread may use it."""

    def __init__(self, home: CloudHome, ledger: Ledger) -> None:
        self._file = SealedFile(home.path("ota", "own.db"), _SCHEMA)
        self._ledger = ledger

    def close(self) -> None:
        self._file.close()

    def keep(self, released: Released) -> None:
        """A row; the oldest goes where there are many. ValueError if it is of another purpose."""
        if released.purpose is not Purpose.TRIAL:
            raise ValueError("only what was allowed for trials is kept for them")
        row = str(json.loads(released.data)["row"])
        with self._file.writing() as write:
            write.execute(
                "INSERT INTO own (grants, row) VALUES (?, ?)", (" ".join(released.grants), row)
            )
            write.execute(
                "DELETE FROM own WHERE number <= (SELECT max(number) FROM own) - ?", (_MOST,)
            )

    def drop_what_is_not_allowed(self) -> int:
        """What was kept under a grant that is not live any more; how much."""
        live = frozenset(grant.id for grant in self._ledger.live())
        found = self._file.rows("SELECT DISTINCT grants FROM own")
        dead = [str(g) for (g,) in found if not live.issuperset(str(g).split())]
        with self._file.writing() as write:
            return sum(
                int(write.execute("DELETE FROM own WHERE grants = ?", (grants,)).rowcount)
                for grants in dead
            )

    def rows(self) -> list[Row]:
        """Those that are still allowed."""
        self.drop_what_is_not_allowed()
        found = self._file.rows("SELECT number, row FROM own ORDER BY number")
        try:
            return [_row(number, str(row)) for number, row in found]
        except (ValidationError, ValueError) as error:
            raise CloudHomeError("What was kept for trials cannot be read.") from error


def _row(number: object, text: str) -> Row:
    return Row.model_validate({**json.loads(text), "id": f"own-{number}"})
