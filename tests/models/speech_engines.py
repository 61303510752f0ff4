"""Small engines that keep the promises of the ports, with answers that follow from the input."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from models import CancelledError, EngineError, HeardWord, Hearing, Samples, Sound
from models.engine import Cancel
from models.speech import Propose


def tone(seconds: float, rate_hz: int = 16_000, height: float = 0.5) -> Sound:
    count = round(seconds * rate_hz)
    wave = np.sin(2 * np.pi * 440 * np.arange(count) / rate_hz) * height
    return Sound(wave.astype(np.float32), rate_hz)


class LengthTranscriber:
    """Hears how long the sound is, in tenths of a second, and the first hint."""

    def __init__(self) -> None:
        self.at_work = 0
        self.most_at_work = 0

    def transcribe(
        self,
        sound: Sound,
        hints: Sequence[str] = (),
        cancel: Cancel | None = None,
        propose: Propose | None = None,
    ) -> Hearing:
        if not len(sound.samples):
            raise EngineError("nothing to hear")
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        text = " ".join((f"{round(sound.duration_s * 10)} tenths", *hints[:1]))
        self.at_work -= 1
        return Hearing(text, (HeardWord(text, 0.5),), -0.25, 0.125, 1.0)

    def close(self) -> None: ...


class ToneVoice:
    """A tone of a tenth of a second for each word."""

    digest = "tone"
    rate_hz = 22_050

    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        for _ in text.split():
            if cancel is not None and cancel.is_cancelled:
                raise CancelledError("taken back")
            yield tone(0.1 / pace, self.rate_hz)

    def close(self) -> None: ...


class EndlessVoice(ToneVoice):
    def speak(self, text: str, pace: float = 1.0, cancel: Cancel | None = None) -> Iterator[Sound]:
        yield from super().speak("word " * 10**6, pace, cancel)


class LoudWakeWord:
    """Wakes by the first loud block after a quiet one."""

    phrase = "hey loud"

    def __init__(self) -> None:
        self._was_loud = False

    def heard(self, samples: Samples) -> bool:
        was_loud, self._was_loud = self._was_loud, bool(np.abs(samples).max() > 0.9)
        return self._was_loud and not was_loud

    def reset(self) -> None:
        self._was_loud = False


def blocks(sound: Sound) -> Iterator[Samples]:
    for start in itertools.count(0, 512):
        if start >= len(sound.samples):
            return
        yield sound.samples[start : start + 512]
