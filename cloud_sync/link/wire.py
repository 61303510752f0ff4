"""Keeps a connection to the broker, for as long as the program runs, on a thread of its own.

Whoever uses it gives a ``Work``: what to do when a line is there, and with what arrives. All of it
runs on this one thread, which hands over by what the work itself offers. When there is no line it
sleeps; it comes back after a time drawn at random below a bound that doubles (full jitter), so
that a fleet cut off at once does not come back at once.
"""

import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cloud_sync.errors import CloudError, LinkError
from cloud_sync.link.mqtt import Address, Connection, Message
from cloud_sync.link.wake import Wake

_LOG = logging.getLogger(__name__)
_STEADY_S = 30.0

Tls = Callable[[], ssl.SSLContext]
"""Asked anew for every connection: certificates change. May raise a CloudError."""


class Work(Protocol):
    def begin(self, connection: Connection) -> None:
        """A line is there. What was sent over an earlier one may or may not have arrived."""

    def step(self, messages: Sequence[Message]) -> float:
        """Deal with what arrived and with what is due; in how many seconds to be asked again."""

    def end(self) -> None:
        """The line is gone."""


@dataclass(frozen=True, slots=True)
class Retry:
    first_s: float = 1.0
    longest_s: float = 120.0

    def pause_s(self, failures: int) -> float:
        bound = min(self.longest_s, self.first_s * 2.0 ** min(failures, 30))
        return random.uniform(0, bound)  # noqa: S311


class Wire:
    def __init__(self, address: Address, tls: Tls, work: Work, retry: Retry | None = None) -> None:
        self._address = address
        self._tls = tls
        self._work = work
        self._retry = retry or Retry()
        self._wake = Wake()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=address.client_id, daemon=True)
        self.online = False
        self.problem: CloudError | None = None
        """Why there is no line now; None: there is one, or none was tried yet."""
        self._died: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def check(self) -> None:
        """LinkError if the thread has died: nothing will come or go any more."""
        if self._died is not None:
            raise LinkError("The thread of the line has ended by an error.") from self._died

    def nudge(self) -> None:
        """There is something to do. Any thread."""
        self._wake.call()

    def close(self) -> None:
        """Returns when the thread has ended; at most as long as one attempt to connect."""
        self._closing = True
        self._wake.call()
        if self._thread.ident is not None:
            self._thread.join()
        self._wake.close()

    def _run(self) -> None:
        try:
            self._keep()
        except Exception as error:  # noqa: BLE001 - the edge of the thread: check() raises it
            self._died = error
            _LOG.error("link.died", extra={"kind": type(error).__name__})

    def _keep(self) -> None:
        failures = 0
        while not self._closing:
            began_s = time.monotonic()
            try:
                self._live()
            except CloudError as error:
                self.problem = error
                _LOG.info("link.down", extra={"code": error.code})
            steady = time.monotonic() - began_s > _STEADY_S
            failures = 0 if steady else failures
            if not self._closing:
                self._wake_or_wait(self._retry.pause_s(failures))
            failures += 1

    def _live(self) -> None:
        connection = Connection(self._address, self._tls(), self._wake)
        self.online, self.problem = True, None
        try:
            self._work.begin(connection)
            wait_s = self._work.step(())
            while not self._closing:
                wait_s = self._work.step(connection.turn(wait_s))
        finally:
            self.online = False
            self._work.end()
            connection.close()

    def _wake_or_wait(self, pause_s: float) -> None:
        """A nudge does not end the pause: only closing does."""
        until = time.monotonic() + pause_s
        while not self._closing and (left_s := until - time.monotonic()) > 0:
            self._wake.wait(left_s)
