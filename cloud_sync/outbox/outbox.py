"""What waits to be sent: one shelf for each data class, apart from each other on the disk.

Only what was released goes in, and it goes out only while what allowed it is still live.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger, Released
from cloud_sync.errors import OutboxFullError
from cloud_sync.event import DataClass, Kept
from cloud_sync.home import CloudHome
from cloud_sync.outbox.limits import LIMITS, Limit
from cloud_sync.outbox.shelf import ReceiptKept, Shelf


class Outbox:
    """Any thread may use it."""

    def __init__(
        self,
        home: CloudHome,
        clock: TrustedClock,
        ledger: Ledger,
        limits: Mapping[DataClass, Limit] = LIMITS,
        most_pages: int | None = None,
    ) -> None:
        self._ledger = ledger
        with ExitStack() as opened:
            self._shelves: dict[DataClass, Shelf] = {}
            for data_class in DataClass:
                path = home.path("outbox", f"{data_class}.db")
                shelf = Shelf(path, data_class, limits[data_class], clock, most_pages)
                opened.callback(shelf.close)
                self._shelves[data_class] = shelf
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def put(self, events: Sequence[Released]) -> tuple[str, ...]:
        """Ids of those that are on the disk when this returns: all, class by class.

        OutboxFullError: those of the class that is full are not.
        """
        kept: list[str] = []
        problem: OutboxFullError | None = None
        for data_class, shelf in self._shelves.items():
            own = [event for event in events if event.data_class is data_class]
            try:
                if own:
                    shelf.put(own)
                    kept += [event.id for event in own]
            except OutboxFullError as error:
                problem = error
        if problem is not None:
            raise problem
        return tuple(kept)

    def streams(self) -> tuple[tuple[str, str], ...]:
        """Data class and name of every stream with something waiting."""
        self.drop_what_is_not_allowed()
        return tuple((c.value, s) for c, shelf in self._shelves.items() for s in shelf.streams())

    def waiting(self, data_class: str, stream: str, after: int, most: int) -> tuple[Kept, ...]:
        """The next after a number, in order, as far as they are still allowed."""
        shelf, live = self._shelves[DataClass(data_class)], self._live()
        found = shelf.waiting(stream, after, most)
        if all(live.issuperset(kept.grants) for kept in found):
            return found
        shelf.drop_without(live)
        return shelf.waiting(stream, after, most)

    def acknowledged(
        self, data_class: str, stream: str, sequence: int, statement: str = ""
    ) -> None:
        """All up to a number have arrived."""
        self._shelves[DataClass(data_class)].acknowledge(stream, sequence, statement)

    def count(self, data_class: str) -> int:
        return self._shelves[DataClass(data_class)].count()

    def drop_what_is_not_allowed(self) -> int:
        """What waits under a grant that was taken back or is over; how much."""
        live = self._live()
        return sum(shelf.drop_without(live) for shelf in self._shelves.values())

    def expire(self) -> None:
        for shelf in self._shelves.values():
            shelf.expire()

    def all(self, since: datetime) -> list[tuple[Kept, datetime | None]]:
        """Everything here, and when it was sent."""
        return [found for shelf in self._shelves.values() for found in shelf.all(since)]

    def receipts(self, since: datetime) -> list[tuple[DataClass, ReceiptKept]]:
        found = self._shelves.items()
        return [(c, receipt) for c, shelf in found for receipt in shelf.receipts(since)]

    def forget_sent(self) -> int:
        """The car's own copies of what was sent."""
        return sum(shelf.forget_sent() for shelf in self._shelves.values())

    def dropped(self) -> dict[DataClass, dict[str, int]]:
        return {data_class: shelf.dropped() for data_class, shelf in self._shelves.items()}

    def waiting_bytes(self, data_class: DataClass) -> int:
        return self._shelves[data_class].waiting_bytes

    def _live(self) -> frozenset[str]:
        return frozenset(grant.id for grant in self._ledger.live())
