"""What the learner of one driver is told, as it lies in the memory: phases, and answers to offers.

Each change is on the disk when the call returns. A record that cannot be read is passed over.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from personalization.habits.deed import Habit, Value, alike
from personalization.habits.phase import Phase
from personalization.preferences import Store

PHASE = "phase"
ANSWER = "answer"
_MOST_PHASES = 1500
"""About half a year; what is older is dropped."""
Answer = Literal["always", "no", "nothing"]
"""An offer that nobody answered is not made again before the driver does it unasked."""
Kept = TypeVar("Kept", bound=BaseModel)


class Answered(BaseModel):
    """What the driver said to an offer, and under which conditions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    habit: Habit
    answer: Answer
    conditions: frozenset[str]

    def is_about(self, signal: str, value: Value) -> bool:
        return self.habit.signal == signal and alike(self.habit.value, value)


class History:
    def __init__(self, store: Store) -> None:
        self._store = store
        phases = dict(_read(store, PHASE, Phase))
        self._phases = sorted(phases.values(), key=lambda phase: phase.number)
        self._answers = dict(_read(store, ANSWER, Answered))

    @property
    def phases(self) -> tuple[Phase, ...]:
        """In the order of arrival."""
        return tuple(self._phases)

    @property
    def answers(self) -> tuple[Answered, ...]:
        return tuple(self._answers.values())

    @property
    def last(self) -> Phase | None:
        return self._phases[-1] if self._phases else None

    def begin(self, phase: Phase) -> None:
        self._write(phase)
        self._phases.append(phase)
        for old in self._phases[:-_MOST_PHASES]:
            self._store.remove(PHASE, str(old.number))
        del self._phases[:-_MOST_PHASES]

    def amend(self, change: Callable[[Phase], Phase]) -> None:
        """The last phase."""
        if self._phases:
            self._phases[-1] = self._amended(self._phases[-1], change)

    def answer(self, answered: Answered) -> None:
        number = self._phases[-1].number if self._phases else 0
        key = f"{number}-{answered.habit.id}"
        self._store.put(ANSWER, key, answered.model_dump_json().encode())
        self._answers[key] = answered

    def on(self, day: date) -> dict[str, Value]:
        """What was chosen on a day, and how it was left."""
        phases = [phase for phase in self._phases if phase.at.date() == day]
        left = {signal: done.value for phase in phases for signal, done in phase.done.items()}
        return {signal: value for signal, value in left.items() if value is not None}

    def withdraw(self, answer: Answer, signal: str, value: Value) -> None:
        """Such an answer about this setting counts no longer."""
        for key, one in tuple(self._answers.items()):
            if one.answer == answer and one.is_about(signal, value):
                self._store.remove(ANSWER, key)
                del self._answers[key]

    def forget(self, signal: str, value: Value) -> None:
        """That it was chosen, and what was answered about it."""
        for place, phase in enumerate(self._phases):
            if phase.chose(signal, value):
                self._phases[place] = self._amended(phase, lambda one: one.without(signal))
        for answer in get_args(Answer):
            self.withdraw(answer, signal, value)

    def forget_all(self) -> None:
        for phase in self._phases:
            self._store.remove(PHASE, str(phase.number))
        for key in self._answers:
            self._store.remove(ANSWER, key)
        self._phases.clear()
        self._answers.clear()

    def _amended(self, phase: Phase, change: Callable[[Phase], Phase]) -> Phase:
        changed = change(phase)
        self._write(changed)
        return changed

    def _write(self, phase: Phase) -> None:
        self._store.put(PHASE, str(phase.number), phase.model_dump_json().encode())


def _read(store: Store, kind: str, form: type[Kept]) -> Iterator[tuple[str, Kept]]:
    for record in store.all(kind):
        try:
            yield record.key, form.model_validate_json(record.value)
        except ValidationError:
            continue
