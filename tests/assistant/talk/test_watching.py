"""The watcher in its thread: it delivers what it begins, tells once what breaks, and goes on."""

import threading
from collections.abc import Callable

import pytest

from assistant.messages import Turn
from assistant.talk import watching as module
from assistant.talk.watching import watching
from personalization import PersonalizationError
from tests.conftest import Car

_LONGEST_S = 10.0


class Looks:
    """Gives back or raises what it was told to, look by look; then nothing more."""

    def __init__(self, *results: Turn | Exception | None) -> None:
        self._results = list(results)
        self.asked: list[bool] = []
        self.is_done = threading.Event()

    def look(self, *, may_speak: bool = True) -> Turn | None:
        self.asked.append(may_speak)
        if not self._results:
            self.is_done.set()
            return None
        result = self._results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EVERY_S", 0.001)


def _watch(
    looks: Looks, deliver: Callable[[Turn], None] = lambda _: None, *, is_quiet: bool = True
) -> list[str]:
    """What was told to the driver until nothing more came."""
    notices: list[str] = []
    with watching(looks, deliver, lambda: is_quiet, notices.append):  # type: ignore[arg-type]
        assert looks.is_done.wait(_LONGEST_S)
    return notices


def test_what_the_car_begins_is_delivered(car: Car) -> None:
    turn = car.hear("fan off")
    delivered: list[Turn] = []
    assert _watch(Looks(None, turn), delivered.append) == []
    assert delivered == [turn]


def test_what_breaks_is_told_once_and_it_goes_on(car: Car) -> None:
    error, turn = PersonalizationError("The memory is full."), car.hear("fan off")
    delivered: list[Turn] = []
    notices = _watch(Looks(error, error, turn, error), delivered.append)
    assert len(notices) == 2, "told again only after it had worked in between"
    assert notices[0].startswith("I cannot notice what you do: The memory is full.")
    assert delivered == [turn]


def test_a_bug_ends_neither_the_thread_nor_the_conversation() -> None:
    assert _watch(Looks(RuntimeError("a bug"), None)) == [
        "I cannot notice what you do. (memory.broken)"
    ]


def test_it_begins_nothing_while_somebody_speaks() -> None:
    looks = Looks()
    _watch(looks, is_quiet=False)
    assert not any(looks.asked)


def test_the_last_look_is_after_the_end_and_says_nothing() -> None:
    looks = Looks()
    _watch(looks)
    assert looks.asked[-1] is False
