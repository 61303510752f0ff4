"""Does a new release serve this driver as well as the one before? Decided turn by turn.

Three things are counted: turns the driver had to correct or take back, turns that failed, and
turns slower than the slowest twentieth used to be. Each is watched by a sequential probability
ratio test (Wald, 1945): it ends as soon as what was seen is enough, for either side, and looking
after every turn makes it no more likely to be wrong than ``FALSE_ALARM`` and ``MISSED`` say.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log

from pydantic import BaseModel, ConfigDict

FALSE_ALARM = 0.01
"""How often a release that is as good as the one before is rolled back, for each thing watched."""
MISSED = 0.05
"""How often one that is clearly worse passes."""
LEAST_TURNS = 30
MOST_TURNS = 300
"""After so many turns a release that was not found worse is kept."""
_FLOOR = 0.02
_SLOW = 0.05
_WORSE_TIMES = 3.0
_WORSE_BY = 0.08
_MOST = 0.6
_KNOWN_TURNS = 50
"""Of the release before, before its own figures count fully; until then these usual ones."""
_USUAL = {"troubled": 0.05, "failed": 0.02}
_TIMES_KEPT = 200
_MANY_TURNS = 2_000
_USUAL_SLOW_MS = 1500.0


class Verdict(StrEnum):
    GOES_ON = "goes_on"
    KEEP = "keep"
    ROLL_BACK = "roll_back"


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """All that is looked at of a turn; nothing of what was said."""

    troubled: bool
    """The driver corrected or took back what it did."""
    failed: bool
    """It could not be understood or carried out."""
    ms: float
    """How long it took."""


class Watch(BaseModel):
    """What was counted so far with one release."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turns: int = 0
    troubled: int = 0
    failed: int = 0
    slow: int = 0
    times_ms: tuple[float, ...] = ()
    """The latest, at most 200: where "slow" begins is taken from them."""

    def and_(self, seen: TurnSeen, slow_ms: float) -> "Watch":
        return Watch(
            turns=self.turns + 1,
            troubled=self.troubled + seen.troubled,
            failed=self.failed + seen.failed,
            slow=self.slow + (seen.ms > slow_ms),
            times_ms=(*self.times_ms, round(seen.ms, 1))[-_TIMES_KEPT:],
        )

    @property
    def recent(self) -> "Watch":
        """The same rates from fewer turns, once there are very many: habits change."""
        if self.turns < _MANY_TURNS:
            return self
        halved = {what: getattr(self, what) // 2 for what in ("turns", *_USUAL, "slow")}
        return self.model_copy(update=halved)

    @property
    def slow_ms(self) -> float:
        """Only a twentieth of the turns took longer."""
        if len(self.times_ms) < _KNOWN_TURNS:
            return _USUAL_SLOW_MS
        return sorted(self.times_ms)[int(len(self.times_ms) * (1 - _SLOW))] * 1.2

    def rate(self, what: str) -> float:
        """Share of turns, drawn towards what is usual while there are few."""
        counted: int = getattr(self, what)
        prior = _USUAL[what] * _KNOWN_TURNS
        return max(_FLOOR, (counted + prior) / (self.turns + _KNOWN_TURNS))


def judge(watch: Watch, usual: Watch) -> tuple[Verdict, str]:
    """What to do now, and what it was found worse in; empty if in nothing."""
    rates = {"troubled": usual.rate("troubled"), "failed": usual.rate("failed"), "slow": _SLOW}
    found = {what: _found(getattr(watch, what), watch.turns, rates[what]) for what in rates}
    worse = [what for what, verdict in found.items() if verdict is Verdict.ROLL_BACK]
    if worse:
        return Verdict.ROLL_BACK, worse[0]
    is_good = watch.turns >= LEAST_TURNS and all(v is Verdict.KEEP for v in found.values())
    return (Verdict.KEEP if is_good or watch.turns >= MOST_TURNS else Verdict.GOES_ON), ""


def _found(counted: int, turns: int, rate: float) -> Verdict:
    worse = min(_MOST, max(rate * _WORSE_TIMES, rate + _WORSE_BY))
    ratio = counted * log(worse / rate) + (turns - counted) * log((1 - worse) / (1 - rate))
    if ratio >= log((1 - MISSED) / FALSE_ALARM):
        return Verdict.ROLL_BACK
    return Verdict.KEEP if ratio <= log(MISSED / (1 - FALSE_ALARM)) else Verdict.GOES_ON
