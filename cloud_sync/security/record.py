"""The one place where findings of all sensors come together and become events on the disk."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from queue import SimpleQueue

from cloud_sync.home import CloudHome
from cloud_sync.security.finding import SEVERITY, CloudRule, Finding, SecurityEvent
from cloud_sync.security.log import Logged, SecurityLog
from cloud_sync.security.qualifier import Qualifier


class SecurityRecord:
    """``find`` and ``kept`` from any thread; the rest from one.

    The file is opened when something is written or read.
    """

    def __init__(
        self,
        home: CloudHome,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now``: the trusted time."""
        self._home = home
        self._now = now
        self._clock = clock
        self._found: SimpleQueue[Finding] = SimpleQueue()
        self._qualifier = Qualifier()
        self._unwritten: deque[SecurityEvent] = deque()
        """Due, and not on the disk yet."""

    def find(self, finding: Finding) -> None:
        self._found.put(finding)

    def kept(self) -> list[Logged]:
        """What is on the disk, the oldest first. CloudError: it cannot be read."""
        with closing(SecurityLog(self._home)) as log:
            return list(log.events())

    def write_due(self) -> list[Logged]:
        """Events that were due, on the disk by now. CloudError: they are not."""
        now_s = self._clock()
        self._take(now_s)
        return self._write(self._qualifier.due(now_s))

    def write_rest(self) -> list[Logged]:
        """The same, and all that was still held back."""
        self._take(self._clock())
        return self._write(self._qualifier.rest())

    def _take(self, now_s: float) -> None:
        while not self._found.empty():
            self._qualifier.add(self._found.get(), now_s)

    def _write(self, events: Iterable[SecurityEvent]) -> list[Logged]:
        self._unwritten.extend(events)
        written: list[Logged] = []
        if self._unwritten:
            with closing(SecurityLog(self._home, begin_anew=True)) as log:
                if log.was_damaged:
                    self._unwritten.appendleft(self._damaged())
                while self._unwritten:
                    written.append(log.add(self._unwritten[0], self._now()))
                    self._unwritten.popleft()
        return written

    def _damaged(self) -> SecurityEvent:
        """Whoever wants their traces gone damages the log: that leaves one."""
        now, rule = self._now(), CloudRule.LOG
        return SecurityEvent(
            rule=rule, subject="log", severity=SEVERITY[rule], first_at=now, last_at=now, count=1
        )
