"""A car that two drivers share and guests borrow, for twelve weeks; and what was offered in it."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import merge

from benchmarks.habits.driving import AFTER_A_DRIVE, Custom, Phase, SimulatedDriver, Value
from benchmarks.habits.learners import Learner, Setting
from personalization import alike

_SAYS_YES, _SAYS_NO = 0.9, 0.7
"""To a right and to a wrong offer; else it is let pass."""
_GUEST_DRIVES = 0.15
"""How many of the trips that a guest would like to take are taken."""


@dataclass(slots=True)
class Found:
    """One custom of one driver."""

    custom: Custom
    occasions: int = 0
    """On which it was wanted and not so already, before it changed."""
    offered_at: int | None = None
    """The occasion of the first right offer."""
    later: int = 0
    """The same after it has changed."""
    followed_at: int | None = None


@dataclass(slots=True)
class Score:
    found: list[Found] = field(default_factory=list)
    offered: Counter[int] = field(default_factory=Counter)
    """Settings offered, by week."""
    wrong: Counter[int] = field(default_factory=Counter)
    why_wrong: Counter[str] = field(default_factory=Counter)
    phases: int = 0
    guest_phases: int = 0


class _Seat:
    """One driver in the shared car."""

    def __init__(
        self, driver: SimulatedDriver, learner: Learner | None, held: dict[str, Value], score: Score
    ) -> None:
        self.driver = driver
        self._learner = learner
        self._held = held
        self._score = score
        self._found = {custom: Found(custom) for custom in driver.customs}
        if learner is not None:
            score.found += self._found.values()

    def drive(self, phase: Phase) -> None:
        driver, learner, held = self.driver, self._learner, self._held
        if phase.is_first:
            held |= AFTER_A_DRIVE
        wanted = driver.wanted(phase)
        due = {
            signal: (custom, value)
            for signal, (custom, value) in wanted.items()
            if not driver.forgot(custom) and not _stands(held, signal, value)
        }
        offered: list[Setting] = []
        if learner is not None:
            learner.enter(phase, dict(held))
            self._occasions(phase, due)
            offered = learner.offer(phase, dict(held))
            self._judge(phase, offered, wanted)
        is_willing = driver.rng.random() < _SAYS_YES
        for signal, (custom, value) in due.items():
            is_offered = any(s == signal and alike(v, value) for s, v in offered)
            if is_offered and is_willing:
                self._set(phase, signal, value)
            elif driver.acts(custom):
                self._set(phase, signal, driver.by_hand(value, signal))
        whim = driver.whim()
        if whim is not None and whim[0] not in wanted:
            self._set(phase, *whim)

    def _set(self, phase: Phase, signal: str, value: Value) -> None:
        self._held[signal] = value
        if self._learner is not None:
            self._learner.saw(phase, (signal, value))

    def _occasions(self, phase: Phase, due: dict[str, tuple[Custom, Value]]) -> None:
        self._score.phases += 1
        for custom, _ in due.values():
            if self.driver.has_changed(custom, phase.week):
                self._found[custom].later += 1
            else:
                self._found[custom].occasions += 1

    def _judge(
        self, phase: Phase, offered: list[Setting], wanted: dict[str, tuple[Custom, Value]]
    ) -> None:
        self._score.offered[phase.week] += len(offered)
        wrong = []
        for signal, value in offered:
            custom, right = wanted.get(signal, (None, None))
            if custom is None or right is None or not alike(value, right):
                wrong.append((signal, value))
                self._score.why_wrong[self._why(phase, signal, value)] += 1
                continue
            found = self._found[custom]
            if self.driver.has_changed(custom, phase.week):
                found.followed_at = found.followed_at or found.later
            else:
                found.offered_at = found.offered_at or found.occasions
        self._score.wrong[phase.week] += len(wrong)
        if wrong and self._learner is not None and self.driver.rng.random() < _SAYS_NO:
            self._learner.decline(wrong)

    def _why(self, phase: Phase, signal: str, value: Value) -> str:
        old = self.driver.changing
        if self.driver.has_changed(old, phase.week) and (signal, value) == (old.signal, old.value):
            return "the habit has changed"
        return "holiday" if phase.is_holiday else "other conditions"


def trial(seeds: tuple[int, ...], learner: Callable[[int], Learner], score: Score) -> None:
    """The drivers of these seeds share one car; what became of it is added to the score."""
    held = dict(AFTER_A_DRIVE)
    seats = [_Seat(SimulatedDriver(seed), learner(seed), held, score) for seed in seeds]
    guest = _Seat(SimulatedDriver(1000 + seeds[0]), None, held, score)
    borrows = random.Random(seeds[0])  # noqa: S311 - a guest, not a secret
    trips = merge(*(_trips(seat) for seat in (*seats, guest)), key=lambda trip: trip[1][0].at)
    for seat, phases in trips:
        if seat is guest:
            if borrows.random() > _GUEST_DRIVES:
                continue
            score.guest_phases += len(phases)
        for phase in phases:
            seat.drive(phase)


def _trips(seat: _Seat) -> Iterator[tuple[_Seat, list[Phase]]]:
    trip: list[Phase] = []
    for phase in seat.driver.phases():
        if phase.is_first and trip:
            yield seat, trip
            trip = []
        trip.append(phase)
    yield seat, trip


def _stands(held: dict[str, Value], signal: str, value: Value) -> bool:
    return signal in held and alike(held[signal], value)
