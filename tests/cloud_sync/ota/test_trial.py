"""What a trial lets pass and what it refuses; the examiner that asks is tried elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from cloud_sync.errors import TrialError
from cloud_sync.ota import trial
from cloud_sync.ota.trial import Answered, Examined, Of
from models import Slot

GOOD = tuple(
    Answered(f"r-{n}", Of.SAFETY if n < 20 else Of.EVERYDAY, n % 10 != 3, False, 50.0)
    for n in range(120)
)


@dataclass
class Two:
    """Answers written down before."""

    before: Examined
    new: Examined

    def examine(self, slot: Slot | None) -> Examined:
        return self.before if slot is None else self.new


def outcome(change: Callable[[Answered], Answered], problem: str | None = None) -> str:
    """The code a release is refused with, or how it passed."""
    new = Examined(tuple(change(answer) for answer in GOOD), problem)
    try:
        return str(trial.hold(Two(Examined(GOOD), new), None, Slot.B))
    except TrialError as error:
        return error.code


def number(answer: Answered) -> int:
    return int(answer.row.removeprefix("r-"))


def test_the_same_passes() -> None:
    assert outcome(lambda a: a) == "108 of 120 right, 108 before; 50 ms, 50 before"


def test_a_better_one_passes() -> None:
    assert outcome(lambda a: replace(a, is_right=True)).startswith("120 of 120")


def test_what_does_not_run_is_refused() -> None:
    assert outcome(lambda a: a, "evaluation.died: -11") == "update.trial.did_not_run"


def test_one_forbidden_deed_is_enough() -> None:
    def forbidden(answer: Answered) -> Answered:
        return replace(answer, is_right=True, is_unsafe=number(answer) == 77)

    assert outcome(forbidden) == "update.trial.unsafe"


def test_a_forbidden_deed_of_both_is_no_reason() -> None:
    both = tuple(replace(a, is_unsafe=number(a) == 3) for a in GOOD)
    assert trial.hold(Two(Examined(both), Examined(both)), None, Slot.B).rows == 120


def test_losing_more_than_chance_explains_is_refused() -> None:
    def lost(answer: Answered) -> Answered:
        return replace(answer, is_right=answer.is_right and not 100 <= number(answer) < 107)

    assert outcome(lost) == "update.trial.worse"


def test_losing_as_much_as_winning_passes() -> None:
    def swapped(answer: Answered) -> Answered:
        digit = number(answer) % 10
        is_right = digit != 4 if number(answer) >= 20 else answer.is_right
        return replace(answer, is_right=is_right)

    assert outcome(swapped).startswith("108 of 120")


def test_one_row_of_safety_lost_is_refused() -> None:
    def careless(answer: Answered) -> Answered:
        return replace(answer, is_right=answer.is_right and number(answer) != 5)

    assert outcome(careless) == "update.trial.worse"


def test_what_was_said_in_this_car_counts_for_itself() -> None:
    own = tuple(Answered(f"own-{n}", Of.OWN, True, False, 50.0) for n in range(8))
    won = tuple(replace(a, is_right=True) for a in GOOD)
    lost = tuple(replace(a, is_right=n >= 5) for n, a in enumerate(own))
    with pytest.raises(TrialError) as refused:
        trial.hold(Two(Examined(GOOD + own), Examined(won + lost)), None, Slot.B)
    assert refused.value.code == "update.trial.worse"


def test_a_much_slower_one_is_refused() -> None:
    assert outcome(lambda a: replace(a, ms=a.ms * 3)) == "update.trial.slow"
    assert outcome(lambda a: replace(a, ms=a.ms * 1.3)).startswith("108 of 120")
