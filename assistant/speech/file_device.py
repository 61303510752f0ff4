"""A recording in place of microphone and loudspeaker, for a conversation without hardware.

Both ends of a ``Tape`` share its clock: each block read is one step, in which the loudspeaker gives
exactly as much sound. Nothing waits for real time, and the same recording always gives the same
conversation. One thread; ``file_device`` reads and writes no files itself, ``recording`` does.
"""

import numpy as np

from assistant.errors import LoudspeakerError, MicrophoneError
from assistant.speech.device import BLOCK
from assistant.speech.sound_queue import SoundQueue, filled
from models import HEARING_RATE_HZ, Samples, Sound

QUIET_END_S = 3.0
"""Silence after the last word and after the last reply: enough for any pause to end."""
LONGEST_END_S = 60.0
"""After the recording: even a reply without end ends then."""


class Tape:
    """``samples``: shape (n, channels) at ``HEARING_RATE_HZ``. ``echo``: shape (m,), what the
    microphones hear of the loudspeaker, as an impulse response at the same rate."""

    def __init__(self, samples: Samples, echo: Samples | None = None) -> None:
        self._samples = samples
        self._echo = np.zeros(1, np.float32) if echo is None else echo
        self._still_echoing = np.zeros(len(self._echo) - 1, np.float32)
        self._waiting = SoundQueue()
        self._heard: list[Samples] = []
        self._said: list[Samples] = []
        self._quiet_blocks = 0
        self.microphone = FileMicrophone(self)
        self.loudspeaker = FileLoudspeaker(self._waiting)

    @property
    def now_s(self) -> float:
        """How far the conversation has come."""
        return self._position / HEARING_RATE_HZ

    @property
    def is_over(self) -> bool:
        """The recording is, nothing is being said, and it has been quiet for a while."""
        after_s = self.now_s - len(self._samples) / HEARING_RATE_HZ
        is_quiet = self._quiet_blocks * BLOCK >= QUIET_END_S * HEARING_RATE_HZ
        return after_s >= LONGEST_END_S or (is_quiet and not self._waiting)

    def both(self) -> Samples:
        """Shape (n, 2): left what the microphones heard, right what was said, at its place."""
        if not self._heard:
            return np.zeros((0, 2), np.float32)
        return np.stack([np.concatenate(self._heard), np.concatenate(self._said)], axis=1)

    def step(self) -> Samples:
        """The next block of every microphone, shape (BLOCK, channels)."""
        block = np.zeros((BLOCK, self._samples.shape[1]), np.float32)
        recorded = self._samples[self._position : self._position + BLOCK]
        block[: len(recorded)] = recorded
        was_quiet = not len(recorded) and not self._waiting
        self._quiet_blocks = self._quiet_blocks + 1 if was_quiet else 0
        said = filled(self._waiting.take(BLOCK), BLOCK)
        block += self._echo_of(said)[:, np.newaxis]
        self._heard.append(block.mean(axis=1))
        self._said.append(said)
        self.loudspeaker.gave(said)
        return block

    @property
    def _position(self) -> int:
        return len(self._said) * BLOCK

    def _echo_of(self, said: Samples) -> Samples:
        echo = np.convolve(said, self._echo).astype(np.float32)
        echo[: len(self._still_echoing)] += self._still_echoing
        self._still_echoing = echo[BLOCK:]
        return echo[:BLOCK]


class FileMicrophone:
    """The microphone of a ``Tape``; while it is closed, the tape stands still."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._is_open = False

    @property
    def is_over(self) -> bool:
        return self._tape.is_over

    def open(self) -> None:
        self._is_open = True

    def read(self, timeout_s: float) -> Samples | None:
        if not self._is_open:
            raise MicrophoneError("The microphone is closed.")
        return None if self._tape.is_over else self._tape.step()

    def close(self) -> None:
        self._is_open = False


class FileLoudspeaker:
    """The loudspeaker of a ``Tape``."""

    def __init__(self, waiting: SoundQueue) -> None:
        self._waiting = waiting
        self._played = SoundQueue(longest=BLOCK)
        self._is_open = False

    @property
    def pending_s(self) -> float:
        return len(self._waiting) / HEARING_RATE_HZ

    def open(self) -> None:
        self._is_open = True

    def play(self, sound: Sound) -> None:
        if not self._is_open:
            raise LoudspeakerError("The loudspeaker is closed.")
        self._waiting.put(sound.at(HEARING_RATE_HZ).samples)

    def hush(self) -> None:
        self._waiting.drop()

    def played(self) -> Samples:
        return filled(self._played.take(BLOCK), BLOCK)

    def gave(self, block: Samples) -> None:
        self._played.put(block)

    def close(self) -> None:
        self._waiting.drop()
        self._is_open = False
