"""What is wanted and how far it is: tracked, never assumed.

``targets.toml`` holds the wishes; what was counted comes from outside. A target is reached when
the whole interval of the change lies beyond it, and without counts it is "not known yet".
"""

import tomllib
from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from pathlib import Path
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cloud_sync.governance.figure import Figure, Row, rounded

_FILE = Path(__file__).with_name("targets.toml")
_Z = 1.959963984540054
_RESAMPLES, _SEED = 2_000, 20260
_LEAST_VALUES = 5
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Target(_Strict):
    name: str
    title: str
    definition: str
    unit: str
    denominator: str
    change: Annotated[float, Field(gt=-1, lt=0)]
    """Wanted against the baseline: -0.25 is a quarter less."""


class Counted(_Strict):
    """So many in so much."""

    count: Annotated[int, Field(ge=0)]
    of: Annotated[float, Field(gt=0, allow_inf_nan=False)]

    @property
    def n(self) -> float:
        return self.of

    @property
    def value(self) -> float:
        return self.count / self.of


class Measured(_Strict):
    """One value each, of which the median counts."""

    values: Annotated[tuple[Finite, ...], Field(min_length=1)]

    @property
    def n(self) -> float:
        return len(self.values)

    @property
    def value(self) -> float:
        return median(self.values)


class Progress(_Strict):
    """``baseline`` is counted once, before anything was done, and stays."""

    baseline: Counted | Measured
    current: Counted | Measured
    source: str


Change = tuple[float, float, float] | None
"""And where it lies with 95 % confidence; None: too little to say."""


def targets() -> tuple[Target, ...]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Target.model_validate(row) for row in told["target"])


def figures(progress: Mapping[str, Progress]) -> tuple[Figure, ...]:
    return tuple(_figure(target, progress.get(target.name)) for target in targets())


def _figure(target: Target, known: Progress | None) -> Figure:
    return Figure(
        name=f"target.{target.name}",
        title=target.title,
        definition=f"{target.definition} Wanted: {abs(target.change):.0%} less than the baseline.",
        unit=target.unit,
        denominator=target.denominator,
        source=known.source if known else "",
        rows=(_row(target, known),),
    )


def _row(target: Target, known: Progress | None) -> Row:
    row: Row = {"wanted": target.change}
    if known is None:
        return {**row, "baseline": None, "current": None, "change": None, "found": "not known yet"}
    found = change(known.baseline, known.current)
    row |= {
        "baseline": rounded(known.baseline.value),
        "baseline_n": known.baseline.n,
        "current": rounded(known.current.value),
        "current_n": known.current.n,
        "change": found[0] if found else None,
        "change_low": found[1] if found else None,
        "change_high": found[2] if found else None,
    }
    return {**row, "found": _found(target.change, found)}


def change(before: Counted | Measured, now: Counted | Measured) -> Change:
    """Of the current value against the baseline, as a part of it."""
    if isinstance(before, Counted) and isinstance(now, Counted):
        return _of_counts(before, now)
    if isinstance(before, Measured) and isinstance(now, Measured):
        return _of_medians(before.values, now.values)
    return None


def _of_counts(before: Counted, now: Counted) -> Change:
    """The ratio of two rates of rare events; the interval is that of its logarithm."""
    if before.count == 0 or now.count == 0:
        return None
    ratio = now.value / before.value
    spread = _Z * sqrt(1 / before.count + 1 / now.count)
    ends = (ratio, exp(log(ratio) - spread), exp(log(ratio) + spread))
    return rounded(ends[0] - 1), rounded(ends[1] - 1), rounded(ends[2] - 1)


def _of_medians(before: Sequence[float], now: Sequence[float]) -> Change:
    """The interval is a bootstrap's, always with the same draws."""
    import numpy as np  # noqa: PLC0415 - slow

    if min(len(before), len(now)) < _LEAST_VALUES or min(before) <= 0:
        return None
    draw = np.random.default_rng(_SEED)
    medians = [
        np.median(draw.choice(values, (_RESAMPLES, len(values))), axis=1)
        for values in (before, now)
    ]
    low, high = np.percentile(medians[1] / medians[0] - 1, (2.5, 97.5))
    return rounded(median(now) / median(before) - 1), rounded(float(low)), rounded(float(high))


def _found(wanted: float, found: Change) -> str:
    if found is None:
        return "too little to say"
    _, low, high = found
    if high <= wanted:
        return "reached"
    if low > wanted:
        return "not reached"
    return "not shown to be reached"
