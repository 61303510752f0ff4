"""From blocks of sound to utterances being recognised.

Recognising begins at a short pause already. If speech goes on, that work is thrown away; if not,
its words say how long a pause may still become, and most of them are known when it ends.
"""

from collections.abc import Callable
from concurrent.futures import Future

from assistant.messages import Transcript
from assistant.speech.endpoint import Change, Endpointer
from assistant.speech.patience import THINKING_S, patience_s
from assistant.speech.seat import SeatMeter
from models import Cancel, Samples, Sound
from vehicle_bus import Zone

Recognised = Future[Transcript | None]
Recognise = Callable[[Sound, Zone | None, Cancel], Recognised]


class Listener:
    def __init__(self, endpointer: Endpointer, recognise: Recognise) -> None:
        self._endpointer = endpointer
        self._recognise = recognise
        self._patience_s = endpointer.patience_s
        self._meter = SeatMeter()
        self._early: Recognised | None = None
        self._cancel = Cancel()

    @property
    def is_hearing(self) -> bool:
        """Somebody is in the middle of saying something."""
        return self._endpointer.is_open

    def take(self, block: Samples, channels: Samples) -> Recognised | None:
        """One block, as one channel and as all; the recognition of an utterance that has ended."""
        change = self._endpointer.take(block)
        if self._endpointer.is_open:
            self._meter.add(channels)
        match change:
            case Change.PAUSED:
                self._early = self._begin()
            case Change.RESUMED:
                self._forget()
            case Change.ENDED:
                return self._end()
        self._wait_as_long_as_it_takes()
        return None

    def reset(self) -> None:
        """Forget whatever was being said."""
        self._forget()
        self._meter.reset()
        self._endpointer.reset()

    def _begin(self) -> Recognised:
        self._cancel = Cancel()
        return self._recognise(self._endpointer.utterance(), self._meter.seat(), self._cancel)

    def _end(self) -> Recognised:
        recognised = self._early or self._begin()
        self._early = None
        self.reset()
        return recognised

    def _forget(self) -> None:
        if self._early is not None:
            self._cancel.cancel()
        self._early = None
        self._endpointer.patience_s = self._patience_s

    def _wait_as_long_as_it_takes(self) -> None:
        """Until the words are known nothing could be done with them, so the driver has time."""
        if self._early is None:
            return
        if not self._early.done():
            self._endpointer.patience_s = THINKING_S
        elif self._early.exception() is not None:
            self._endpointer.patience_s = self._patience_s
        else:
            heard = self._early.result()
            self._endpointer.patience_s = patience_s(heard.text if heard else "")
