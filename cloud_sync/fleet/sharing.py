"""Counts that may be given away: differentially private, by OpenDP, and paid for.

What one vehicle adds is bounded first: to so many groups, to so much in each. Groups are told only
if noise leaves them over a threshold, for that a group exists tells of who is in it. The noise has
no seed. The budget is charged before there is an answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from cloud_sync.errors import EngineMissingError, FleetError
from cloud_sync.fleet.analysis import Analysis
from cloud_sync.fleet.budget import Budget, quarters
from cloud_sync.fleet.engine import Column, Row, Table
from cloud_sync.fleet.suppression import K
from cloud_sync.fleet.views import Period, Views, first

DELTA = 1e-7
"""The most a single answer takes."""
_LEAST_EPSILON = 0.01
_MOST_EPSILON = 4.0
_NOISE_95 = log(20)
"""95 % of Laplace noise is within so many scales."""


@dataclass(frozen=True, slots=True)
class Shared:
    analysis: Analysis
    period: Period
    recipient: str
    epsilon: float
    delta: float
    within: Mapping[str, float]
    """How far off each count may be, 19 times of 20."""
    rows: tuple[Row, ...]

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.analysis.name,
            "title": self.analysis.title,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "recipient": self.recipient,
            "epsilon": self.epsilon,
            "delta": self.delta,
            "within_95": dict(self.within),
            "rows": list(self.rows),
        }


def share(
    analysis: Analysis, views: Views, budget: Budget, recipient: str, epsilon: float
) -> Shared:
    """Vehicles and counts by group. BudgetSpentError if the recipient was told enough."""
    if not _LEAST_EPSILON <= epsilon <= _MOST_EPSILON:
        raise FleetError(f"An epsilon is from {_LEAST_EPSILON} to {_MOST_EPSILON:g}.")
    each = epsilon / (1 + len(analysis.shared))
    presence = _Presence(analysis.most_groups, each)
    most = {name: analysis.most_groups * one for name, one in analysis.shared.items()}
    noises = {name: _Noise(bound, each) for name, bound in most.items()}
    cost = presence.epsilon + sum(noise.epsilon for noise in noises.values()), presence.delta
    period = views.period
    exact = _bounded_sums(analysis, views)
    budget.spend(recipient, quarters(period.first, period.last), analysis.name, cost)
    vehicles = presence.of({key: row["vehicles"] for key, row in exact.items()})
    keys = sorted(vehicles)
    rows: list[Row] = [_group(analysis, key) | {"vehicles": vehicles[key]} for key in keys]
    for name, noise in noises.items():
        for row, count in zip(rows, noise.of([exact[k][name] for k in keys]), strict=True):
            row[name] = count
    within = {"vehicles": presence.within} | {n: noise.within for n, noise in noises.items()}
    return Shared(analysis, period, recipient, *cost, within, tuple(rows))


def _bounded_sums(analysis: Analysis, views: Views) -> dict[str, Row]:
    """By group, after every vehicle was cut down to what it may add."""
    told = bounded(analysis, views)
    total = {name: told[name].sum().cast("int64").fill_null(0) for name in analysis.shared}
    by = [told[name] for name in analysis.groups]
    rows = views.rows(told.aggregate(by=by, vehicles=told["vehicle"].nunique(), **total))
    return {json.dumps([str(row[name]) for name in analysis.groups]): row for row in rows}


def bounded(analysis: Analysis, views: Views) -> Table:
    """What each vehicle adds, in its first groups only and no more than it may."""
    told = analysis.tells(views)
    order = tuple(told[name] for name in analysis.groups)
    told = first(told, ("vehicle",), order, analysis.most_groups)
    fits = _fits(told, analysis.shared)
    bounds = analysis.shared.items()
    return told.mutate(
        **{n: (told[n] * fits).floor().cast("int64").clip(0, most) for n, most in bounds}
    )


def _fits(told: Table, bounds: Mapping[str, int]) -> Column:
    """By how much all counts of a row are cut down together, so that shares stay what they were."""
    least: Column = 1.0
    for name, most in bounds.items():
        least = (told[name] * least > most).ifelse(most / told[name].nullif(0), least)
    return least


def _group(analysis: Analysis, key: str) -> Row:
    return dict(zip(analysis.groups, json.loads(key), strict=True))


class _Presence:
    """Which groups there are, with how many vehicles: one each, in so many groups."""

    def __init__(self, groups: int, epsilon: float) -> None:
        dp = _opendp()
        number = dp.atom_domain(T=dp.i64)
        domain = dp.map_domain(dp.atom_domain(T=str), number)
        metric = dp.l01inf_distance(dp.absolute_distance(T=dp.i64))
        scale = groups / epsilon
        one_vehicle = (groups, groups, 1)

        def measurement(threshold: int) -> Any:
            return dp.m.make_laplace_threshold(domain, metric, scale, threshold)

        def is_private(threshold: int) -> bool:
            return bool(measurement(threshold).map(one_vehicle)[1] <= DELTA)

        least = dp.binary_search(is_private, bounds=(1, int(scale * 1_000) + 1_000))
        self._measured = measurement(max(K, least))
        self.epsilon, self.delta = self._measured.map(one_vehicle)
        self.within = round(_NOISE_95 * scale, 1)

    def of(self, exact: dict[str, int]) -> dict[str, int]:
        return dict(self._measured(exact)) if exact else {}


class _Noise:
    """A count of each group; one vehicle adds no more than ``most`` to all of them together."""

    def __init__(self, most: int, epsilon: float) -> None:
        dp = _opendp()
        space = dp.vector_domain(dp.atom_domain(T=dp.i64)), dp.l1_distance(T=dp.i64)
        self._measured = dp.m.make_laplace(*space, scale=most / epsilon)
        self.epsilon = self._measured.map(most)
        self.within = round(_NOISE_95 * most / epsilon, 1)

    def of(self, exact: list[int]) -> list[int]:
        return [max(0, count) for count in self._measured(exact)] if exact else []


def _opendp() -> Any:
    try:
        import opendp.prelude as dp  # noqa: PLC0415 - heavy, and only needed to share
    except ImportError as error:
        raise EngineMissingError("OpenDP is not installed here.") from error
    dp.enable_features("contrib")
    return dp
