"""From many findings to few events: aggregation and rate limitation, and no count is ever lost.

The first finding of a rule about a subject becomes an event at once. What follows is counted and
told when a period is over; the period grows as long as it goes on. All events together come no
more often than a bound: what is held back keeps counting until its turn comes, the worst first.
"""

from dataclasses import replace

from cloud_sync.security.finding import SEVERITY, Finding, SecurityEvent, Severity

FIRST_PERIOD_S, LONGEST_PERIOD_S = 60.0, 3600.0
_GROWS = 4
MOST_AT_ONCE, EVENTS_PER_S = 20, 1 / 120
_MOST_SUBJECTS = 8
SEVERAL = "several"
"""The subject of what is counted together once a rule speaks of too many."""


class _Series:
    """One rule about one subject."""

    def __init__(self, now_s: float) -> None:
        self.due_s = now_s
        self.period_s = FIRST_PERIOD_S
        self.held: Finding | None = None

    def add(self, finding: Finding) -> None:
        if self.held is None:
            self.held = finding
            return
        self.held = Finding(
            finding.rule,
            self.held.subject,
            min(self.held.first_at, finding.first_at),
            max(self.held.last_at, finding.last_at),
            self.held.count + finding.count,
        )

    def take(self, now_s: float) -> Finding | None:
        held, self.held = self.held, None
        self.due_s = now_s + self.period_s
        self.period_s = min(self.period_s * _GROWS, LONGEST_PERIOD_S)
        return held


class Qualifier:
    """Not thread-safe. Times in seconds by any steady clock."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], _Series] = {}
        self._left = float(MOST_AT_ONCE)
        self._at_s: float | None = None

    def add(self, finding: Finding, now_s: float) -> None:
        key = (finding.rule, finding.subject)
        if key not in self._series:
            subjects = sum(rule == finding.rule for rule, _ in self._series)
            if subjects >= _MOST_SUBJECTS:
                key = (finding.rule, SEVERAL)
                finding = replace(finding, subject=SEVERAL)
        self._series.setdefault(key, _Series(now_s)).add(finding)

    def due(self, now_s: float) -> list[SecurityEvent]:
        """What is to be told now."""
        passed_s = 0.0 if self._at_s is None else max(0.0, now_s - self._at_s)
        self._at_s = now_s
        self._left = min(MOST_AT_ONCE, self._left + passed_s * EVENTS_PER_S)
        found = []
        for key in self._waiting(now_s):
            if self._left < 1:
                break
            self._left -= 1
            found.append(self._told(key, now_s))
        self._forget(now_s)
        return found

    def rest(self) -> list[SecurityEvent]:
        """All that is held back, whatever the bound: the car is switched off."""
        held = [key for key, series in self._series.items() if series.held is not None]
        return [self._told(key, 0.0) for key in held]

    def _waiting(self, now_s: float) -> list[tuple[str, str]]:
        waiting = [
            key for key, one in self._series.items() if one.held is not None and one.due_s <= now_s
        ]
        return sorted(waiting, key=lambda key: -_severity(key[0]).rank)

    def _told(self, key: tuple[str, str], now_s: float) -> SecurityEvent:
        held = self._series[key].take(now_s)
        assert held is not None  # noqa: S101 - only asked for what holds something
        return SecurityEvent(
            rule=held.rule,
            subject=held.subject,
            severity=_severity(held.rule),
            first_at=held.first_at,
            last_at=held.last_at,
            count=held.count,
        )

    def _forget(self, now_s: float) -> None:
        """What stayed quiet for a whole period begins anew the next time."""
        for key, series in tuple(self._series.items()):
            if series.held is None and series.due_s <= now_s:
                del self._series[key]


def _severity(rule: str) -> Severity:
    return SEVERITY.get(rule, Severity.MEDIUM)
