"""What the conversation asks of a microphone and a loudspeaker, whichever they are.

Everything moves in blocks of ``BLOCK`` samples at ``HEARING_RATE_HZ``: 32 ms. Both may be closed
and opened again at any time; a closed one holds no device. Which device is behind them is chosen
where the parts are put together: ``miniaudio_device`` is hardware, ``file_device`` a recording.
"""

from typing import Protocol

from models import DETECTOR_CHUNK, Samples, Sound

BLOCK = DETECTOR_CHUNK


class Microphone(Protocol):
    """Used by one thread."""

    @property
    def is_over(self) -> bool:
        """Only an ended recording is ever over; a lost device raises instead."""

    def open(self) -> None:
        """MicrophoneError if it cannot be had."""

    def read(self, timeout_s: float) -> Samples | None:
        """Shape (BLOCK, channels); None if nothing came in time. MicrophoneError if it is lost."""

    def close(self) -> None:
        """Gives the device back; nothing is heard any more."""


class Loudspeaker(Protocol):
    """Any thread may call any of it."""

    @property
    def pending_s(self) -> float:
        """What still waits to be heard."""

    def open(self) -> None:
        """LoudspeakerError if it cannot be had."""

    def play(self, sound: Sound) -> None:
        """After what waits already; returns at once. LoudspeakerError if it is lost."""

    def hush(self) -> None:
        """Drop all that waits."""

    def played(self) -> Samples:
        """Shape (BLOCK,): what went out while the microphone heard its last block."""

    def close(self) -> None: ...
