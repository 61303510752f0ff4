"""What the parts of this car reported, one reading a day, encrypted, in the car.

Two years are kept: a reading of tyres and batteries with its temperature and odometer, no place and
no driver. A file that cannot be read is put aside and a new one begun; what was learned is lost
then, and said to be too little.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from cloud_sync.errors import MaintenanceError, OutboxDamagedError, OutboxError
from cloud_sync.home import CloudHome
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.sealed_file import begun_anew

KEPT = timedelta(days=730)
LEAST_READINGS = 10
"""Of one part, before anything is said of it."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (
  component TEXT NOT NULL, day INTEGER NOT NULL, value REAL NOT NULL, outside_c REAL NOT NULL,
  odometer_km REAL NOT NULL, PRIMARY KEY (component, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fitted (
  component TEXT NOT NULL, day INTEGER NOT NULL, odometer_km REAL, part_number TEXT, serial TEXT,
  PRIMARY KEY (component, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS renewed (
  component TEXT NOT NULL, day INTEGER NOT NULL, cause TEXT, is_told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (component, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
  component TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (component, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outlook (
  component TEXT PRIMARY KEY, looked_on INTEGER NOT NULL, likely_days REAL,
  is_near INTEGER NOT NULL, said TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Reading:
    component: str
    day: date
    value: float
    outside_c: float
    odometer_km: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part as it was put in."""

    component: str
    day: date
    odometer_km: float | None = None
    """None: nobody wrote it down."""
    part_number: str | None = None
    serial: str | None = None


class Cause(StrEnum):
    """Why a part was renewed."""

    FAULT = "fault"
    WEAR = "wear"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Renewal:
    """One part in the place of another."""

    was: Fitted
    now: Fitted
    cause: Cause | None
    """None: nobody said why, and nothing had been foreseen."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the last look at a part foresaw."""

    component: str
    looked_on: date
    likely_days: float | None
    """None: nothing can be said."""
    is_near: bool
    """It is worth planning for."""
    said: str


class Logbook:
    """Any thread may use it, and several programs at once."""

    def __init__(self, home: CloudHome) -> None:
        path = home.path("maintenance", "logbook.db")
        with _named():
            self._file, self.was_damaged = begun_anew(path, _SCHEMA)

    def close(self) -> None:
        self._file.close()

    def note(self, readings: Sequence[Reading]) -> int:
        """The first reading of a day stays: the car is cold then. How many were new."""
        known = [one for one in readings if one.component in COMPONENTS]
        rows = [
            (r.component, r.day.toordinal(), r.value, r.outside_c, r.odometer_km) for r in known
        ]
        if not rows:
            return 0
        last = max(reading.day for reading in known)
        with _named(), self._file.writing() as write:
            new = write.executemany("INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?, ?)", rows)
            added = int(new.rowcount)
            if added:
                too_old = ((last - KEPT).toordinal(),)
                write.execute("DELETE FROM reading WHERE day <= ?", too_old)
                write.execute("DELETE FROM told WHERE day <= ?", too_old)
        return added

    def readings(self, component: str) -> tuple[Reading, ...]:
        """The oldest first."""
        query = (
            "SELECT day, value, outside_c, odometer_km FROM reading WHERE component = ?"
            " ORDER BY day"
        )
        with _named():
            return tuple(
                Reading(component, _day(day), _number(value), _number(warm), _number(km))
                for day, value, warm, km in self._file.rows(query, component)
            )

    @property
    def is_worth_a_look(self) -> bool:
        """Whether any part has been read often enough for anything to be said."""
        query = "SELECT count(*) FROM reading GROUP BY component ORDER BY 1 DESC LIMIT 1"
        with _named():
            return any(int(str(n)) >= LEAST_READINGS for (n,) in self._file.rows(query))

    def fit(self, part: Fitted, cause: Cause | None = None) -> None:
        """Somebody says what was put in, and when; what was foreseen of the part before is over.

        Without a cause it was wear if the last look had foreseen the need.
        """
        key = (part.component, part.day.toordinal())
        with _named(), self._file.writing() as write:
            near = "SELECT is_near FROM outlook WHERE component = ?"
            if cause is None and (1,) in write.execute(near, (part.component,)).fetchall():
                cause = Cause.WEAR
            row = (*key, part.odometer_km, part.part_number, part.serial)
            write.execute("INSERT OR REPLACE INTO fitted VALUES (?, ?, ?, ?, ?)", row)
            write.execute("INSERT OR IGNORE INTO renewed VALUES (?, ?, ?, 0)", (*key, cause))
            write.execute("DELETE FROM outlook WHERE component = ?", (part.component,))

    def fitted(self, component: str) -> Fitted | None:
        """The part that is in now, as far as anybody wrote it down."""
        return next(iter(self._parts(component)), None)

    def take_renewals(self) -> tuple[Renewal, ...]:
        """Those not taken before, of parts that were written down when they came in; each is given
        out once, even if the power fails over it."""
        with _named(), self._file.writing() as write:
            query = (
                "UPDATE renewed SET is_told = 1 WHERE is_told = 0 RETURNING component, day, cause"
            )
            taken = write.execute(query).fetchall()
        found = []
        for component, day, cause in sorted(taken, key=lambda row: row[:2]):
            parts = self._parts(component)
            for now, was in pairwise(parts):
                if now.day == _day(day):
                    found.append(Renewal(was, now, None if cause is None else Cause(cause)))
        return tuple(found)

    def _parts(self, component: str) -> tuple[Fitted, ...]:
        """What was ever put in, the newest first."""
        query = (
            "SELECT day, odometer_km, part_number, serial FROM fitted WHERE component = ?"
            " ORDER BY day DESC"
        )
        with _named():
            return tuple(
                Fitted(
                    component,
                    _day(day),
                    None if km is None else _number(km),
                    _text(number),
                    _text(serial),
                )
                for day, km, number, serial in self._file.rows(query, component)
            )

    def tell(self, component: str, day: date) -> bool:
        """Whether the need first seen on a day was not told before; now it is."""
        with _named(), self._file.writing() as write:
            row = (component, day.toordinal())
            new = write.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", row)
            return int(new.rowcount) == 1

    def foresee(self, outlooks: Sequence[Outlook]) -> None:
        """In the place of whatever was foreseen before."""
        rows = [
            (o.component, o.looked_on.toordinal(), o.likely_days, o.is_near, o.said)
            for o in outlooks
        ]
        with _named(), self._file.writing() as write:
            write.execute("DELETE FROM outlook")
            write.executemany("INSERT INTO outlook VALUES (?, ?, ?, ?, ?)", rows)

    def outlooks(self) -> tuple[Outlook, ...]:
        """What is due first comes first, what is unknown last."""
        query = (
            "SELECT component, looked_on, likely_days, is_near, said FROM outlook"
            " ORDER BY likely_days IS NULL, likely_days"
        )
        with _named():
            return tuple(_outlook(*row) for row in self._file.rows(query))


def _outlook(
    component: object, looked_on: object, days: object, is_near: object, said: object
) -> Outlook:
    likely_days = None if days is None else _number(days)
    return Outlook(str(component), _day(looked_on), likely_days, bool(is_near), str(said))


def _day(value: object) -> date:
    return date.fromordinal(int(str(value)))


def _number(value: object) -> float:
    return float(str(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except OutboxDamagedError as error:
        raise MaintenanceError("The logbook of the parts is damaged.", "damaged") from error
    except OutboxError as error:
        raise MaintenanceError("There is no room for the logbook of the parts.", "full") from error
