"""Two pictures: how soon habits are offered, and how much of what is offered is wrong."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

from benchmarks.habits.driving import WEEKS
from benchmarks.habits.trial import Score

_OCCASIONS = 12


def draw(scores: Mapping[str, Score], file: Path) -> None:
    figure, (soon, wrong) = plt.subplots(1, 2, figsize=(11, 4))
    for name, score in scores.items():
        often = [one for one in score.found if one.occasions >= _OCCASIONS]
        shares = [
            sum(one.offered_at is not None and one.offered_at <= n for one in often) / len(often)
            for n in range(1, _OCCASIONS + 1)
        ]
        soon.plot(range(1, _OCCASIONS + 1), shares, marker="o", label=name)
        weekly = [score.wrong[w] / max(1, score.offered[w]) for w in range(WEEKS)]
        wrong.plot(range(1, WEEKS + 1), weekly, marker="o", label=name)
    soon.set(xlabel="occasion", ylabel="habits offered rightly by then", ylim=(0, 1))
    wrong.set(xlabel="week", ylabel="wrong of what was offered", ylim=(0, 1))
    soon.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
