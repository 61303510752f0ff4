"""Where an utterance begins, pauses and ends, with a detector that says what it is told."""

from collections.abc import Iterable

import numpy as np

from assistant.speech.endpoint import LONGEST_S, Change, Endpointer
from models import DETECTOR_CHUNK, Samples

_BLOCK = np.zeros(DETECTOR_CHUNK, np.float32)


class ToldDetector:
    def __init__(self, probabilities: Iterable[float]) -> None:
        self._probabilities = iter(probabilities)

    def probability(self, chunk: Samples) -> float:
        return next(self._probabilities)

    def reset(self) -> None: ...


def _changes(probabilities: list[float]) -> list[Change]:
    endpointer = Endpointer(ToldDetector(probabilities))
    found = []
    for _ in probabilities:
        if change := endpointer.take(_BLOCK):
            found.append(change)
        if change is Change.ENDED:
            break
    return found


def test_a_click_never_begins() -> None:
    assert _changes([0.9, 0.9, 0.1] * 20) == []


def test_speech_begins_pauses_and_ends() -> None:
    assert _changes([0.9] * 10 + [0.1] * 20) == [Change.BEGAN, Change.PAUSED, Change.ENDED]


def test_a_thinking_pause_is_resumed() -> None:
    told = [0.9] * 10 + [0.1] * 8 + [0.4] * 5 + [0.1] * 20
    pause = [Change.PAUSED, Change.RESUMED, Change.PAUSED]
    assert _changes(told) == [Change.BEGAN, *pause, Change.ENDED]


def test_endless_speech_ends_when_it_is_full() -> None:
    endpointer = Endpointer(ToldDetector([0.9] * 1000))
    while endpointer.take(_BLOCK) is not Change.ENDED:
        assert endpointer.utterance().duration_s < LONGEST_S
    assert abs(endpointer.utterance().duration_s - LONGEST_S) < 0.1


def test_an_utterance_holds_what_came_a_little_before_it() -> None:
    endpointer = Endpointer(ToldDetector([0.1] * 30 + [0.9] * 3))
    for _ in range(33):
        endpointer.take(_BLOCK)
    assert 0.3 < endpointer.utterance().duration_s < 0.5


def test_reset_forgets_all_sound() -> None:
    endpointer = Endpointer(ToldDetector([0.9] * 5))
    for _ in range(5):
        endpointer.take(_BLOCK)
    endpointer.reset()
    assert not endpointer.is_open
    assert endpointer.utterance().duration_s == 0
