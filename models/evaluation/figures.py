"""From graded turns to figures: shares with their uncertainty, and what the answers cost.

Every share keeps its counts. Intervals are Wilson's at 95 %: a library for one formula would be
the largest thing this package needs. A figure that nothing speaks for is left out, never 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import sqrt
from statistics import quantiles
from typing import TypeVar

from models.evaluation.judging import Judged
from models.evaluation.rows import NO_WISH
from models.evaluation.running import Run

KeyT = TypeVar("KeyT")

_Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""

NOT_ACTING = frozenset({"clarify", "needs_confirmation", "refused", "unsupported"})
CONFIDENCE_EDGES = (0.0, 0.5, 0.65, 0.8, 0.9, 0.97, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        return self.interval_at(_Z)

    def interval_at(self, z: float) -> tuple[float, float]:
        """Wilson's, ``z`` standard deviations wide to either side."""
        spread = z * z / self.of
        middle = self.value + spread / 2
        half = sqrt(self.value * (1 - self.value) * spread + spread * spread / 4)
        low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
        return max(0.0, low), min(1.0, high)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a system did on some turns; a share is None where no turn speaks for it."""

    passed: Share
    actions_right: Share
    status_right: Share
    unsafe: int
    truthful: Share | None
    not_acted: Share | None
    """Of the turns where only acting is right: asked, refused or gave up instead."""
    dialogues: Share | None
    """Conversations of several turns of which every turn passed."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from text to plan."""

    p50: float
    p95: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Turns about which a system was so sure, and how many of them passed."""

    low: float
    high: float
    passed: Share


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one system."""

    run: Run
    sets: Mapping[str, Figures]
    categories: Mapping[tuple[str, str], Figures]
    """By set and category, of sets that have several."""
    wrongly_acted: Share | None
    """Of sentences that are no wish: something was moved."""
    said_unfitted: Share | None
    """Of wishes for what is not fitted: it said so and moved nothing."""
    all_rewordings: Share | None
    """Of the rows that were reworded: every rewording passed."""
    understanding: Latency | None
    unanswered: int
    identical: bool | None
    """Whether all runs answered the same; None after a single run."""
    reliability: tuple[Band, ...]
    judged: tuple[Judged, ...]

    @property
    def unsafe(self) -> int:
        return sum(judged.grade.unsafe for judged in self.judged)

    @property
    def failures(self) -> tuple[Judged, ...]:
        return tuple(judged for judged in self.judged if not judged.grade.passed)


def report(runs: Sequence[Run], judged: tuple[Judged, ...]) -> Report:
    """What the first of these runs of one system came to; the others must equal it."""
    first = runs[0]
    sets = _by(judged, lambda turn: turn.row.origin)
    categories = _by(judged, lambda turn: (turn.row.origin, turn.row.category))
    return Report(
        run=first,
        sets={name: figures(turns) for name, turns in sets.items()},
        categories={name: figures(turns) for name, turns in categories.items()},
        wrongly_acted=_share(
            bool(turn.answer.actions) for turn in judged if turn.row.category == NO_WISH
        ),
        said_unfitted=_share(_says_unfitted(turn) for turn in judged if turn.is_of_unfitted),
        all_rewordings=_all_rewordings(judged),
        understanding=_understanding(judged),
        unanswered=sum(turn.answer.status is None for turn in judged),
        identical=len({run.fingerprint for run in runs}) == 1 if len(runs) > 1 else None,
        reliability=_reliability(judged),
        judged=judged,
    )


def figures(turns: Sequence[Judged]) -> Figures:
    grades = [turn.grade for turn in turns]
    return Figures(
        passed=Share(sum(g.passed for g in grades), len(grades)),
        actions_right=Share(sum(g.actions_right for g in grades), len(grades)),
        status_right=Share(sum(g.status_right for g in grades), len(grades)),
        unsafe=sum(g.unsafe for g in grades),
        truthful=_share(g.truthful for g in grades if g.truthful is not None),
        not_acted=_share(
            turn.answer.status in NOT_ACTING
            for turn in turns
            if turn.expected.alternatives[0].is_deed
        ),
        dialogues=_share(_whole(turn for turn in turns if turn.row.is_dialogue)),
    )


def _by(turns: Iterable[Judged], key: Callable[[Judged], KeyT]) -> dict[KeyT, list[Judged]]:
    groups: dict[KeyT, list[Judged]] = {}
    for turn in turns:
        groups.setdefault(key(turn), []).append(turn)
    return groups


def _whole(turns: Iterable[Judged]) -> list[bool]:
    """For each row: did all of its turns pass?"""
    return [
        all(turn.grade.passed for turn in group)
        for _, group in groupby(turns, key=lambda turn: turn.row.id)
    ]


def _all_rewordings(judged: Iterable[Judged]) -> Share | None:
    variants = [turn for turn in judged if turn.row.original is not None]
    rows = _by(variants, lambda turn: turn.row.original)
    return _share(all(turn.grade.passed for turn in turns) for turns in rows.values())


def _says_unfitted(turn: Judged) -> bool:
    return turn.answer.status == "unsupported" and not turn.answer.actions


def _share(outcomes: Iterable[bool]) -> Share | None:
    counted = list(outcomes)
    return Share(sum(counted), len(counted)) if counted else None


def _understanding(judged: Iterable[Judged]) -> Latency | None:
    """Of the turns a model answered; of all turns where no system says who answered."""
    times = tuple(
        turn.answer.ms["understand"]
        for turn in judged
        if "understand" in turn.answer.ms and turn.answer.understood_by in {"model", None}
    )
    if len(times) < 2:
        return None
    cuts = quantiles(times, n=20, method="inclusive")
    return Latency(cuts[9], cuts[18], times)


def _reliability(judged: Iterable[Judged]) -> tuple[Band, ...]:
    """Only of what a model answered: a phrase that fits is sure by its nature."""
    sure = [
        (turn.answer.confidence, turn.grade.passed)
        for turn in judged
        if turn.answer.confidence is not None and turn.answer.understood_by in {"model", None}
    ]
    bands = []
    for low, high in pairwise(CONFIDENCE_EDGES):
        is_last = high == CONFIDENCE_EDGES[-1]
        inside = [ok for value, ok in sure if low <= value < high or (is_last and value == high)]
        if (passed := _share(inside)) is not None:
            bands.append(Band(low, high, passed))
    return tuple(bands)
