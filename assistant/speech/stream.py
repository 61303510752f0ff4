"""Sound between a device's own thread and ours: ``Intake`` from a microphone, ``Outlet`` to a
loudspeaker.

The device's side never waits for ours. What goes wrong on its thread is kept and told on ours, and
a device that is silent for ``lost_after_s`` counts as lost: unplugged hardware says nothing. These
know no device; ``miniaudio_device`` joins them to one.
"""

import queue
import threading
import time
from contextlib import suppress

import numpy as np
import soxr

from assistant.speech.device import BLOCK
from assistant.speech.sound_queue import SoundQueue, filled
from models import HEARING_RATE_HZ, Samples

DEVICE_RATE_HZ = 48_000
"""What devices are asked for: nearly all have it, and it is three times what we listen at."""
LOST_AFTER_S = 1.0
_STARTING_S = 2.0
"""How much longer the first sound may take; wireless devices wake up slowly."""
_LONGEST_UNREAD_CHUNKS = 150
"""Of 20 ms: 3 s. More than that, and the oldest is lost."""
_LONGEST_UNREAD_S = 3
_SLACK = 2 * BLOCK
"""How much more than needed may be there for a second before it counts as drift: 64 ms."""
_LOOKED_AT_BLOCKS = 32


class LostError(Exception):
    """The device gave a failure or nothing at all; never leaves the package."""


class Pulse:
    """Whether the device's thread is alive, and what it died of."""

    def __init__(self, lost_after_s: float) -> None:
        self._lost_after_s = lost_after_s
        self._last_s = time.monotonic() + _STARTING_S
        self._failure: Exception | None = None

    def beat(self) -> None:
        self._last_s = time.monotonic()

    def fail(self, failure: Exception) -> None:
        self._failure = failure

    @property
    def is_lost(self) -> bool:
        return self._failure is not None or self._is_silent

    def check(self) -> None:
        """LostError if the device is lost."""
        if self.is_lost:
            raise LostError("device thread") from self._failure

    @property
    def _is_silent(self) -> bool:
        return time.monotonic() - self._last_s > self._lost_after_s


class Slower:
    """A stream of sound at the device's rate as the same at ``HEARING_RATE_HZ``, 15 ms later."""

    def __init__(self, channels: int) -> None:
        self._stream = soxr.ResampleStream(
            DEVICE_RATE_HZ, HEARING_RATE_HZ, channels, dtype="float32", quality="MQ"
        )

    def take(self, samples: Samples) -> Samples:
        """``samples``: shape (n, channels)."""
        slower: Samples = self._stream.resample_chunk(samples)
        return slower


class Intake:
    def __init__(self, channels: int, lost_after_s: float = LOST_AFTER_S) -> None:
        self.pulse = Pulse(lost_after_s)
        self._channels = channels
        self._unread: queue.Queue[Samples] = queue.Queue(_LONGEST_UNREAD_CHUNKS)
        self._slower = Slower(channels)
        self._heard = np.zeros((0, channels), np.float32)
        self.overruns = 0
        """How many chunks were lost because nobody read them."""

    def put(self, chunk: bytes) -> None:
        """Floats at ``DEVICE_RATE_HZ``, channels next to each other. The device's thread."""
        self.pulse.beat()
        samples = np.frombuffer(chunk, np.float32).reshape(-1, self._channels)
        if self._unread.full():
            self.overruns += 1
            with suppress(queue.Empty):
                self._unread.get_nowait()
        self._unread.put_nowait(samples)

    def read(self, timeout_s: float) -> Samples | None:
        """Shape (BLOCK, channels); None if it did not come in time; LostError."""
        until_s = time.monotonic() + timeout_s
        while len(self._heard) < BLOCK:
            try:
                samples = self._unread.get(timeout=max(0.0, until_s - time.monotonic()))
            except queue.Empty:
                self.pulse.check()
                return None
            self._heard = np.concatenate([self._heard, self._slower.take(samples)])
        block, self._heard = self._heard[:BLOCK], self._heard[BLOCK:]
        return block


class Outlet:
    """What waits to be played, and what was played, on the microphone's clock as well as can be.

    The two devices have clocks of their own. What was played may be told up to ``_SLACK`` and one
    chunk early or late; silence is told where too little is there, and the oldest is dropped when
    more than the slack stays unread for a second. How late the sound is heard is not known here.
    """

    def __init__(self, lost_after_s: float = LOST_AFTER_S) -> None:
        self.pulse = Pulse(lost_after_s)
        self._waiting = SoundQueue()
        self._given = SoundQueue(longest=_LONGEST_UNREAD_S * DEVICE_RATE_HZ)
        self._played = SoundQueue()
        self._slower = Slower(1)
        self._reading = threading.Lock()
        self._least_left = _LONGEST_UNREAD_S * HEARING_RATE_HZ
        self._reads = 0

    @property
    def pending_s(self) -> float:
        return 0.0 if self.pulse.is_lost else len(self._waiting) / DEVICE_RATE_HZ

    def put(self, samples: Samples) -> None:
        """Shape (n,) at ``DEVICE_RATE_HZ``; LostError."""
        self.pulse.check()
        self._waiting.put(samples)

    def drop(self) -> None:
        self._waiting.drop()

    def give(self, count: int) -> Samples:
        """The next ``count`` samples to be heard. The device's thread."""
        self.pulse.beat()
        samples = filled(self._waiting.take(count), count)
        self._given.put(samples)
        return samples

    def played(self) -> Samples:
        """Shape (BLOCK,), at ``HEARING_RATE_HZ``."""
        with self._reading:
            given = self._given.take(len(self._given))
            self._played.put(self._slower.take(given[:, np.newaxis])[:, 0])
            block = filled(self._played.take(BLOCK), BLOCK)
            self._follow_the_clock()
        return block

    def _follow_the_clock(self) -> None:
        self._reads += 1
        self._least_left = min(self._least_left, len(self._played))
        if self._reads % _LOOKED_AT_BLOCKS == 0:
            if self._least_left > _SLACK:
                self._played.take(self._least_left)
            self._least_left = len(self._played)
