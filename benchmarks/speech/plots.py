"""Two drawings: how many words are wrong, and how many wishes are done, by voice and noise."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from benchmarks.speech import report
from benchmarks.speech.trial import Trial

mpl.use("Agg")

from matplotlib import pyplot as plt


def draw(trials: Sequence[Trial], file: Path) -> None:
    """Lines over the conditions, one a voice; espeak accents dashed."""
    conditions = list(dict.fromkeys(trial.heard.condition for trial in trials))
    figure, (words, deeds) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    for voice in dict.fromkeys(trial.heard.voice for trial in trials):
        own = [trial for trial in trials if trial.heard.voice == voice]
        rows = [[t for t in own if t.heard.condition == condition] for condition in conditions]
        style = "-" if own[0].heard.kind == "neural" else "--"
        rates = [report.word_error_rate(row).value * 100 for row in rows]
        done = [sum(t.is_done for t in row) / len(row) * 100 for row in rows]
        words.plot(conditions, rates, style, marker="o", label=voice)
        deeds.plot(conditions, done, style, marker="o", label=voice)
    words.set(title="Wrong words", ylabel="WER in %", ylim=(0, None))
    deeds.set(title="Wishes done as typed", ylabel="% of wishes", ylim=(0, 101))
    for axes in (words, deeds):
        axes.grid(alpha=0.3)
    words.legend()
    figure.savefig(file, dpi=120)
    plt.close(figure)
