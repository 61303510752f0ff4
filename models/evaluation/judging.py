"""A run beside its rows: every turn with its answer and its grade, the state carried along.

What the car reported in one turn is what the next one starts from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from models.evaluation.answers import NO_ANSWER, Answer
from models.evaluation.car import Car
from models.evaluation.grading import Grade, Scene, grade
from models.evaluation.rows import Expectation, Row
from models.evaluation.running import Run


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    turn: int
    expected: Expectation
    answer: Answer
    grade: Grade

    @property
    def utterance(self) -> str:
        return self.row.turns[self.turn].utterance

    @property
    def is_of_unfitted(self) -> bool:
        """Something is not fitted, and to say so is what is right."""
        return bool(self._unavailable) and self.expected.alternatives[0].statuses == (
            "unsupported",
        )

    @property
    def _unavailable(self) -> Any:
        context = self.row.context | self.row.turns[self.turn].context
        return context.get("unavailable")


def judge(rows: Iterable[Row], run: Run, car: Car) -> tuple[Judged, ...]:
    return tuple(judged for row in rows for judged in _judged(row, run, car))


def _judged(row: Row, run: Run, car: Car) -> Iterator[Judged]:
    context, state = row.context, car.start() | car.spread(row.context.get("state", {}))
    for number, turn in enumerate(row.turns):
        context = context | turn.context
        state |= car.spread(turn.context.get("state", {}))
        answer = run.answers.get((row.id, number), NO_ANSWER)
        if turn.expect is not None:
            scene = Scene(state, context.get("speaker", "driver"))
            yield Judged(row, number, turn.expect, answer, grade(turn.expect, answer, scene, car))
        state = state | answer.done
        for signal in answer.done:
            state |= car.rules.implies.get(signal, {})
