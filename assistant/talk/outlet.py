"""The loudspeaker as the conversation has it: missing or lost, the answers go on as text.

It is tried again with what is to be played next, at most every ``RETRY_S``.
"""

from collections.abc import Callable

import numpy as np

from assistant.errors import LoudspeakerError
from assistant.speech.device import Loudspeaker
from assistant.talk.inlet import RETRY_S
from models import DETECTOR_CHUNK, Samples, Sound

_BACK = "You can hear me again."
_SILENCE: Samples = np.zeros(DETECTOR_CHUNK, dtype=np.float32)


class Outlet:
    """A ``Loudspeaker`` that is never missing; ``notice`` is told once what is, and its return."""

    def __init__(
        self,
        loudspeaker: Loudspeaker,
        clock: Callable[[], float],
        notice: Callable[[str], None],
    ) -> None:
        self._loudspeaker = loudspeaker
        self._clock = clock
        self._notice = notice
        self._is_open = False
        self._was_lost = False
        self._retry_at_s = 0.0

    def open(self) -> None:
        """Opens it, if it can be opened now."""
        if self._is_open or (self._was_lost and self._clock() < self._retry_at_s):
            return
        try:
            self._loudspeaker.open()
        except LoudspeakerError as error:
            self._lose(error)
            return
        if self._was_lost:
            self._notice(_BACK)
        self._is_open, self._was_lost = True, False

    def play(self, sound: Sound) -> None:
        self.open()
        if self._is_open:
            try:
                self._loudspeaker.play(sound)
            except LoudspeakerError as error:
                self._lose(error)

    def hush(self) -> None:
        if self._is_open:
            self._loudspeaker.hush()

    @property
    def pending_s(self) -> float:
        return self._loudspeaker.pending_s if self._is_open else 0.0

    def played(self) -> Samples:
        return self._loudspeaker.played() if self._is_open else _SILENCE

    def close(self) -> None:
        if self._is_open:
            self._loudspeaker.close()
            self._is_open = False

    def _lose(self, error: LoudspeakerError) -> None:
        if not self._was_lost:
            self._notice(f"{error} ({error.code})")
        self.close()
        self._was_lost = True
        self._retry_at_s = self._clock() + RETRY_S
