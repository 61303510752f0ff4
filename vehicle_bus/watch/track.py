"""One status message as the watch follows it: length, protection, counter, pace.

An intruder who knows the database and the protection (AUTOSAR profile 2 has no secret) can send a
sound frame, but cannot stop the genuine sender: two counters then run under one identifier. So a
counter that comes twice or goes back is an intruder, unless the sender began anew, or frames were
lost. A sender begins at 0 or 1 (AUTOSAR begins at 0, our virtual car at 1) after a pause; from then
on the old counter never goes on. If it does, it was an intruder after all.

The pace is that of AUTOSAR's mixed transmission mode: a frame that says nothing new comes once a
cycle; one that says something new comes at once, but not more often than a bus is given up to.
"""

from e2e import p02

from vehicle_bus.layout import COUNTERS
from vehicle_bus.watch.alarm import Rule
from vehicle_bus.watch.allowance import Allowance
from vehicle_bus.wiring import Wire

NEWER_WITHIN = 8
"""A counter less than this ahead is newer; the ones between were lost."""
_FIRST_COUNTERS = (0, 1)
_PAUSE_CYCLES = 1.6
"""After so long without a frame any counter is believed: what came between was not heard."""
_SHORTEST_RESTART_S = 0.15
_JITTER_S = 0.06
_AGAIN_WITHIN_S = 0.02
"""CAN itself may bring one frame twice (an error in its last bit); it is the same frame then."""
_AGAINS_PER_S, _AGAINS = 0.02, 5
_LOST_TAKE = 0.6
"""Of a cycle, for each: a sender whose frames were lost has been quiet for that long."""
_RESTARTS_PER_S, _RESTARTS = 1 / 60, 5
"""Or leaps for which no pause accounts."""
_SLACK = 1.1
"""Clocks of ECUs and ours differ by far less."""
_EARLY = 8
"""Frames without news that may come before their time."""
_WAKING = 30
"""The same after a pause: ECUs that just woke up report more often."""
_NEWS_PER_S, _NEWS = 60.0, 90
_AT_ONCE_S = 0.1
"""An ECU that obeyed a command may say so twice: the answer, and what changed."""
_LONGEST_BACKLOG_S = 10.0
"""What a reader that was held up finds waiting for it, at most."""
_CYCLE_S_WHEN_UNSAID = 1.0


