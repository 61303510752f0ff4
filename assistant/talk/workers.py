"""Where recognising, thinking and speaking are done while the microphone is listened to.

Alive, each has a thread of its own. With a recording they are done on the spot, so that the same
recording always gives the same conversation.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Workers:
    hear: Executor
    think: Executor
    speak: Executor


class _OnTheSpot(Executor):
    def submit(self, fn: Callable[..., ResultT], /, *args: Any, **kwargs: Any) -> "Future[ResultT]":
        done: Future[ResultT] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            done.set_exception(error)
        return done


def on_the_spot() -> Workers:
    worker = _OnTheSpot()
    return Workers(worker, worker, worker)


@contextmanager
def threads() -> Iterator[Workers]:
    """One thread each; what still runs is waited for at the end."""
    with (
        ThreadPoolExecutor(1, "hear") as hear,
        ThreadPoolExecutor(1, "think") as think,
        ThreadPoolExecutor(1, "speak") as speak,
    ):
        yield Workers(hear, think, speak)
