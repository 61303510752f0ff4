"""The learner of one driver: phases of driving in, habits and offers out.

It is told of phases, deeds and answers in the order in which they happen. What follows from them is
worked out by ``learn``, apart from everything else and best before a phase is spoken about, and is
``known`` from then on: asking takes no time. A guest has no learner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from personalization.habits.deed import Deed, Habit, Value, alike
from personalization.habits.history import Answer, Answered, History
from personalization.habits.hypothesis import Estimate
from personalization.habits.phase import Phase
from personalization.preferences import Store

_SAME_TRIP_S = 3600.0
"""Switched off and on again within this time is no other trip."""
_OFFERED = 0.65
"""Least probability that something is wanted for an offer."""
_USUAL = 0.5
"""The same for what "the usual" sets."""


def learn(phases: Iterable[Phase]) -> tuple[Estimate, ...]:
    """What a history says; milliseconds for each month. Any thread."""
    told = tuple(phases)
    if not told:
        return ()
    from personalization.habits.estimate import (  # noqa: PLC0415 - slow, and not before a habit
        estimate,
        settings,
    )

    found = (estimate(signal, value, told) for signal, value in settings(told))
    return tuple(one for one in found if one is not None)


class Habits:
    def __init__(self, store: Store) -> None:
        self._history = History(store)
        self._estimates: tuple[Estimate, ...] = ()
        self._is_under_way = False
        self._spoken: set[bool] = set()
        """What this phase has had: what is agreed, an offer."""

    @property
    def past(self) -> tuple[Phase, ...]:
        """What there is to learn from: every phase that is over."""
        phases = self._history.phases
        return phases[:-1] if self._is_under_way else phases

    def know(self, estimates: tuple[Estimate, ...]) -> None:
        """What ``learn`` made of the past."""
        self._estimates = estimates

    def enter(self, at: datetime, conditions: frozenset[str], held: Mapping[str, Value]) -> None:
        """A phase begins, and the car stands like this."""
        last = self._history.last
        self._is_under_way = True
        if last is not None and last.is_same(at, conditions, _SAME_TRIP_S):
            return
        number = last.number + 1 if last is not None else 0
        trip = number if last is None or _sets_off(last, at, conditions) else last.trip
        standing = {s: value for s, value in held.items() if self._was_chosen(s, value)}
        phase = Phase(number=number, trip=trip, at=at, conditions=conditions, standing=standing)
        self._history.begin(phase)
        self._spoken.clear()

    def saw(self, deed: Deed) -> None:
        if self._is_under_way:
            self._history.amend(lambda phase: phase.with_deed(deed))
            if deed.by != "car":
                self._history.withdraw("nothing", deed.signal, deed.value)

    def undid(self, signal: str) -> None:
        """What was set in this phase was taken back."""
        if self._is_under_way:
            self._history.amend(lambda phase: phase.with_no(signal))

    def usual(self, conditions: frozenset[str]) -> tuple[Habit, ...]:
        """What the driver ends up with under these conditions, one value a signal."""
        return tuple(self._due(conditions).values())

    def offer(self, conditions: frozenset[str], held: Mapping[str, Value]) -> tuple[Habit, ...]:
        """What is to be done as agreed, or else what may be offered; each once in a phase.

        What the driver has touched in it is settled.
        """
        due = self._due(conditions, is_offer=True).values()
        settled = self._history.last.done if self._history.last and self._is_under_way else {}
        open_ = [h for h in due if h.signal not in settled and not _stands(held, h)]
        for is_agreed in (True, False):
            some = tuple(habit for habit in open_ if habit.is_agreed is is_agreed)
            if some and is_agreed not in self._spoken:
                return some
        return ()

    def made(self, offered: Iterable[Habit]) -> None:
        """The driver has been asked, or it was done as agreed."""
        for habit in offered:
            self._spoken.add(habit.is_agreed)
            if not habit.is_agreed:
                self._answer([habit], "nothing")

    def decline(self, habits: Iterable[Habit]) -> None:
        """Never offered again for a reason that holds now."""
        for habit in habits:
            self.undid(habit.signal)
            self._answer([habit], "no")

    def agree(self, habits: Iterable[Habit]) -> None:
        """From now on without asking."""
        self._answer(habits, "always")

    def all(self) -> tuple[Habit, ...]:
        """Every habit there is, whatever the conditions."""
        found = {(one.signal, one.when): one for one in self._agreed()}
        for one in self._estimates:
            reason = next(iter(one.hypotheses), None)
            if reason and reason.is_often and one.is_habit * reason.rate >= _USUAL:
                habit = Habit(one.signal, one.value, reason.when, reason.evidence)
                found.setdefault((one.signal, reason.when), habit)
        return tuple(found.values())

    def on(self, day: date) -> dict[str, Value]:
        """What was set on a day, and how it was left."""
        return self._history.on(day)

    def forget(self, habit: Habit) -> None:
        """The habit, what it was learned from, and what was answered about it."""
        self._history.forget(habit.signal, habit.value)
        self._estimates = tuple(
            one
            for one in self._estimates
            if one.signal != habit.signal or not alike(one.value, habit.value)
        )

    def forget_all(self) -> None:
        self._history.forget_all()
        self._estimates = ()
        self._is_under_way = False

    def _due(self, conditions: frozenset[str], *, is_offer: bool = False) -> dict[str, Habit]:
        """The likeliest value of each signal; what is agreed goes first."""
        due: dict[str, Habit] = {}
        likely: dict[str, float] = {}
        for one in self._estimates:
            declined = self._declined(one) if is_offer else ()
            wanted, reason = one.wanted(conditions, declined)
            least = max(_OFFERED if is_offer else _USUAL, likely.get(one.signal, 0.0))
            if reason is not None and reason.is_often and wanted >= least:
                likely[one.signal] = wanted
                due[one.signal] = Habit(one.signal, one.value, reason.when, reason.evidence)
        agreed = (one for one in self._agreed() if set(one.when.conditions) <= conditions)
        return due | {habit.signal: habit for habit in agreed}

    def _was_chosen(self, signal: str, value: Value) -> bool:
        return any(phase.chose(signal, value) for phase in self._history.phases)

    def _agreed(self) -> tuple[Habit, ...]:
        always = (a.habit for a in self._history.answers if a.answer == "always")
        return tuple(replace(habit, is_agreed=True) for habit in always)

    def _declined(self, one: Estimate) -> list[frozenset[str]]:
        """The conditions under which the driver said no to it, or let the offer pass."""
        answers = (answer for answer in self._history.answers if answer.answer != "always")
        return [a.conditions for a in answers if a.is_about(one.signal, one.value)]

    def _answer(self, habits: Iterable[Habit], answer: Answer) -> None:
        last = self._history.last
        for habit in habits:
            conditions = last.conditions if last else frozenset(habit.when.conditions)
            self._history.answer(Answered(habit=habit, answer=answer, conditions=conditions))


def _stands(held: Mapping[str, Value], habit: Habit) -> bool:
    return habit.signal in held and alike(held[habit.signal], habit.value)


def _sets_off(last: Phase, at: datetime, conditions: frozenset[str]) -> bool:
    apart_s = abs((at - last.at).total_seconds())
    return "start" in conditions and ("start" not in last.conditions or apart_s > _SAME_TRIP_S)
