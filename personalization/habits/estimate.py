"""How likely it is that a driver wants a setting, under which conditions, and since when.

For one setting every conjunction of conditions is a hypothesis: from some occasion on the driver
chooses it at a high rate wherever they hold, and at a low rate elsewhere. Both rates are
Beta-distributed, so what each hypothesis makes of the history is a ratio of Beta functions (the
Beta-binomial); together with "no habit" they are weighed against each other. That the start is part
of the hypothesis is what follows a habit that has changed; older occasions count less, too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from math import log
from statistics import median_low
from typing import get_args

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, betaln, logsumexp

from personalization.habits.deed import Evidence, Value, alike
from personalization.habits.hypothesis import Estimate, Hypothesis
from personalization.habits.phase import Phase
from personalization.when import FIELD_OF, Weekday, When

_LEAST_TIMES = 2
_LEAST_DAYS = 2
"""Fewer different days are no habit, however often it was done on them."""
_RATE, _ELSEWHERE = (4.0, 1.0), (1.0, 25.0)
"""Beta priors: how often a habit is followed, and how often the same is done without one."""
_WORD = 0.4
_ODDS = {"start": 0.8, **dict.fromkeys((*get_args(Weekday), "town", "alone"), 0.2)}
"""Prior odds of each further condition. People begin most things as they set off; one day of the
week, slow traffic and nobody else in the car are seldom the reason."""
_ALWAYS = 0.4
"""Prior odds of no condition at all: what is always wanted mostly stands already."""
_START = 0.1
"""Prior odds of having begun at a given occasion after the first."""
_NO_HABIT = 10.0
"""Prior odds of no habit against one without conditions."""
_FADES = 0.9
"""Weight of an occasion against the next one after it."""
_RECENT = 12
"""Conditions and starts are looked for among so many last occasions."""
_SETTLED = 5
"""So many last choices tell which number of several that are alike is meant."""
_LEAST_SHARE = 0.01
"""What is believed less is not mentioned."""
_INTERVAL = (0.1, 0.9)
_MOST_WORDS = 4


Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int_]
Places = npt.NDArray[np.int_]


def settings(phases: Sequence[Phase]) -> list[tuple[str, Value]]:
    """What was chosen often enough to ask about; of choices that are alike, what they end up at."""
    chosen: dict[str, list[Value]] = {}
    for phase in phases:
        for signal, done in phase.done.items():
            if done.value is not None:
                chosen.setdefault(signal, []).append(done.value)
    return [(signal, value) for signal, values in chosen.items() for value in _groups(values)]


def _groups(values: Sequence[Value]) -> Iterator[Value]:
    times = Counter(values)
    while times:
        often = max(times, key=lambda v: sum(n for other, n in times.items() if alike(v, other)))
        same = {value for value in times if alike(often, value)}
        if sum(times[value] for value in same) >= _LEAST_TIMES:
            yield _ended_up([value for value in values if value in same][-_SETTLED:])
        times = Counter({value: n for value, n in times.items() if value not in same})


def _ended_up(values: Sequence[Value]) -> Value:
    numbers = [value for value in values if isinstance(value, float)]
    return median_low(numbers) if len(numbers) == len(values) else values[-1]


def estimate(signal: str, value: Value, phases: Sequence[Phase]) -> Estimate | None:
    """From the whole history in order of arrival; None: too few days to tell."""
    chose = np.array([phase.chose(signal, value) for phase in phases])
    if not _is_often([phases[int(place)] for place in np.flatnonzero(chose)]):
        return None
    counted = ~np.array([phase.left(signal, value) for phase in phases])
    phases = [phase for phase, one in zip(phases, counted, strict=True) if one]
    chose = chose[counted]
    contexts = _contexts([phases[int(place)] for place in np.flatnonzero(chose)[-_RECENT:]])
    inside = _inside(contexts, phases)
    trips = np.flatnonzero(np.diff([phase.trip for phase in phases], prepend=-1))
    hits = np.logical_or.reduceat(inside & chose, trips, axis=1)
    inside = np.logical_or.reduceat(inside, trips, axis=1)
    chosen = np.logical_or.reduceat(chose, trips)
    begins = np.unique([0, *np.flatnonzero(chosen)[-_RECENT:]])
    k, n = _from(hits, begins), _from(inside, begins)
    weights = _log_weights(contexts, k, n, int(chosen.sum()), len(trips))
    none = float(
        betaln(chosen.sum() + _ELSEWHERE[0], (~chosen).sum() + _ELSEWHERE[1])
        - betaln(*_ELSEWHERE)
        + np.log(_NO_HABIT)
    )
    phases = [phases[int(place)] for place in trips]
    shares = np.exp(weights - logsumexp([*weights.ravel(), none]))
    found = []
    for place in np.argsort(-shares.sum(axis=1)):
        share = float(shares[place].sum())
        since = begins[shares[place].argmax()]
        hit, of = (np.flatnonzero(flags[place, since:]) + since for flags in (hits, inside))
        if share >= _LEAST_SHARE and hit.size:
            found.append(_hypothesis(contexts[place], share, phases, hit, of))
    return Estimate(signal, value, tuple(found))


def _is_often(phases: Sequence[Phase]) -> bool:
    days = {phase.at.date() for phase in phases}
    return len(phases) >= _LEAST_TIMES and len(days) >= _LEAST_DAYS


def _inside(contexts: Sequence[frozenset[str]], phases: Sequence[Phase]) -> Flags:
    """Which contexts hold in which phases: (contexts, phases)."""
    bit = {word: 1 << place for place, word in enumerate(FIELD_OF)}
    theirs = np.array([sum(bit[word] for word in phase.conditions) for phase in phases])
    wanted = np.array([sum(bit[word] for word in words) for words in contexts])[:, None]
    holds: Flags = (theirs & wanted) == wanted
    return holds


def _from(flags: Flags, begins: Places) -> Counts:
    """How many are set from each beginning on: (contexts, beginnings)."""
    from_here: Counts = np.cumsum(flags[:, ::-1], axis=1, dtype=np.int_)[:, ::-1][:, begins]
    return from_here


def _log_weights(
    contexts: Sequence[frozenset[str]], k: Counts, n: Counts, chosen: int, phases: int
) -> npt.NDArray[np.float64]:
    elsewhere_k, elsewhere_n = chosen - k, phases - n
    here = betaln(k + _RATE[0], n - k + _RATE[1]) - betaln(*_RATE)
    there = betaln(elsewhere_k + _ELSEWHERE[0], elsewhere_n - elsewhere_k + _ELSEWHERE[1]) - betaln(
        *_ELSEWHERE
    )
    words = np.array([[_log_prior(words)] for words in contexts])
    begun = np.log([1.0] + [_START] * (k.shape[1] - 1))
    weights: npt.NDArray[np.float64] = here + there + words + begun
    return weights


def _log_prior(words: frozenset[str]) -> float:
    return sum(log(_ODDS.get(word, _WORD)) for word in words) if words else log(_ALWAYS)


def _contexts(phases: Sequence[Phase]) -> list[frozenset[str]]:
    """Conjunctions that hold in enough of these phases, none and all of a field's words."""
    seen = Counter(words for phase in phases for words in _conjunctions(phase.conditions))
    return [words for words, times in seen.items() if times >= _LEAST_TIMES]


def _conjunctions(conditions: frozenset[str]) -> list[frozenset[str]]:
    fields: dict[str, list[str | None]] = {}
    for word in sorted(conditions):
        fields.setdefault(FIELD_OF[word], [None]).append(word)
    return [
        words
        for choice in product(*fields.values())
        if len(words := frozenset(word for word in choice if word)) <= _MOST_WORDS
    ]


def _hypothesis(
    words: frozenset[str], share: float, phases: Sequence[Phase], hit: Places, of: Places
) -> Hypothesis:
    """``hit`` of the occasions ``of``, by their places among the phases."""
    fading = _FADES ** (len(of) - 1 - np.arange(len(of)))
    k, n = float(fading[np.isin(of, hit)].sum()), float(fading.sum())
    a, b = k + _RATE[0], n - k + _RATE[1]
    low, high = (float(betaincinv(a, b, part)) for part in _INTERVAL)
    done = [phases[int(place)] for place in hit]
    first, last = done[0].at.date(), done[-1].at.date()
    evidence = Evidence(len(hit), len(of), first, last, low, high)
    when = When.model_validate({FIELD_OF[word]: word for word in words})
    return Hypothesis(when, words, share, a / (a + b), evidence, _is_often(done))
