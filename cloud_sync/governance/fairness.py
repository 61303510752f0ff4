"""Does the car serve everybody alike? Wishes done, by voice and accent and by noise.

From ``results.json`` of ``python -m benchmarks.speech``. Between two groups there may be a
difference, or none may be shown; that there is none is never said, for no number of trials shows
it. The pair that differs most is looked for among all, so its interval is widened for as many pairs
(Bonferroni). All voices say the same sentences, so trials are not quite independent.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from cloud_sync.governance.figure import Figure, Row, rated, rounded
from models.evaluation.figures import Share

_SOURCE = "python -m benchmarks.speech accuracy"
_LEVEL = 0.05
_LEAST = 30
"""With fewer trials in a group nothing is said about a difference."""
_SYNTHETIC = (
    "All voices are synthetic: neural voices, and accents of a formant synthesiser. They stand for "
    "no group of people; recordings of people are needed before anything is said of people."
)
_TABLES = {
    "voice": ("voice", "by voice and accent"),
    "kind of voice": ("level", "by kind of voice and level of noise"),
    "noise": ("noise", "by kind of voice and noise"),
}
_COMPARED = "voice"
"""That noise costs something needs no comparison; that a voice does is for this report to say."""
Part = Annotated[float, Field(ge=0, le=1)]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True)

    n: Annotated[int, Field(gt=0)]
    action_exact: Part
    wrong_action: Part

    def share(self, part: float) -> Share:
        return Share(round(part * self.n), self.n)


class _Accuracy(BaseModel):
    model_config = ConfigDict(frozen=True)

    tables: dict[str, dict[str, _Group]]


class SpeechResults(BaseModel):
    """What the speech benchmark writes, as far as it is read here."""

    model_config = ConfigDict(frozen=True)

    quick: bool
    accuracy: _Accuracy


def figures(results: SpeechResults) -> tuple[Figure, ...]:
    made = []
    for table, (name, by) in _TABLES.items():
        groups = results.accuracy.tables.get(table, {})
        if groups:
            made.append(_shares(name, by, groups, results.quick))
        if groups and table == _COMPARED:
            made.append(
                _gap(name, by, {g: told.share(told.action_exact) for g, told in groups.items()})
            )
    return tuple(made)


def _shares(name: str, by: str, groups: Mapping[str, _Group], quick: bool) -> Figure:
    rows: list[Row] = []
    for group, told in groups.items():
        wrong = rated(told.share(told.wrong_action), "wrong")
        rows.append({"group": group, **rated(told.share(told.action_exact), "done")})
        rows[-1] |= {key: wrong[key] for key in ("wrong", "wrong_low", "wrong_high")}
    short = ("A short run: every sixth command and three voices.",) if quick else ()
    return Figure(
        name=f"speech.done_by_{name}",
        title=f"Spoken wishes done, {by}",
        definition=(
            "Done: the car did exactly what the same words do when they are typed. Wrong: it did "
            "something that nobody asked for. The rest was asked again or only partly done."
        ),
        unit="share",
        denominator="commands spoken once each in this group",
        source=_SOURCE,
        remarks=(_SYNTHETIC, *short),
        rows=tuple(rows),
    )


def _gap(name: str, by: str, done: Mapping[str, Share]) -> Figure:
    enough = {group: share for group, share in done.items() if share.of >= _LEAST}
    left_out = ", ".join(group for group in done if group not in enough)
    few = (f"Too few trials to say, and left out: {left_out}.",) if left_out else ()
    pairs = sorted(combinations(enough, 2), key=lambda pair: -abs(_between(done, pair)))
    rows = [_compared(done, pairs[0], len(pairs))] if pairs else []
    return Figure(
        name=f"speech.gap_by_{name}",
        title=f"The largest difference, {by}",
        definition=(
            "The group served best less the group served worst, in the share of wishes done; the "
            "interval is Newcombe's, widened for the number of pairs it was chosen from."
        ),
        unit="share",
        denominator=f"pairs of groups with {_LEAST} trials or more",
        source=_SOURCE,
        remarks=(_SYNTHETIC, *few),
        rows=tuple(rows),
    )


def _between(done: Mapping[str, Share], pair: Sequence[str]) -> float:
    return done[pair[0]].value - done[pair[1]].value


def _compared(done: Mapping[str, Share], pair: Sequence[str], pairs: int) -> Row:
    best, worst = sorted(pair, key=lambda group: -done[group].value)
    gap, low, high = difference(done[best], done[worst], pairs)
    told: dict[str, Any] = {
        "best": best,
        "worst": worst,
        "best_n": done[best].of,
        "worst_n": done[worst].of,
        "pairs": pairs,
    }
    found = "a difference" if low > 0 else "no difference shown"
    return {**told, "gap": gap, "gap_low": low, "gap_high": high, "found": found}


def difference(one: Share, other: Share, pairs: int = 1) -> tuple[float, float, float]:
    """How much larger the first share is, with Newcombe's interval (his method 10).

    At 95 % for all ``pairs`` together that could have been looked at.
    """
    z = NormalDist().inv_cdf(1 - _LEVEL / pairs / 2)
    gap = one.value - other.value
    (low1, high1), (low2, high2) = one.interval_at(z), other.interval_at(z)
    below = sqrt((one.value - low1) ** 2 + (high2 - other.value) ** 2)
    above = sqrt((high1 - one.value) ** 2 + (other.value - low2) ** 2)
    return rounded(gap), rounded(gap - below), rounded(gap + above)
