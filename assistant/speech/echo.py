"""Our own voice taken out of what the microphone hears, and whether the driver speaks over it.

The echo is learnt from what the loudspeaker played, by the canceller of WebRTC; its noise
suppression and gain control stay off, for they take the driver's soft sounds with the echo. Until
it has heard ``_TO_LEARN`` blocks of our voice it knows no echo, and nobody is taken for the driver.
"""

from collections import deque

import numpy as np
from aec_audio_processing import AudioProcessor

from models import HEARING_RATE_HZ, Samples, SpeechDetector

_FRAME = HEARING_RATE_HZ // 100
"""The canceller takes 10 ms at a time."""
_SPEECH_ABOVE = 0.5
_NEEDED, _OF = 2, 3
_TO_LEARN = 32
"""Blocks, about a second of our voice."""
_AUDIBLE_RMS = 1e-3
_FULL_SCALE = 32767.0


class EchoGate:
    """Blocks of any one length, from one thread; ``detector`` must serve nobody else."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = detector
        self._canceller = AudioProcessor(
            enable_aec=True, enable_ns=False, enable_agc=False, enable_vad=False
        )
        self._canceller.set_stream_format(HEARING_RATE_HZ, 1)
        self._canceller.set_reverse_stream_format(HEARING_RATE_HZ, 1)
        self._heard = np.zeros(0, np.float32)
        self._played = np.zeros(0, np.float32)
        self._clean = np.zeros(_FRAME, np.float32)
        self._judged: deque[bool] = deque(maxlen=_OF)
        self._learnt = 0

    @property
    def driver_speaks(self) -> bool:
        """Somebody other than us speaks, by the last blocks."""
        return self._learnt >= _TO_LEARN and sum(self._judged) >= _NEEDED

    def clean(self, block: Samples, played: Samples) -> Samples:
        """``block`` without our echo, 10 ms later; ``played`` went out in the same time. Both
        have shape (512,)."""
        self._learnt += bool(np.sqrt(np.mean(played**2)) > _AUDIBLE_RMS)
        self._heard = np.concatenate((self._heard, block))
        self._played = np.concatenate((self._played, played))
        while len(self._heard) >= _FRAME:
            self._next_frame()
        clean, self._clean = self._clean[: len(block)], self._clean[len(block) :]
        self._judged.append(self._detector.probability(clean) >= _SPEECH_ABOVE)
        return clean

    def _next_frame(self) -> None:
        heard, self._heard = self._heard[:_FRAME], self._heard[_FRAME:]
        played, self._played = self._played[:_FRAME], self._played[_FRAME:]
        self._canceller.process_reverse_stream(_as_bytes(played))
        clean = np.frombuffer(self._canceller.process_stream(_as_bytes(heard)), "<i2")
        self._clean = np.concatenate((self._clean, clean.astype(np.float32) / _FULL_SCALE))


def _as_bytes(samples: Samples) -> bytes:
    return (np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes()
