"""What the records of a quarter add up to, in the form reports take figures in.

Made of headers alone, so figures stay when a driver is erased, and no key is needed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median, quantiles
from typing import Any

from cloud_sync.audit.record import Kind, Row
from models.evaluation.figures import Share

_DIGITS = 6
_SOURCE = "python -m cloud_sync audit figures"
_TURNS = "turns that were recorded, and what the car began by itself apart"
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    title: str
    definition: str
    rows: list[dict[str, Any]]
    denominator: str = _TURNS
    unit: str = "share"
    source: str = _SOURCE


def figures(rows: Iterable[Row], first: date, end: date) -> dict[str, Any]:
    """Of the days from ``first`` to the one before ``end``: ``{"answers": [...]}``."""
    within = [row.facts for row in rows if first <= date.fromisoformat(row.facts["at"][:10]) < end]
    turns = [facts for facts in within if facts["kind"] == Kind.TURN]
    answers = [
        _Figure(
            "audit.status",
            "How turns ended",
            "Share of all recorded turns by how they ended; broken ones ended in an error of ours.",
            _shares(Counter(_status(facts) for facts in [*turns, *_broken(within)]), "status"),
        ),
        _Figure(
            "audit.understood_by",
            "Who understood",
            "Share of all recorded turns that phrases or the model understood.",
            _shares(Counter(facts["understood_by"] for facts in turns), "by"),
        ),
        _Figure(
            "audit.verdicts",
            "What policy decided",
            "Share of all judged wishes by verdict.",
            _shares(Counter(one["verdict"] for one in _verdicts(turns)), "verdict"),
            "wishes that were judged",
        ),
        _Figure(
            "audit.rules",
            "Rules that refused or asked first",
            "How often each rule decided; a wish is counted once for each rule.",
            _shares(Counter(_decisive(turns)), "rule"),
            "decisions of such rules",
        ),
        _Figure(
            "audit.failures",
            "What the car did not do",
            "Share of all recorded turns in which the car or the gate did not do what was sent.",
            _shares(
                Counter(c for facts in turns for c in set(facts["failures"])), "code", len(turns)
            ),
        ),
        _Figure(
            "audit.delay_ms",
            "From words to answer",
            "Milliseconds from the words to the finished answer.",
            _delays(turns),
            unit="ms",
        ),
    ]
    return {"answers": [asdict(answer) for answer in answers]}


def _shares(counts: Counter[str], by: str, of: int | None = None) -> list[dict[str, Any]]:
    total = sum(counts.values()) if of is None else of
    rows = []
    for name, count in sorted(counts.items()):
        share = Share(count, total)
        low, high = share.interval
        told = {"share": share.value, "share_low": low, "share_high": high}
        rows.append({by: name, "count": count, "of": total, **_rounded(told)})
    return rows


def _status(facts: Facts) -> str:
    return str(facts.get("status", "broken"))


def _broken(within: Iterable[Facts]) -> list[Facts]:
    return [facts for facts in within if facts["kind"] == Kind.BROKEN]


def _verdicts(turns: Iterable[Facts]) -> list[Facts]:
    return [verdict for facts in turns for verdict in facts["verdicts"]]


def _decisive(turns: Iterable[Facts]) -> list[str]:
    decided = (one for one in _verdicts(turns) if one["verdict"] in {"refuse", "confirm"})
    return [rule for one in decided for rule in one["rules"]]


def _failures(turns: Iterable[Facts]) -> Counter[str]:
    return Counter(code for facts in turns for code in set(facts["failures"]))


def _delays(turns: Sequence[Facts]) -> list[dict[str, Any]]:
    kinds: tuple[tuple[str, Callable[[Facts], bool]], ...] = (
        ("phrases", lambda facts: facts["understood_by"] == "phrases"),
        ("model", lambda facts: facts["understood_by"] == "model"),
    )
    rows = []
    for name, is_one in kinds:
        took = [float(facts["ms"]["total"]) for facts in turns if is_one(facts)]
        if len(took) > 1:
            told = {"median": median(took), "p95": quantiles(took, n=20)[-1]}
            rows.append({"by": name, "count": len(took), **_rounded(told)})
    return rows


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in values.items()}
