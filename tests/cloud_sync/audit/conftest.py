"""A recorder with a clock that stands, and the records it wrote."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cloud_sync.audit import Chain, Entry, FlightRecorder, Head, Kind, Row, Verified, verify
from cloud_sync.audit.key import kept_key
from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
KEY = bytes(range(32))
VERSIONS = {"program": "1", "release": None}


@dataclass
class Box:
    home: CloudHome
    passed_s: float = 0.0

    @classmethod
    def at(cls, directory: Path) -> "Box":
        return cls(CloudHome(directory))

    def clock(self) -> TrustedClock:
        return TrustedClock(self.home, NOW.timestamp, lambda: self.passed_s)

    def opened(self) -> FlightRecorder:
        return FlightRecorder(self.home, self.clock(), VERSIONS)

    def write(self, turns: int) -> None:
        """One start, so many turns, one end."""
        with closing(self.opened()) as recorder:
            for number in range(turns):
                recorder.record(turn(number))

    def read(self) -> tuple[list[Row], Head | None]:
        with closing(Chain(self.home)) as chain:
            return list(chain.rows()), chain.head

    def checked(self, rows: list[Row], head: Head | None) -> Verified:
        return verify(rows, head, kept_key(self.home).public_key())


def turn(number: int) -> Entry:
    facts = {"by": 1, "steps": [{"skill": "seat.heat", "confidence": 0.5}], "number": number}
    return Entry(Kind.TURN, facts, "driver-a", f"warm my seat, {number}".encode(), KEY)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(CloudHome(tmp_path))
