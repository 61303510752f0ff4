"""Waiting for something to become true, with a limit no working program reaches."""

import time
from collections.abc import Callable

LIMIT_S = 60.0


def until(true: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    end = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not come true in time")
        time.sleep(0.01)
