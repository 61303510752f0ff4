"""From an analysis to an answer: summed up by the engine, small groups hidden, rates made last.

Rates, intervals and changes are made of rows that are shown, so nothing hidden is in them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cloud_sync.fleet.analysis import Analysis, Kind, Rate
from cloud_sync.fleet.engine import Row, Table
from cloud_sync.fleet.intervals import byar
from cloud_sync.fleet.suppression import Group, shown
from cloud_sync.fleet.views import Period, Views
from models.evaluation.figures import Share

_BY = "vehicles_with_"
_DIGITS = 6
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    analysis: Analysis
    period: Period
    rows: tuple[Row, ...]
    """Groups, counts, ``vehicles`` and rates, in the order of the groups."""
    hidden: int
    """Rows that would have told of few vehicles."""

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        asked = self.analysis
        return {
            "name": asked.name,
            "title": asked.title,
            "definition": asked.definition,
            "unit": asked.unit,
            "denominator": asked.denominator,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "hidden": self.hidden,
            "rows": [{name: _plain(value) for name, value in row.items()} for row in self.rows],
        }


def ask(analysis: Analysis, views: Views) -> Answer:
    groups = sums(analysis, views)
    told = shown(groups, analysis.groups)
    for row in told:
        for rate in analysis.rates:
            row.update(_rated(rate, row))
    if analysis.trend is not None:
        _compare(told, analysis, analysis.trend)
    return Answer(analysis, views.period, tuple(told), len(groups) - len(told))


def sums(analysis: Analysis, views: Views) -> list[Group]:
    """Every group with its counts and vehicles, small ones too: not for people."""
    rows = views.rows(_summed(analysis.tells(views), analysis.groups, analysis.counts))
    rows.sort(key=_order(analysis.groups))
    per = analysis.per
    if per is None:
        return [_group(row, analysis.counts, {}) for row in rows]
    all_rows = views.rows(_summed(per.tells(views), per.groups, per.counts, "of_vehicles"))
    found = {tuple(row[name] for name in per.groups): row for row in all_rows}
    of = [found.get(tuple(row[name] for name in per.groups), {}) for row in rows]
    nothing = dict.fromkeys(("of_vehicles", *per.counts), 0)
    return [
        _group(row, analysis.counts, {name: one.get(name, 0) for name in nothing})
        for row, one in zip(rows, of, strict=True)
    ]


def _group(row: Row, counts: Sequence[str], of: Row) -> Group:
    sizes = [row["vehicles"], *(row.pop(_BY + name) for name in counts)]
    return Group(of | row, tuple(sizes), of["of_vehicles"] - row["vehicles"] if of else 0)


def _summed(
    told: Table, groups: Sequence[str], counts: Sequence[str], vehicles: str = "vehicles"
) -> Table:
    """With every count, how many vehicles are in it: each has one row in a group."""
    total = {name: told[name].sum().cast("int64").fill_null(0) for name in counts}
    by = {_BY + name: (told[name] > 0).sum().cast("int64").fill_null(0) for name in counts}
    return told.aggregate(
        by=[told[name] for name in groups],
        **{vehicles: told["vehicle"].nunique()},
        **total,
        **by,
    )


def _order(groups: Sequence[str]) -> Callable[[Row], tuple[str, ...]]:
    return lambda row: tuple(str(row[name]) for name in groups)


def _rated(rate: Rate, row: Row) -> Row:
    of, per = row[rate.of], row[rate.per]
    if per <= 0:
        return {rate.name: None}
    made: Row = {rate.name: round(of / per * rate.times, _DIGITS)}
    if rate.kind is Kind.MEAN:
        return made
    low, high = _interval(of, per, rate.kind)
    made[f"{rate.name}_low"] = round(low * rate.times, _DIGITS)
    made[f"{rate.name}_high"] = round(high * rate.times, _DIGITS)
    return made


def _interval(of: int, per: int, kind: Kind) -> tuple[float, float]:
    if kind is Kind.SHARE:
        return Share(of, per).interval
    low, high = byar(of)
    return low / per, high / per


def _compare(rows: Sequence[Row], analysis: Analysis, week: str) -> None:
    """The change against the week before; None: that one is not told."""
    others = [name for name in analysis.groups if name != week]
    found = {(row[week], *(row[name] for name in others)): row for row in rows}
    for row in rows:
        before = found.get((row[week] - _WEEK, *(row[name] for name in others)), {})
        for rate in analysis.rates:
            now, then = row[rate.name], before.get(rate.name)
            known = now is not None and then is not None
            row[f"{rate.name}_change"] = round(now - then, _DIGITS) if known else None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
