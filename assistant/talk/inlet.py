"""The microphone as the conversation has it: open while the car may listen, closed when muted,
opened again when it comes back.

The car's own report decides what is muted (``Privacy.Microphone``): muted by voice, by a typed
line or by a switch, the device is really given back.
"""

import time
from collections.abc import Callable
from enum import Enum

from assistant.errors import MicrophoneError
from assistant.speech.device import Microphone
from models import Samples
from vehicle_bus import Vehicle

RETRY_S = 2.0
_READ_TIMEOUT_S = 0.25
_IDLE_S = 0.05
_BACK = "I can hear you again."


class Condition(Enum):
    CLOSED = 0
    OPEN = 1
    MUTED = 2
    LOST = 3


class Inlet:
    """``notice`` is told once what is missing, and once that it is back."""

    def __init__(
        self,
        microphone: Microphone,
        vehicle: Vehicle,
        clock: Callable[[], float],
        notice: Callable[[str], None],
    ) -> None:
        self._microphone = microphone
        self._vehicle = vehicle
        self._clock = clock
        self._notice = notice
        self._retry_at_s = 0.0
        self.condition = Condition.CLOSED

    @property
    def is_over(self) -> bool:
        """A recording has been served to its end."""
        return self._microphone.is_over

    def read(self) -> Samples | None:
        """The next block, shape (512, channels); None if there is none now."""
        if self._vehicle.refresh()["Privacy.Microphone"] is False:
            self._close(Condition.MUTED)
        elif self.condition is not Condition.OPEN:
            self._open()
        if self.condition is not Condition.OPEN:
            time.sleep(_IDLE_S)
            return None
        try:
            return self._microphone.read(_READ_TIMEOUT_S)
        except MicrophoneError as error:
            self._lose(error)
            return None

    def close(self) -> None:
        self._close(Condition.CLOSED)

    def _open(self) -> None:
        if self.condition is Condition.LOST and self._clock() < self._retry_at_s:
            return
        try:
            self._microphone.open()
        except MicrophoneError as error:
            self._lose(error)
            return
        if self.condition is Condition.LOST:
            self._notice(_BACK)
        self.condition = Condition.OPEN

    def _lose(self, error: MicrophoneError) -> None:
        if self.condition is not Condition.LOST:
            self._notice(f"{error} ({error.code})")
        self._close(Condition.LOST)
        self._retry_at_s = self._clock() + RETRY_S

    def _close(self, condition: Condition) -> None:
        if self.condition is Condition.OPEN:
            self._microphone.close()
        self.condition = condition
