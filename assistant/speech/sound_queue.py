"""Sound that waits: put in as it comes, taken out in the sizes somebody needs, in order.

Any thread may put, take and drop. It knows no rate and no device.
"""

import threading
from collections import deque

import numpy as np

from models import Samples


class SoundQueue:
    """``longest``: how many samples may wait; more push out the oldest."""

    def __init__(self, longest: int | None = None) -> None:
        self._waiting: deque[Samples] = deque()
        self._count = 0
        self._longest = longest
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    def put(self, samples: Samples) -> None:
        """``samples``: shape (n,), not changed afterwards."""
        with self._lock:
            self._waiting.append(samples)
            self._count += len(samples)
            if self._longest is not None and self._count > self._longest:
                self._pull(self._count - self._longest)

    def take(self, count: int) -> Samples:
        """At most ``count`` samples, fewer if no more wait."""
        with self._lock:
            pulled = self._pull(count)
        return np.concatenate(pulled) if pulled else np.zeros(0, np.float32)

    def drop(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._count = 0

    def _pull(self, count: int) -> list[Samples]:
        pulled: list[Samples] = []
        while count > 0 and self._waiting:
            first = self._waiting.popleft()
            pulled.append(first[:count])
            if len(first) > count:
                self._waiting.appendleft(first[count:])
            count -= len(pulled[-1])
            self._count -= len(pulled[-1])
        return pulled


def filled(samples: Samples, count: int) -> Samples:
    """The same sound with silence after it, ``count`` samples long."""
    return np.pad(samples, (0, count - len(samples)))
