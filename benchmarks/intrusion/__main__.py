"""``python -m benchmarks.intrusion``: detection by kind of attack, false alarms, cost.

Rules and thresholds were made with ``--seed 1``; the reported figures are those of ``--seed 9000``,
looked at once they stood still.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from statistics import median

from benchmarks.intrusion.catalogue import ATTACKS
from benchmarks.intrusion.traffic import Traffic
from benchmarks.intrusion.trial import Noticed, Watched, attacked, ride
from models.evaluation.figures import Share

_TRIP_S = (300.0, 2400.0)
_HOURS_A_CAR = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=100.0, help="without attacks")
    parser.add_argument("--rides", type=int, default=40, help="each attack is put into so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        seeds = range(options.seed, options.seed + options.rides)
        _show_detection(list(pool.map(_attack_all, seeds)))
        cars = -(-options.hours // _HOURS_A_CAR)
        seeds = range(options.seed + 10_000, options.seed + 10_000 + int(cars))
        _show_false_alarms(list(pool.map(_leave_alone, seeds)))


def _attack_all(seed: int) -> list[Noticed]:
    rides = {speed: ride(seed, speed) for speed in {attack.speed_kmh for attack in ATTACKS}}
    return [attacked(attack, rides[attack.speed_kmh], seed) for attack in ATTACKS]


def _leave_alone(seed: int) -> tuple[float, int, float, Counter[str]]:
    """Hours, frames, seconds of the watch, and what it said."""
    traffic, watched = Traffic(seed), Watched()
    seconds, said = 0.0, Counter[str]()
    while seconds < _HOURS_A_CAR * 3600:
        trip = traffic.trip(traffic.rng.uniform(*_TRIP_S))
        seconds += trip[-1].at_s - trip[0].at_s
        said.update(f"{a.rule} {a.subject}" for a in watched.show(trip))
    return seconds / 3600, watched.frames, watched.seconds, said


def _show_detection(found: list[list[Noticed]]) -> None:
    columns = list(zip(ATTACKS, zip(*found, strict=True), strict=True))
    print(f"{'attack':<46}{'noticed':>12}  {'95 % interval':<16}{'median s':>9}{'slowest':>9}")
    whole: list[Noticed] = []
    for kind, group in groupby(columns, key=lambda column: column[0].kind):
        together: list[Noticed] = []
        for attack, noticed in group:
            together += noticed
            _line(f"  {attack.how}{' (known blind)' * attack.is_blind}", noticed)
            whole += [] if attack.is_blind else noticed
        _line(kind, together)
    _line("all but the known blind ones", whole)
    kinds = {attack.kind for attack in ATTACKS if not attack.is_blind}
    rates = [
        _rate([n for a, ns in columns if a.kind == kind and not a.is_blind for n in ns])
        for kind in kinds
    ]
    print(f"mean of the {len(rates)} kinds {sum(rates) / len(rates):.4f}, worst {min(rates):.4f}")


def _line(name: str, noticed: Iterable[Noticed]) -> None:
    all_of_them = list(noticed)
    times = sorted(one.after_s for one in all_of_them if one.after_s is not None)
    low, high = Share(len(times), len(all_of_them)).interval
    when = f"{median(times):9.2f}{times[-1]:9.1f}" if times else ""
    count = f"{len(times)}/{len(all_of_them)}"
    print(f"{name:<46}{count:>12}  {low:.3f} - {high:.3f}   {when}")


def _rate(noticed: list[Noticed]) -> float:
    return sum(one.after_s is not None for one in noticed) / len(noticed)


def _show_false_alarms(cars: list[tuple[float, int, float, Counter[str]]]) -> None:
    hours, frames = sum(car[0] for car in cars), sum(car[1] for car in cars)
    seconds = sum(car[2] for car in cars)
    said: Counter[str] = sum((car[3] for car in cars), Counter())
    print(f"left alone: {hours:.1f} h awake, {frames:,} frames, {said.total()} false alarms")
    for what, count in said.most_common():
        print(f"  {count} {what}")
    print(f"cost: {seconds / frames * 1e6:.2f} us a frame, {frames / seconds:,.0f} frames/s")


if __name__ == "__main__":
    main()
