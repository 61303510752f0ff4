"""What a driver does, noticed if they agreed to it: what they usually have, and what to offer.

``personalization`` learns; here what the car reports becomes what it learns from, and what it finds
becomes commands and sentences. Of a guest, and without consent, nothing is noticed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.dialogue import naming
from assistant.dialogue.record import OFFER
from assistant.known import Liking, Offer
from assistant.messages import Turn
from assistant.remembering.setting import habitual, is_learned, kept
from personalization import FIELD_OF, Deed, Estimate, Habit, Habits, Phase, When
from vehicle_bus import BusCommand

_UNDO = "talk.undo"
_NO = frozenset({"talk.no", "talk.cancel"})
_YESTERDAY = "You had it so yesterday."


class Noticed:
    """The habits of one driver."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._offered: tuple[Habit, ...] = ()

    @property
    def past(self) -> tuple[Phase, ...]:
        return self._habits.past

    def know(self, estimates: tuple[Estimate, ...]) -> None:
        self._habits.know(estimates)

    def enter(
        self, at: datetime, conditions: frozenset[str], held: Mapping[str, str | float | bool]
    ) -> None:
        self._habits.enter(at, conditions, held)

    def by_hand(self, signal: str, value: str | float | bool, at: datetime) -> None:
        self._habits.saw(Deed(signal, value, at, "hand"))

    def by_voice(self, turn: Turn, at: datetime, unnoticed: Collection[str] = ()) -> None:
        """A turn: what it set, what it took back, what it answered."""
        for signal, value in turn.reported:
            known = kept(value)
            if not is_learned(signal) or signal in unnoticed or known is None:
                continue
            if any(step.skill == _UNDO for step in turn.plan.steps):
                self._habits.undid(signal)
            else:
                self._habits.saw(Deed(signal, known, at, "car" if self._began(turn) else "voice"))
        pending = turn.scene.conversation.pending
        is_open = pending is not None and any(step.skill == OFFER for step in pending.steps)
        if is_open and any(step.skill in _NO for step in turn.plan.steps):
            self._habits.decline(self._offered)

    def _began(self, turn: Turn) -> bool:
        """Was it the car that began, as agreed?"""
        return not turn.heard.text and any(step.skill == OFFER for step in turn.plan.steps)

    def agree(self, number: str) -> bool:
        """From now on without asking; False if that is not what was offered last."""
        if not self._offered or _number(self._offered) != number:
            return False
        self._habits.agree(self._offered)
        return True

    def offer(
        self, conditions: frozenset[str], held: Mapping[str, str | float | bool]
    ) -> Offer | None:
        """What is usual here and not so yet."""
        habits = self._habits.offer(conditions, held)
        commands = _commands(habits)
        if not commands:
            return None
        self._offered = habits
        orders = naming.both([naming.order(one.signal, one.value) for one in commands])
        question = f"Shall I {orders}, as usual{_common(habits).sentence()}?"
        is_agreed = all(habit.is_agreed for habit in habits)
        return Offer(_number(habits), question, commands, evidence(habits), is_agreed)

    def made(self) -> None:
        """The driver has heard what was offered last."""
        self._habits.made(self._offered)

    def likings(self, conditions: frozenset[str]) -> tuple[Liking, ...]:
        return tuple(
            Liking(habit.signal, value, evidence((habit,)))
            for habit in self._habits.usual(conditions)
            if (value := habitual(habit.signal, habit.value)) is not None
        )

    def yesterday(self, today: datetime) -> tuple[Liking, ...]:
        left = self._habits.on((today - timedelta(days=1)).date())
        return tuple(
            Liking(signal, known, _YESTERDAY)
            for signal, value in left.items()
            if (known := habitual(signal, value)) is not None
        )

    def all(self) -> tuple[Habit, ...]:
        return self._habits.all()

    @property
    def offered(self) -> tuple[Habit, ...]:
        """What "forget that" may mean."""
        return self._offered

    def forget(self, habits: Iterable[Habit]) -> None:
        for habit in habits:
            self._habits.forget(habit)
        self._offered = ()

    def forget_all(self) -> None:
        self._habits.forget_all()
        self._offered = ()


def evidence(habits: Sequence[Habit]) -> str:
    """A sentence for each: what, how often, when, since when."""
    return " ".join(_evidence(habit) for habit in habits)


def _evidence(habit: Habit) -> str:
    value = habitual(habit.signal, habit.value)
    had = naming.sentence(habit.signal, value) if value is not None else habit.signal
    seen, when = habit.evidence, habit.when.sentence()
    times = f"{seen.times} of {seen.of} times"
    always = " You want it always." if habit.is_agreed else ""
    return f"{had[:1].upper()}{had[1:]}: {times}{when} since {seen.since:%-d %B}.{always}"


def _commands(habits: Iterable[Habit]) -> tuple[BusCommand, ...]:
    wanted = [(habit.signal, habitual(habit.signal, habit.value)) for habit in habits]
    return tuple(BusCommand(signal, value) for signal, value in wanted if value is not None)


def _common(habits: Sequence[Habit]) -> When:
    """The conditions that all of them have."""
    words = frozenset.intersection(*(frozenset(habit.when.conditions) for habit in habits))
    return When.model_validate({FIELD_OF[word]: word for word in words})


def _number(habits: Iterable[Habit]) -> str:
    return "-".join(habit.id for habit in habits)
