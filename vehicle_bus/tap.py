"""A bus that remembers the last frames that passed, and shows each to the intrusion watch."""

import time
from collections import deque
from dataclasses import dataclass

from vehicle_bus.bus import Bus
from vehicle_bus.frame import Frame
from vehicle_bus.watch import Watch

KEPT_FRAMES = 512


@dataclass(frozen=True, slots=True)
class SeenFrame:
    at_s: float
    """Seconds since the epoch."""
    is_sent: bool
    """By us; otherwise received."""
    frame: Frame


class TappedBus:
    def __init__(self, bus: Bus, watch: Watch) -> None:
        self._bus = bus
        self._watch = watch
        self._seen: deque[SeenFrame] = deque(maxlen=KEPT_FRAMES)

    def send(self, frame: Frame) -> None:
        self._watch.sent(frame, time.monotonic())
        self._bus.send(frame)
        self._seen.append(SeenFrame(time.time(), True, frame))

    def receive(self, timeout_s: float) -> Frame | None:
        frame = self._bus.receive(timeout_s)
        if frame is not None:
            self._watch.received(frame, time.monotonic())
            self._seen.append(SeenFrame(time.time(), False, frame))
        return frame

    def close(self) -> None:
        self._bus.close()

    def seen(self) -> tuple[SeenFrame, ...]:
        """The last frames, oldest first."""
        return tuple(self._seen.copy())
