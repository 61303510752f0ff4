"""The time that can be relied on, in a car whose clock may be wrong or turned.

The clock of a car can lose its battery or be turned by hand. So time here never runs backwards: it
begins at the latest moment ever seen, goes on with the monotonic clock, and a signed statement of
the cloud may put it forward. Turning the system's clock back brings no expired thing to life;
turning it forward while the car runs changes nothing.
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cloud_sync.errors import CloudHomeError
from cloud_sync.home import CloudHome, replace_file

_FILE = "clock.json"
_WRITE_EVERY = timedelta(minutes=10)


class TrustedClock:
    """Any thread may use it."""

    def __init__(
        self,
        home: CloudHome,
        wall: Callable[[], float] = time.time,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``wall``: seconds since 1970, as the system believes."""
        self._path = home.path(_FILE)
        self._monotonic_s = monotonic_s
        self._turn = threading.Lock()
        floor, self._confirmed = _read(self._path)
        self._began_s = monotonic_s()
        self._began = max(floor, datetime.fromtimestamp(wall(), UTC))
        self._written = floor

    def now(self) -> datetime:
        with self._turn:
            now = self._at()
            if now - self._written >= _WRITE_EVERY:
                self._write(now)
            return now

    @property
    def confirmed(self) -> datetime | None:
        """The latest time the cloud has stated; None: never."""
        with self._turn:
            return self._confirmed

    def confirm(self, stated: datetime) -> None:
        """The cloud states, signed, that it is at least this late."""
        with self._turn:
            self._confirmed = max(stated, self._confirmed or stated)
            if stated > self._at():
                self._began, self._began_s = stated, self._monotonic_s()
            self._write(self._at())

    def _at(self) -> datetime:
        return self._began + timedelta(seconds=self._monotonic_s() - self._began_s)

    def _write(self, now: datetime) -> None:
        confirmed = self._confirmed.isoformat() if self._confirmed else None
        content = {"seen": now.isoformat(), "confirmed": confirmed}
        replace_file(self._path, json.dumps(content).encode())
        self._written = now


def _read(path: Path) -> tuple[datetime, datetime | None]:
    """The latest time seen and the latest stated."""
    try:
        content = json.loads(path.read_bytes())
        stated = content["confirmed"]
        return datetime.fromisoformat(content["seen"]), stated and datetime.fromisoformat(stated)
    except FileNotFoundError:
        return datetime.fromtimestamp(0, UTC), None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CloudHomeError(f"{path.name} is damaged.") from error
