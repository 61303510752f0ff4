"""What came in from the bus: the last status of every ECU, how old it is, and what was dropped.

Frames of others, frames with a wrong CRC and repeated counters leave nothing behind but a number,
so a flood cannot grow memory. A status older than three of its cycles no longer counts: its
signals are unknown until the next one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from vehicle_bus.codec import DbcCodec, StatusFrame
from vehicle_bus.errors import DecodingError, ProtectionError, UnknownFrameError
from vehicle_bus.frame import Frame
from vehicle_bus.state import VehicleState

_LATE_S = 1.0
"""A status this much over its time is late; after that its ECU counts as lost."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many frames were not believed, by reason."""

    foreign: int = 0
    """Not in our database, or a command."""
    broken: int = 0
    """A status that cannot be read."""
    forged: int = 0
    """CRC wrong."""
    repeated: int = 0
    """The counter did not move on."""


@dataclass(frozen=True, slots=True)
class _Received:
    status: StatusFrame
    at_s: float
    number: int
    """Counts every status of this message."""


class Intake:
    """Not thread-safe: its owner holds the lock."""

    def __init__(self, codec: DbcCodec, clock: Callable[[], float]) -> None:
        self._codec = codec
        self._clock = clock
        self._statuses = {w.name for w in codec.wiring.wires.values() if not w.is_command}
        self._received: dict[str, _Received] = {}
        self._state = VehicleState()
        self._fresh: tuple[str, ...] | None = ()
        """Messages that ``_state`` was made of; None when one of them has come since."""
        self.dropped = Dropped()

    def take(self, frame: Frame) -> bool:
        """Remember a status frame; False if it was dropped."""
        try:
            status = self._codec.decode_status(frame)
        except UnknownFrameError:
            self.dropped = replace(self.dropped, foreign=self.dropped.foreign + 1)
        except ProtectionError:
            self.dropped = replace(self.dropped, forged=self.dropped.forged + 1)
        except DecodingError:
            self.dropped = replace(self.dropped, broken=self.dropped.broken + 1)
        else:
            return self._remember(status)
        return False

    def forget_all(self) -> None:
        """The bus is gone: nothing is known any more."""
        self._received.clear()
        self._fresh = None

    def last(self, message: str) -> tuple[StatusFrame | None, int]:
        """The last status of a message, and how many came before and with it."""
        received = self._received.get(message)
        return (received.status, received.number) if received else (None, 0)

    @property
    def is_silent(self) -> bool:
        """Has nothing been received since the bus was last lost?"""
        return not self._received

    @property
    def is_complete(self) -> bool:
        """Has every ECU reported, and lately?"""
        return len(tuple(self._still_valid())) == len(self._statuses)

    @property
    def is_overdue(self) -> bool:
        """Is a status late that may still be on its way, as on a machine with too much to do?"""
        now_s = self._clock()
        wires = self._codec.wiring.wires
        ages_s = ((now_s - r.at_s - wires[n].stale_after_s) for n, r in self._received.items())
        return any(0 < age_s <= _LATE_S for age_s in ages_s)

    def state(self) -> VehicleState:
        """All that is known now; texts are somebody else's."""
        fresh = tuple(self._still_valid())
        if fresh != self._fresh:
            self._state = self._merged(fresh)
            self._fresh = fresh
        return self._state

    def _remember(self, status: StatusFrame) -> bool:
        before = self._received.get(status.message)
        protected = self._codec.wiring.wires[status.message].data_ids is not None
        if before and protected and before.status.counter == status.counter:
            self.dropped = replace(self.dropped, repeated=self.dropped.repeated + 1)
            return False
        number = before.number + 1 if before else 1
        self._received[status.message] = _Received(status, self._clock(), number)
        self._fresh = None
        return True

    def _still_valid(self) -> Iterator[str]:
        now_s = self._clock()
        wires = self._codec.wiring.wires
        for name, received in self._received.items():
            if now_s - received.at_s <= wires[name].stale_after_s:
                yield name

    def _merged(self, messages: tuple[str, ...]) -> VehicleState:
        statuses = [self._received[name].status for name in messages]
        return VehicleState(
            values={name: v for status in statuses for name, v in status.values.items()},
            targets={name: v for status in statuses for name, v in status.targets.items()},
            unfitted=frozenset[str]().union(*(status.unfitted for status in statuses)),
        )
