"""What the fleet proposes to a car, read from signed words. It decides nothing about the car.

A proposal lives an hour at most, by the trusted clock, and is heard once: its id is on the disk
before it is given to anybody. Whether the driver is asked, and whether the car may do it, is judged
where every other wish is judged.
"""

import math
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CloudHomeError, CommandError
from cloud_sync.home import CloudHome
from cloud_sync.link.signed import Claims, opened
from cloud_sync.profile import FleetProfile

_FILE = "heard.db"
_LONGEST_S = 3_600
_SKEW_S = 60
_MOST_HEARD = 1_000


@dataclass(frozen=True, slots=True)
class Proposal:
    id: str
    signal: str
    """A name of the car's catalogue, if the car knows it."""
    value: bool | int | float | str
    why: str
    """For the driver, as the fleet wrote it."""
    expires: datetime


def _finite(value: bool | float | str) -> bool | float | str:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a number")
    return value


def _readable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("not text")
    return text


_Seconds = Annotated[int, Field(ge=0, lt=253_402_300_800)]
_Word = Annotated[str, Field(max_length=64), AfterValidator(_readable)]


class _CommandClaims(Claims):
    iss: Literal["fleet"]
    iat: _Seconds
    exp: _Seconds
    jti: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    signal: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,127}$")]
    value: Annotated[bool | int | float | _Word, AfterValidator(_finite)]
    why: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_readable)]


class Proposals:
    """Reads commands; remembers, over restarts and kills, which it has heard."""

    def __init__(self, profile: FleetProfile, clock: TrustedClock, home: CloudHome) -> None:
        self._profile = profile
        self._clock = clock
        self._heard = _Heard(home)

    def read(self, token: bytes) -> Proposal:
        """CommandError, with a finer code, if it is not genuine, not for us, late or again."""
        told = opened(token, _CommandClaims, self._profile, CommandError)
        now_s = self._clock.now().timestamp()
        _check_time(told, now_s)
        self._heard.add(told.jti, told.exp, now_s)
        expires = datetime.fromtimestamp(told.exp, UTC)
        return Proposal(told.jti, told.signal, told.value, told.why, expires)

    def close(self) -> None:
        self._heard.close()


def _check_time(told: _CommandClaims, now_s: float) -> None:
    if not 0 < told.exp - told.iat <= _LONGEST_S:
        raise CommandError("This command would live for more than an hour.", "too_long_lived")
    if told.iat > now_s + _SKEW_S:
        raise CommandError("This command was made in the future.", "not_yet")
    if told.exp <= now_s:
        raise CommandError("This command is late.", "expired")


class _Heard:
    """Ids of commands until these expire: after that their time tells."""

    def __init__(self, home: CloudHome) -> None:
        self._turn = threading.Lock()
        with _translated():
            self._base = sqlite3.connect(
                home.path(_FILE), isolation_level=None, check_same_thread=False
            )
            self._base.execute("PRAGMA synchronous = FULL")
            self._base.execute("CREATE TABLE IF NOT EXISTS heard (id TEXT PRIMARY KEY, until REAL)")

    def add(self, command_id: str, until_s: float, now_s: float) -> None:
        """On the disk when this returns. CommandError: heard before, or too many at once."""
        with self._turn, _translated(), self._base:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.execute("DELETE FROM heard WHERE until <= ?", (now_s,))
            (count,) = self._base.execute("SELECT count(*) FROM heard").fetchone()
            if count >= _MOST_HEARD:
                raise CommandError("Too many commands came within an hour.", "too_many")
            try:
                self._base.execute("INSERT INTO heard VALUES (?, ?)", (command_id, until_s))
            except sqlite3.IntegrityError as error:
                raise CommandError("This command was heard before.", "replayed") from error

    def close(self) -> None:
        self._base.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CloudHomeError(f"{_FILE} cannot be used.") from error
