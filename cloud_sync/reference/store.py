"""Journal and partitions as one: what arrives is kept in the first and moves to the second.

Moving and erasing never run at once: a file of an erased vehicle would come back.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cloud_sync.link.topic import StreamKey
from cloud_sync.reference.arrival import Arrived
from cloud_sync.reference.journal import Journal
from cloud_sync.reference.partition import Partitions, Unseal

_MOVED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Erased:
    waiting: int
    """Events that lay in no partition yet."""
    partitioned: int


class Store:
    """Any thread may use it."""

    def __init__(self, directory: Path, unseal: Unseal | None = None) -> None:
        """Ends first what an earlier life had begun."""
        self.journal = Journal(directory / "journal.db")
        self.partitions = Partitions(directory / "events", unseal)
        self._turn = threading.Lock()
        self._waiting = self.journal.count()
        for vehicle in self.journal.erasing():
            self.erase(vehicle)

    def keep(self, vehicle_id: str, key: StreamKey, events: Sequence[Arrived]) -> int:
        """What is new, in order; on the disk when this returns. The highest sequence kept."""
        self._waiting += len(events)
        return self.journal.add(vehicle_id, key, events)

    def compact_if_due(self) -> None:
        if self._waiting >= _MOVED_AT_ONCE:
            self.compact()

    def compact(self) -> int:
        """Move all of the journal into partitions; how many events."""
        count = 0
        with self._turn:
            self._waiting = 0
            while moved := self.journal.begin_move(_MOVED_AT_ONCE):
                rows = self.journal.rows(moved)
                self.partitions.write(moved, rows)
                self.journal.end_move(moved)
                count += len(rows)
        return count

    def erase(self, vehicle_id: str) -> Erased:
        """All of a vehicle; what it sends later is kept again. Goes on after a kill."""
        with self._turn:
            waiting = self.journal.begin_erasure(vehicle_id)
            partitioned = self.partitions.erase(vehicle_id)
            self.journal.end_erasure(vehicle_id)
        return Erased(waiting, partitioned)

    def close(self) -> None:
        self.journal.close()
