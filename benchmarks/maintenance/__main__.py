"""What simulated cars were told in time, and how often intervals held, against simpler rules.

    python -m benchmarks.maintenance [--cars 500] [--seed 50000] [--worse 0.5] [--cost]

The product's table was set on the cars of ``learn``, the limits of the two rules on 150 of them;
those reported here are others.
"""

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from benchmarks.maintenance.car import car
from benchmarks.maintenance.learn import SERVICED
from benchmarks.maintenance.rules import RULES, of_rule, set_on
from benchmarks.maintenance.trial import Score, Watched, of_product, watch
from benchmarks.maintenance.world import OBSERVED, Days
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.maintenance.fleet import fleet
from cloud_sync.maintenance.forecast import forecast, seen
from cloud_sync.maintenance.remaining import FARTHEST_DAYS

_KINDS = tuple(dict.fromkeys(one.kind for one in COMPONENTS.values()))
_WEEK, _YEAR = 7, 365
_SET_ON = 150


def main() -> None:
    parser = argparse.ArgumentParser("benchmarks.maintenance")
    parser.add_argument("--cars", type=int, default=500)
    parser.add_argument("--seed", type=int, default=50_000)
    parser.add_argument("--worse", type=float, default=0.0, help="noise on top, in sensor steps")
    parser.add_argument("--cost", action="store_true", help="only what one look costs")
    options = parser.parse_args()
    if options.cost:
        _cost(options.seed)
        return
    kinds = fleet()
    tried = watch(range(options.seed, options.seed + options.cars), kinds, options.worse)
    serviced = watch(SERVICED[:_SET_ON], kinds)
    rules = {name: set_on(serviced, name) for name in RULES}
    print(f"{options.cars} cars, {len(tried)} parts, {OBSERVED} days each\n")
    _table("the product", tried, of_product)
    for name, limits in rules.items():
        _table(name, tried, partial(of_rule, name=name, limits=limits))
    _intervals(tried)


def _table(
    name: str, watched: Sequence[Watched], scored: Callable[[Sequence[Watched]], Score]
) -> None:
    print(f"{name}\n  {'kind':16} needs sudden  foreseen               right                  "
          "lead wrong late")  # fmt: skip
    total = Score()
    for kind in _KINDS:
        found = scored([one for one in watched if one.kind == kind])
        total.add(found)
        print(f"  {kind:16} {_row(found)}")
    print(f"  {'all':16} {_row(total)}")
    with_sign = total.foreseen / max(1, total.needs - total.sudden)
    print(f"  of needs with a sign {with_sign:.3f} foreseen; F1 {total.f1:.3f}\n")


def _row(found: Score) -> str:
    told = found.right + found.wrong + found.late
    lead = float(np.median(found.lead_days)) if found.lead_days else float("nan")
    return (
        f"{found.needs:5} {found.sudden:6}  {_share(found.foreseen, found.needs)}"
        f"  {_share(found.right, told)}  {lead:4.0f} {found.wrong:5} {found.late:4}"
    )


def _share(part: int, whole: int) -> str:
    """With Wilson's 95 % interval."""
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - heavy

    if not whole:
        return f"{'-':21}"
    low, high = proportion_confint(part, whole, method="wilson")
    return f"{part / whole:.3f} ({low:.3f}-{high:.3f})"


def _intervals(watched: Sequence[Watched]) -> None:
    """Once a week, of every part that something is said of; bootstrap over cars."""
    print("90 % intervals, once a week: held  | end likely within a year: held, median width")
    everything = [row for one in watched for row in _held(one)]
    for kind in (*_KINDS, "all"):
        rows = np.array([r[:4] for r in everything if kind in {r[4], "all"}], dtype=float)
        near = rows[rows[:, 1] < _YEAR]
        widths = near[:, 3]
        print(f"  {kind:16} {_boot(rows)}  n {len(rows):6}  | {_boot(near)}  n {len(near):6}  "
              f"{np.median(widths) if widths.size else float('nan'):4.0f}")  # fmt: skip
    spoken = np.mean([one.forecast.may_speak[120:].mean() for one in watched])
    print(f"  of days after the first 120 something is said on {spoken:.2f}\n")


def _held(one: Watched) -> list[tuple[int, float, bool, float, str]]:
    kind = fleet()[one.kind]
    found = []
    for day in range(0, OBSERVED, _WEEK):
        left = min(one.track.remaining_days[day], FARTHEST_DAYS)
        if np.isnan(left) or not one.forecast.may_speak[day]:
            continue
        told = one.forecast.on(day, kind)
        holds = told.low <= left <= told.high
        found.append((one.seed, told.likely, holds, told.high - told.low, one.kind))
    return found


def _boot(rows: Days) -> str:
    if not len(rows):
        return f"{'-':19}"
    cars, place = np.unique(rows[:, 0], return_inverse=True)
    held = np.bincount(place, weights=rows[:, 2])
    asked = np.bincount(place)
    draws = np.random.default_rng(0).integers(0, cars.size, (500, cars.size))
    shares = held[draws].sum(axis=1) / asked[draws].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return f"{rows[:, 2].mean():.3f} ({low:.3f}-{high:.3f})"


def _cost(seed: int) -> None:
    one, kinds = car(seed), fleet()
    began = time.process_time()
    for name, track in one.tracks.items():
        component = COMPONENTS[name]
        of = seen(component, track.readings, one.outside_c, one.odometer_km)
        forecast(component, of, kinds[component.kind])
    ms = (time.process_time() - began) * 1e3
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"two years of one car, {len(one.tracks)} parts: {ms:.0f} ms of a core; {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
