"""What is compared: the product's learner, the last value of each signal, the most frequent one."""

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from benchmarks.habits.driving import Phase, Value
from personalization import Deed, Habit, Habits, Store, learn

Setting = tuple[str, Value]
_OFTEN = 3


class Learner(Protocol):
    def enter(self, phase: Phase, held: Mapping[str, Value]) -> None: ...

    def saw(self, phase: Phase, setting: Setting) -> None: ...

    def offer(self, phase: Phase, held: Mapping[str, Value]) -> list[Setting]: ...

    def decline(self, settings: list[Setting]) -> None:
        """Of what was offered last."""


class OfHabits:
    """The product's."""

    def __init__(self, store: Store) -> None:
        self.habits = Habits(store)
        self._offered: tuple[Habit, ...] = ()

    def enter(self, phase: Phase, held: Mapping[str, Value]) -> None:
        self.habits.enter(phase.at, phase.conditions, held)
        self.habits.know(learn(self.habits.past))

    def saw(self, phase: Phase, setting: Setting) -> None:
        self.habits.saw(Deed(*setting, phase.at, "hand"))

    def offer(self, phase: Phase, held: Mapping[str, Value]) -> list[Setting]:
        self._offered = self.habits.offer(phase.conditions, held)
        self.habits.made(self._offered)
        return [(habit.signal, habit.value) for habit in self._offered]

    def decline(self, settings: list[Setting]) -> None:
        self.habits.decline(h for h in self._offered if (h.signal, h.value) in settings)


class OfValues:
    """One value a signal, whatever the conditions; never offered again after a no."""

    def __init__(self, *, is_last: bool) -> None:
        self._is_last = is_last
        self._set: dict[str, list[Value]] = {}
        self._declined: set[Setting] = set()

    def enter(self, phase: Phase, held: Mapping[str, Value]) -> None:
        pass

    def saw(self, phase: Phase, setting: Setting) -> None:
        signal, value = setting
        self._set.setdefault(signal, []).append(value)

    def offer(self, phase: Phase, held: Mapping[str, Value]) -> list[Setting]:
        kept = ((signal, self._value(values)) for signal, values in self._set.items())
        return [
            (signal, value)
            for signal, value in kept
            if value is not None and held.get(signal) != value
            if (signal, value) not in self._declined
        ]

    def _value(self, values: list[Value]) -> Value | None:
        if self._is_last:
            return values[-1]
        value, times = Counter(values).most_common(1)[0]
        return value if times >= _OFTEN else None

    def decline(self, settings: list[Setting]) -> None:
        self._declined |= set(settings)
