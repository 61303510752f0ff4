"""Has anything shifted between two periods? Distributions compared, and a stream watched.

How far two distributions lie apart is told by the population stability index and the Jensen-Shannon
distance; whether chance explains it by a chi-square test of homogeneity, corrected for as many
comparisons as are made (Holm). Both are needed: with many turns a shift of no weight is certain,
with few a large one is not. Turns of one car are alike, so the tests find a little too much.
"""

from collections.abc import Iterable, Sequence
from math import log, log2, sqrt
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cloud_sync.governance.figure import Figure, Row, rounded

LEAST = 100
"""Of a distribution, in either period: with fewer nothing is said."""
_LEVEL = 0.05
_NOTABLE = 0.1
"""A population stability index from which a shift is worth a look; 0.25 is called large."""
_LEAST_EXPECTED = 5
_OTHERS = "others"
_HALF = 0.5
Count = Annotated[int, Field(ge=0)]
Distribution = dict[str, Count]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Period(_Strict):
    """What was counted in one period."""

    turns: Count
    rates: dict[str, Count] = Field(default_factory=dict)
    """How many of the turns: done, asked, refused, failed, corrected, undone."""
    distributions: dict[str, Distribution] = Field(default_factory=dict)
    """Skills, bands of confidence, bands of time: each thing counted falls into one bin."""

    @model_validator(mode="after")
    def _are_of_the_turns(self) -> Self:
        if any(count > self.turns for count in self.rates.values()):
            raise ValueError("a rate counts more turns than there were")
        return self

    def all(self) -> dict[str, Distribution]:
        pairs = {name: {"yes": n, "no": self.turns - n} for name, n in self.rates.items()}
        return pairs | self.distributions


class Counted(_Strict):
    before: Period
    now: Period
    stream: tuple[Annotated[float, Field(ge=0, le=1)], ...] = ()
    """The share of turns that failed, one for each 20 turns told, in their order."""


def figures(counted: Counted) -> tuple[Figure, ...]:
    return (_shifts(counted), _stream(counted.stream))


def _shifts(counted: Counted) -> Figure:
    before, now = counted.before.all(), counted.now.all()
    names = [name for name in before if name in now]
    compared = [compare(before[name], now[name]) for name in names]
    tested = [row["p"] for row in compared if isinstance(row["p"], float)]
    corrected = iter(holm(tested))
    rows = []
    for name, row in zip(names, compared, strict=True):
        p = next(corrected) if isinstance(row["p"], float) else None
        rows.append({"what": name, **row, "p": p, "found": _found(row["psi"], p)})
    return Figure(
        name="drift.distributions",
        title="What has shifted since the last period",
        definition=(
            "psi: population stability index; distance: Jensen-Shannon, 0 alike and 1 apart; "
            "p: chi-square test of homogeneity, corrected by Holm. A shift is one with p below "
            f"{_LEVEL} and a psi of {_NOTABLE} or more."
        ),
        denominator="turns, or things counted, in each period (before_n, now_n)",
        source="python -m cloud_sync governance drift FILE",
        remarks=("Turns of one car are alike: the tests find a little too much.",),
        rows=tuple(rows),
    )


def compare(before: Distribution, now: Distribution) -> Row:
    """Without a name and before any correction; None where too little was counted."""
    counts: Row = {"before_n": sum(before.values()), "now_n": sum(now.values())}
    if min(sum(before.values()), sum(now.values())) < LEAST:
        return {**counts, "psi": None, "distance": None, "p": None}
    table = merged(before, now)
    return {
        **counts,
        "psi": rounded(stability(table)),
        "distance": rounded(distance(table)),
        "p": _chance(table),
    }


Table = Sequence[tuple[float, float]]


def merged(before: Distribution, now: Distribution) -> Table:
    """Bin by bin; what is too rare for a test is counted together."""
    names = sorted(before.keys() | now.keys())
    total = sum(before.values()) + sum(now.values())
    smaller = min(sum(before.values()), sum(now.values()))
    table: dict[str, tuple[int, int]] = {}
    for name in names:
        one, other = before.get(name, 0), now.get(name, 0)
        is_rare = (one + other) * smaller < _LEAST_EXPECTED * total
        key = _OTHERS if is_rare else name
        was = table.get(key, (0, 0))
        table[key] = was[0] + one, was[1] + other
    return [pair for pair in table.values() if sum(pair)]


def _parts(table: Table) -> list[list[float]]:
    """Shares in the place of counts."""
    sizes = (sum(then for then, _ in table), sum(now for _, now in table))
    return [[then / sizes[0], now / sizes[1]] for then, now in table]


def stability(table: Table) -> float:
    """An empty bin counts as half a case: nothing is impossible because it was not seen."""
    parts = _parts([(max(then, _HALF), max(now, _HALF)) for then, now in table])
    return sum((now - then) * log(now / then) for then, now in parts)


def distance(table: Table) -> float:
    halves = [_information(part, sum(row) / 2) for row in _parts(table) for part in row]
    return sqrt(max(0.0, sum(halves) / 2))


def _information(part: float, middle: float) -> float:
    return part * log2(part / middle) if part > 0 else 0.0


def _chance(table: Table) -> float:
    """Of the chi-square test; 1 where there is but one bin: nothing can differ."""
    from scipy.special import chdtrc  # noqa: PLC0415 - slow

    then_all, now_all = (sum(column) for column in zip(*table, strict=True))
    total = then_all + now_all
    apart = sum(
        (seen - expected) ** 2 / expected
        for row in table
        for seen, of in zip(row, (then_all, now_all), strict=True)
        for expected in [sum(row) * of / total]
    )
    return float(chdtrc(len(table) - 1, apart)) if len(table) > 1 else 1.0


def holm(chances: Sequence[float]) -> list[float]:
    """In the order given, each corrected for all."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    corrected, highest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, chances[at] * (len(chances) - rank)))
        corrected[at] = rounded(highest)
    return corrected


def _found(psi: object, p: float | None) -> str:
    if p is None or not isinstance(psi, float):
        return "too few to say"
    if p >= _LEVEL:
        return "no shift shown"
    return "a shift" if psi >= _NOTABLE else "a shift of little weight"


def changes(values: Iterable[float]) -> tuple[int, ...]:
    """At which value the stream was seen to have changed (ADWIN), counted from 0."""
    from river.drift import ADWIN  # noqa: PLC0415 - slow

    watch, found = ADWIN(), []
    for number, value in enumerate(values):
        watch.update(value)
        if watch.drift_detected:
            found.append(number)
    return tuple(found)


def _stream(values: Sequence[float]) -> Figure:
    rows: list[Row] = [{"after_values": number} for number in changes(values)]
    return Figure(
        name="drift.stream",
        title="When the share of failed turns changed",
        definition=(
            "ADWIN (delta 0.002) over the share of failed turns in each 20 told: the number of "
            "shares seen when a window before and a window after differ by more than chance."
        ),
        unit="shares seen",
        denominator=f"{len(values)} shares of 20 turns each",
        source="python -m cloud_sync governance drift FILE",
        rows=tuple(rows),
    )
