"""Are habits found soon, offered rightly, followed when they change, and never learned of guests?

    python -m benchmarks.habits [--first SEED] [--drivers N] [--plot FILE]

Twenty made-up drivers, two to a car, drive for twelve weeks, with forgetfulness, whims, a holiday
and one habit that changes; guests borrow the cars. The learner was tuned on seeds 0 to 29; the
figures are those of seeds 200 to 219, first looked at when it was finished. Beside it go a memory
of the last value of each signal and one of the most frequent, which know no conditions.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.habits.driving import WEEKS
from benchmarks.habits.learners import Learner, OfHabits, OfValues
from benchmarks.habits.trial import Score, trial
from models.evaluation.figures import Share
from personalization import drivers_at, learn

BY_OCCASION = 5
FOLLOWED_BY = 6


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=200)
    parser.add_argument("--drivers", type=int, default=20)
    parser.add_argument("--plot", type=Path, help="draw it into this PNG file")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.drivers)
    scores = {}
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        drivers = drivers_at(home)
        learners: dict[int, OfHabits] = {}

        def ours(seed: int) -> Learner:
            vault = drivers.open(drivers.create(f"Driver {seed}").id)
            stack.enter_context(closing(vault))
            return learners.setdefault(seed, OfHabits(vault))

        scores["habits"] = _score(seeds, ours)
        _time(list(learners.values()))
    scores["last value"] = _score(seeds, lambda _: OfValues(is_last=True))
    scores["most frequent"] = _score(seeds, lambda _: OfValues(is_last=False))
    for name, score in scores.items():
        _tell(name, score)
    if options.plot:
        from benchmarks.habits.plots import draw  # noqa: PLC0415 - matplotlib only for a plot

        draw(scores, options.plot)
    return 0


def _score(seeds: Sequence[int], learner: Callable[[int], Learner]) -> Score:
    score = Score()
    for first in range(0, len(seeds), 2):
        trial(tuple(seeds[first : first + 2]), learner, score)
    return score


def _tell(name: str, score: Score) -> None:
    often = [one for one in score.found if one.occasions >= BY_OCCASION]
    soon = [one for one in often if one.offered_at and one.offered_at <= BY_OCCASION]
    changed = [one for one in score.found if one.later >= FOLLOWED_BY]
    followed = [one for one in changed if one.followed_at and one.followed_at <= FOLLOWED_BY]
    wrong = Share(score.wrong.total(), score.offered.total())
    print(f"{name}: {score.phases} phases, of guests {score.guest_phases}")
    print(f"  right offer by occasion {BY_OCCASION}: {_share(Share(len(soon), len(often)))}")
    print(f"  change followed within {FOLLOWED_BY}: {_share(Share(len(followed), len(changed)))}")
    print(f"  wrong of what was offered: {_share(wrong)} {dict(score.why_wrong)}")
    weekly = (f"{score.offered[week] / max(1, len(score.found)):.1f}" for week in range(WEEKS))
    print(f"  offered per habit and week: {' '.join(weekly)}")


def _share(share: Share) -> str:
    return f"{share.count} of {share.of} ({share.value:.3f})"


def _time(learners: Sequence[OfHabits]) -> None:
    """Learning from all of it at once, and asking."""
    pasts = [one.habits.past for one in learners]
    took_s, asked_s = [], []
    for one, past in zip(learners, pasts, strict=True):
        began_s = perf_counter()
        learn(past)
        took_s.append(perf_counter() - began_s)
        began_s = perf_counter()
        one.habits.usual(past[-1].conditions)
        asked_s.append(perf_counter() - began_s)
    print(f"learning from {median(map(len, pasts)):.0f} phases: {median(took_s) * 1e3:.0f} ms, ")
    print(f"what is usual now: {median(asked_s) * 1e6:.0f} us")


if __name__ == "__main__":
    raise SystemExit(main())