class Track:
    """Not thread-safe: the watch has one thread."""

    __slots__ = (
        "_agains",
        "_at_s",
        "_before_s",
        "_counter",
        "_cycle_s",
        "_data",
        "_early",
        "_heard_stalls_s",
        "_ids",
        "_is_new",
        "_length",
        "_news",
        "_old",
        "_restarts",
        "_was_news",
        "is_cyclic",
        "is_reported_silent",
        "name",
    )

    def __init__(self, wire: Wire) -> None:
        self.name = wire.name
        self.is_cyclic = bool(wire.dbc.cycle_time)
        self.is_reported_silent = False
        self._cycle_s = (wire.dbc.cycle_time or 0) / 1000 or _CYCLE_S_WHEN_UNSAID
        self._length = wire.dbc.length
        self._ids = wire.data_ids
        self._data = b""
        self._counter = 0
        self._old: int | None = None
        """The counter that goes on if the last frame was an intruder's; None: nothing was odd."""
        self._at_s = self._before_s = float("-inf")
        self._heard_stalls_s = 0.0
        self._is_new, self._was_news = True, False
        self._early = Allowance(_SLACK / self._cycle_s, _EARLY)
        self._news = Allowance(_NEWS_PER_S, _NEWS)
        self._agains = Allowance(_AGAINS_PER_S, _AGAINS)
        self._restarts = Allowance(_RESTARTS_PER_S, _RESTARTS)

    @property
    def cycle_s(self) -> float:
        return self._cycle_s

    @property
    def last_s(self) -> float:
        """When it was last heard; minus infinity: never."""
        return self._at_s

    def take(self, data: bytes, now_s: float, stalls_s: float) -> Rule | None:
        """What is wrong with this frame.

        ``stalls_s``: how long, all in all, nothing at all was heard of the whole bus.
        """
        if len(data) != self._length:
            return Rule.WRONG_LENGTH
        if self._ids is not None and not p02.e2e_p02_check(data, self._ids):
            return Rule.WRONG_CRC
        stalled_s = stalls_s - self._heard_stalls_s
        self._heard_stalls_s = stalls_s
        wrong = self._count(data, now_s, stalled_s) if self._ids is not None else None
        pace = self._pace(data, now_s, stalled_s)
        self._data, self._before_s, self._at_s = data, self._at_s, now_s
        self.is_reported_silent = self._is_new = False
        return wrong or pace

    def _count(self, data: bytes, now_s: float, stalled_s: float) -> Rule | None:
        counter, old, last = data[1] % COUNTERS, self._old, self._counter
        ahead = (counter - last) % COUNTERS
        self._counter, self._old = counter, None
        if self._is_new or stalled_s > 0:
            return None
        if old is not None and self._goes_on(old, ahead, now_s):
            return Rule.COUNTER
        pause_cycles = (now_s - self._at_s) / self._cycle_s
        is_newer = 0 < ahead < NEWER_WITHIN
        if is_newer and pause_cycles >= (ahead - 1) * _LOST_TAKE:
            return None
        if is_newer or pause_cycles >= _PAUSE_CYCLES:
            return self._odd(now_s)
        return self._gone_back(data, ahead, now_s)

    def _gone_back(self, data: bytes, ahead: int, now_s: float) -> Rule | None:
        """The counter came twice, or is one of before."""
        if ahead == 0 and data == self._data and now_s - self._at_s <= _AGAIN_WITHIN_S:
            return None if self._agains.spend(now_s) else Rule.COUNTER
        if not self._may_have_restarted(self._counter, now_s):
            return Rule.COUNTER
        self._old = (self._counter - ahead) % COUNTERS
        return self._odd(now_s)

    def _odd(self, now_s: float) -> Rule | None:
        """It may happen now and then."""
        return None if self._restarts.spend(now_s) else Rule.RESTARTS

    def _goes_on(self, old: int, ahead: int, now_s: float) -> bool:
        """Does the old counter go on, and not the new one that is ``ahead`` of what came last?

        Where both are the same, the old pace tells.
        """
        of_old = (self._counter - old) % COUNTERS
        if of_old == ahead:
            is_early = now_s - self._at_s < self._cycle_s - _JITTER_S
            return is_early and abs(now_s - self._before_s - self._cycle_s) <= _JITTER_S
        return 0 < of_old < min(NEWER_WITHIN, ahead or COUNTERS)

    def _may_have_restarted(self, counter: int, now_s: float) -> bool:
        """It takes a while; and what comes just when the frame before last was due is no restart,
        but the genuine sender with an intruder's frame before it."""
        if counter not in _FIRST_COUNTERS or now_s - self._at_s < _SHORTEST_RESTART_S:
            return False
        since_s = now_s - self._before_s
        return abs(since_s - self._cycle_s) > _JITTER_S

    def _pace(self, data: bytes, now_s: float, stalled_s: float) -> Rule | None:
        pause_s = now_s - self._at_s
        if stalled_s > 0:
            missed = min(stalled_s, _LONGEST_BACKLOG_S) / self._cycle_s
            self._early.grant(missed)
            self._news.grant(missed)
        if self._is_new or pause_s > 3 * self._cycle_s:
            self._early.grant(_WAKING)
        if not self.is_cyclic:
            return None
        is_news = self._content(data) != self._content(self._data)
        is_echo = self._was_news and pause_s <= _AT_ONCE_S
        self._was_news = is_news
        allowance = self._news if is_news or is_echo else self._early
        return None if allowance.spend(now_s) else Rule.RATE

    def _content(self, data: bytes) -> tuple[int, bytes]:
        """Without the protection."""
        if self._ids is None or not data:
            return 0, data
        return data[1] >> 4, data[2:]
