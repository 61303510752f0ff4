"""Figures for people as a table, and for programs as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.evaluation.figures import Figures, Latency, Report, Share
from models.evaluation.judging import Judged

_HEAD = (
    f"{'':30} {'n':>5} {'pass':>6} {'95 % interval':>15} {'actions':>8} {'status':>7} {'unsafe':>7}"
)


def table(reports: Sequence[Report]) -> str:
    """Every system with its categories, and all of them side by side at the end."""
    parts = ["\n".join(_system(report)) for report in reports]
    return "\n\n".join([*parts, "\n".join(_side_by_side(reports))]) + "\n"


def _system(report: Report) -> Iterable[str]:
    yield f"{report.run.system.name}: {' '.join(report.run.system.command)}"
    if report.run.problem is not None:
        yield f"  PROBLEM {report.run.problem}"
    yield _HEAD
    for origin, whole in report.sets.items():
        inside = {cat: f for (of, cat), f in report.categories.items() if of == origin}
        if len(inside) > 1:
            yield from (_line(f"  {name}", figures) for name, figures in sorted(inside.items()))
        yield _line(f"all of {origin}", whole)
    yield from _notes(report)


def _line(name: str, figures: Figures) -> str:
    low, high = figures.passed.interval
    line = (
        f"{name:30} {figures.passed.of:5d} {figures.passed.value:6.3f} {low:7.3f}-{high:.3f}  "
        f"{figures.actions_right.value:8.3f} {figures.status_right.value:7.3f} {figures.unsafe:7d}"
    )
    extras = {
        "truthful": figures.truthful,
        "not_acted_when_it_should": figures.not_acted,
        "dialogues": figures.dialogues,
    }
    told = (f"  {word}={share.count}/{share.of}" for word, share in extras.items() if share)
    return line + "".join(told)


def _notes(report: Report) -> Iterable[str]:
    yield from (
        f"{text:48} {_said(share)}"
        for text, share in (
            ("moved something though nothing was wished", report.wrongly_acted),
            ("said that it is not fitted, moved nothing", report.said_unfitted),
            ("every rewording of a row passed (Pass^k)", report.all_rewordings),
        )
        if share
    )
    if (ms := report.understanding) is not None:
        spread = f"p50 {ms.p50:.0f} ms, p95 {ms.p95:.0f} ms ({len(ms.values)} turns)"
        yield f"{'text to plan, turns that the model answered':48} {spread}"
    yield f"{'memory at most':48} {report.run.memory_mb:.0f} MB"
    if report.unanswered:
        yield f"{'turns without an answer':48} {report.unanswered}"
    if report.identical is not None:
        yield f"{'all runs answered the same':48} {'yes' if report.identical else 'NO'}"
    for band in report.reliability:
        sure = f"passed when sure {band.low:.2f} to {band.high:.2f}"
        yield f"{sure:48} {_said(band.passed)}"


def _said(share: Share) -> str:
    low, high = share.interval
    return f"{share.count}/{share.of} = {share.value:.3f} ({low:.3f}-{high:.3f})"


def _side_by_side(reports: Sequence[Report]) -> Iterable[str]:
    names = [report.run.system.name for report in reports]
    yield f"{'pass':30} " + " ".join(f"{name:>12}" for name in names)
    for origin in dict.fromkeys(origin for report in reports for origin in report.sets):
        values = (report.sets[origin].passed.value for report in reports)
        yield f"{f'all of {origin}':30} " + " ".join(f"{value:12.3f}" for value in values)


def plain(reports: Sequence[Report], about: Mapping[str, Any]) -> dict[str, Any]:
    """The same as plain data, with every turn that failed."""
    return {**about, "systems": [_plain_system(report) for report in reports]}


def _plain_system(report: Report) -> dict[str, Any]:
    categories: dict[str, dict[str, Any]] = {}
    for (origin, category), figures in report.categories.items():
        categories.setdefault(origin, {})[category] = _plain_figures(figures)
    return {
        "name": report.run.system.name,
        "command": list(report.run.system.command),
        "problem": report.run.problem,
        "exit_status": report.run.exit_status,
        "sets": {
            origin: {"all": _plain_figures(figures), "categories": categories[origin]}
            for origin, figures in report.sets.items()
        },
        "wrongly_acted": _plain_share(report.wrongly_acted),
        "said_unfitted": _plain_share(report.said_unfitted),
        "all_rewordings": _plain_share(report.all_rewordings),
        "unsafe": report.unsafe,
        "unanswered": report.unanswered,
        "identical": report.identical,
        "understand_ms": _plain_latency(report.understanding),
        "memory_mb": round(report.run.memory_mb, 1),
        "wall_s": round(report.run.wall_s, 1),
        "reliability": [
            {"low": band.low, "high": band.high, "passed": _plain_share(band.passed)}
            for band in report.reliability
        ],
        "failures": [_plain_failure(turn) for turn in report.failures],
    }


def _plain_figures(figures: Figures) -> dict[str, Any]:
    return {
        "passed": _plain_share(figures.passed),
        "actions_right": _plain_share(figures.actions_right),
        "status_right": _plain_share(figures.status_right),
        "unsafe": figures.unsafe,
        "truthful": _plain_share(figures.truthful),
        "not_acted_when_it_should": _plain_share(figures.not_acted),
        "dialogues": _plain_share(figures.dialogues),
    }


def _plain_share(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    low, high = share.interval
    value = round(share.value, 4)
    return {
        "count": share.count,
        "of": share.of,
        "share": value,
        "interval": [round(low, 4), round(high, 4)],
    }


def _plain_latency(latency: Latency | None) -> dict[str, float] | None:
    if latency is None:
        return None
    return {"p50": latency.p50, "p95": latency.p95, "turns": len(latency.values)}


def _plain_failure(turn: Judged) -> dict[str, Any]:
    """A turn that failed, with what was wanted, so that it can be looked at."""
    grade = turn.grade
    return {
        "id": turn.row.id,
        "turn": turn.turn,
        "utterance": turn.utterance,
        "expect": turn.expected.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "answer": turn.answer.model_dump(mode="json", exclude_unset=True),
        "status_right": grade.status_right,
        "actions_right": grade.actions_right,
        "unsafe": grade.unsafe,
        "truthful": grade.truthful,
    }
