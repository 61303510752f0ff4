"""When an utterance ends, by a detector that hears speech where there is sound."""

from concurrent.futures import Future

import numpy as np
import pytest

from assistant.messages import Transcript
from assistant.speech.endpoint import Endpointer
from assistant.talk.listener import Listener, Recognised
from models import DETECTOR_CHUNK, HEARING_RATE_HZ, Cancel, Samples, Sound
from vehicle_bus import Zone

_BLOCK_S = DETECTOR_CHUNK / HEARING_RATE_HZ


class _Loudness:
    def probability(self, chunk: Samples) -> float:
        return float(np.abs(chunk).max() > 0)

    def reset(self) -> None:
        """It remembers nothing."""


def _pause_s(words: str | None, takes_s: float) -> float:
    """How long a pause ends an utterance whose words are known so late; None: they fail."""
    early: list[Recognised] = []

    def recognise(sound: Sound, seat: Zone | None, cancel: Cancel) -> Recognised:
        early.append(Future())
        return early[-1]

    listener = Listener(Endpointer(_Loudness()), recognise)
    speech, silence = np.ones(DETECTOR_CHUNK, np.float32), np.zeros(DETECTOR_CHUNK, np.float32)
    for _ in range(20):
        assert listener.take(speech, speech[:, np.newaxis]) is None
    asked_at = None
    for number in range(1, 100):
        if listener.take(silence, silence[:, np.newaxis]) is not None:
            return number * _BLOCK_S
        asked_at = asked_at or (number if early else None)
        if asked_at and (number - asked_at) * _BLOCK_S >= takes_s and not early[0].done():
            if words is None:
                early[0].set_exception(RuntimeError())
            else:
                early[0].set_result(Transcript(words))
    raise AssertionError("it never ended")


@pytest.mark.parametrize(
    ("words", "takes_s", "pause_s"),
    [
        ("set the fan to three", 0.1, 0.5),
        ("navigate to", 0.1, 1.2),
        ("stop", 0.1, 0.4),
        ("set the fan to three", 0.6, 0.8),
        ("navigate to", 0.6, 1.2),
        ("navigate to", 5.0, 1.2),
        (None, 0.1, 0.5),
    ],
)
def test_the_words_say_how_long_to_wait_however_late_they_are_known(
    words: str | None, takes_s: float, pause_s: float
) -> None:
    assert _pause_s(words, takes_s) == pytest.approx(pause_s, abs=2.5 * _BLOCK_S)
