"""The watcher in a thread of its own, beside a conversation.

It ends with the conversation. What it cannot do is told once, and tried again.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.errors import AssistantError
from assistant.messages import Turn
from assistant.talk.watcher import Watcher
from personalization import PersonalizationError
from vehicle_bus import VehicleBusError

_EVERY_S = 1.0


class _Watching:
    def __init__(
        self,
        watcher: Watcher,
        deliver: Callable[[Turn], None],
        is_quiet: Callable[[], bool],
        notice: Callable[[str], None],
    ) -> None:
        self._watcher = watcher
        self._deliver = deliver
        self._is_quiet = is_quiet
        self._notice = notice
        self._told: str | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watching", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """What was done until now is noticed first."""
        self._ended.set()
        self._thread.join()
        self._look(may_speak=False)

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self._look(may_speak=self._is_quiet())

    def _look(self, *, may_speak: bool) -> None:
        try:
            turn = self._watcher.look(may_speak=may_speak)
        except (AssistantError, PersonalizationError, VehicleBusError) as error:
            self._tell(f"I cannot notice what you do: {error} ({error.code})")
        except Exception:  # noqa: BLE001 - the edge: a thread must not die unseen
            self._tell("I cannot notice what you do. (memory.broken)")
        else:
            self._told = None
            if turn is not None:
                self._deliver(turn)

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            self._told = problem
            self._notice(problem)


@contextmanager
def watching(
    watcher: Watcher,
    deliver: Callable[[Turn], None],
    is_quiet: Callable[[], bool],
    notice: Callable[[str], None],
) -> Iterator[None]:
    """``deliver`` shows and says a turn that the car began; ``is_quiet``: may it begin one now?"""
    thread = _Watching(watcher, deliver, is_quiet, notice)
    thread.start()
    try:
        yield
    finally:
        thread.close()
