"""Trials to figures: a table for people and the same as plain data for programs."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.speech import scoring
from benchmarks.speech.scoring import Estimate, Gap
from benchmarks.speech.trial import Trial

_SHARES = {
    "sentence_exact": "exact",
    "action_exact": "done",
    "partly_done": "part",
    "asked_again": "again",
    "nothing_heard": "none",
    "wrong_action": "wrong",
}
_HEAD = f"{'':28}{'n':>5}  {'WER':24}" + "".join(f"{title:>7}" for title in _SHARES.values())
_COMMONEST = 40


def word_error_rate(trials: Sequence[Trial]) -> Estimate:
    """Of many voices: the voices of one command are drawn together."""
    errors: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for trial in trials:
        found = _count(trial)
        errors[trial.heard.command] += found.errors
        words[trial.heard.command] += found.words
    table = np.array([(errors[one], words[one]) for one in words], dtype=np.float64)
    return scoring.ratio(table[:, 0], table[:, 1])


def figures(trials: Sequence[Trial]) -> dict[str, Any]:
    """Shares of some trials: words, sentences, deeds, and what was not done."""
    rate = word_error_rate(trials)
    return {
        "n": len(trials),
        "wer": {"value": rate.value, "low": rate.low, "high": rate.high},
        "sentence_exact": _share(trials, _is_exact),
        "action_exact": _share(trials, lambda trial: trial.is_done),
        "partly_done": _share(trials, lambda trial: trial.is_partly_done),
        "asked_again": _share(trials, lambda trial: trial.is_asked_again),
        "nothing_heard": _share(trials, lambda trial: trial.spoken is None),
        "wrong_action": _share(trials, lambda trial: trial.is_wrong),
    }


def tables(trials: Sequence[Trial]) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures by kind of voice and condition, by voice, by noise, by commands."""
    return {
        "kind of voice": _by(trials, lambda t: f"{t.heard.kind}, {t.heard.condition}"),
        "voice": _by(trials, lambda t: t.heard.voice),
        "noise": _by(trials, lambda t: f"{t.heard.kind}, {t.heard.condition} {t.heard.noise}"),
        "command group": _by(trials, lambda t: t.heard.group),
    }


def gaps(trials: Sequence[Trial]) -> dict[str, Gap]:
    """Best against worst voice, for each kind of voice and for all: the fairness figure."""
    kinds = {"all": trials}
    kinds |= {kind: [t for t in trials if t.heard.kind == kind] for kind in ("neural", "espeak")}
    return {kind: _gap(some) for kind, some in kinds.items() if _voices(some) > 1}


def lost(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Every wish that was not done, with what was heard and done instead."""
    return [
        {
            "voice": trial.heard.voice,
            "condition": f"{trial.heard.condition} {trial.heard.noise}".strip(),
            "said": trial.heard.command,
            "heard": trial.heard.text if trial.heard.is_speech else None,
            "confidence": round(trial.heard.confidence, 2),
            "unclear": trial.heard.is_unclear,
            "renamed": trial.heard.renamed,
            "wrong": trial.is_wrong,
            "did": [] if trial.spoken is None else list(trial.spoken.actions),
            "wanted": list(trial.typed.actions),
        }
        for trial in trials
        if not trial.is_done
    ]


def confusions(trials: Sequence[Trial]) -> list[tuple[str, str, int]]:
    """The commonest wrong words: said, heard, how often."""
    pairs = [(t.heard.command, t.heard.text) for t in trials if t.heard.is_speech]
    found = scoring.confusions(pairs).most_common(_COMMONEST)
    return [(said, heard, often) for (said, heard), often in found]


def lines(title: str, table: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """One table as text."""
    yield f"\n{title}\n{_HEAD}"
    for name, row in table.items():
        rate = Estimate(**row["wer"])
        told = "".join(f"{row[share] * 100:6.1f}%" for share in _SHARES)
        yield f"{name:28}{row['n']:5}  {rate!s:24}{told}"


def _by(trials: Sequence[Trial], key: Callable[[Trial], Hashable]) -> dict[str, dict[str, Any]]:
    parts: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        parts[str(key(trial)).strip()].append(trial)
    return {name: figures(part) for name, part in parts.items()}


def _gap(trials: Sequence[Trial]) -> Gap:
    voices = list(dict.fromkeys(trial.heard.voice for trial in trials))
    commands = list(dict.fromkeys(trial.heard.command for trial in trials))
    errors = np.zeros((len(commands), len(voices)))
    words = np.zeros_like(errors)
    for trial in trials:
        at = commands.index(trial.heard.command), voices.index(trial.heard.voice)
        found = _count(trial)
        errors[at] += found.errors
        words[at] += found.words
    return scoring.gap(voices, errors, words)


def _voices(trials: Sequence[Trial]) -> int:
    return len({trial.heard.voice for trial in trials})


def _count(trial: Trial) -> scoring.Count:
    return scoring.count(trial.heard.command, trial.heard.text)


def _is_exact(trial: Trial) -> bool:
    return _count(trial).errors == 0


def _share(trials: Sequence[Trial], holds: Callable[[Trial], bool]) -> float:
    return sum(map(holds, trials)) / max(len(trials), 1)
