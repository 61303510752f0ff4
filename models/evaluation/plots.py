"""Drawings of the figures as SVG. The only file that imports matplotlib, and only to draw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from models.evaluation.figures import Figures, Report

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROW_INCHES = 0.16
_WIDTH_INCHES = 9.0
_HEIGHT_INCHES = 3.6
_PROLOGUE = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    svg: str


def draw(reports: Sequence[Report]) -> tuple[Plot, ...] | None:
    """None where nothing can be drawn because matplotlib is not installed."""
    try:
        import matplotlib  # noqa: PLC0415 - heavy, and only needed here
    except ImportError:
        return None
    plots = []
    with matplotlib.rc_context({"svg.fonttype": "none", "font.size": 9}):
        for title, figure in (
            ("Share of turns that passed, with 95 % intervals", _accuracy(reports)),
            ("Text to plan, turns that a model answered", _latency(reports)),
            ("How sure, and how often right", _reliability(reports)),
        ):
            if figure is not None:
                plots.append(Plot(title, _svg(figure, salt=title)))
    return tuple(plots)


def _svg(figure: "Figure", salt: str) -> str:
    """The bare element; ids in it differ from those of other plots on the page."""
    import matplotlib  # noqa: PLC0415

    text = StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return _PROLOGUE.sub("", text.getvalue())


def _figure(height_inches: float) -> tuple["Figure", Any]:
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(_WIDTH_INCHES, height_inches), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(visible=True, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _accuracy(reports: Sequence[Report]) -> "Figure | None":
    names = sorted({name for report in reports for name in report.categories})
    if not names:
        return None
    figure, axes = _figure(1.0 + _ROW_INCHES * len(names) * (len(reports) + 1))
    for nth, report in enumerate(reports):
        here = [(row, report.categories[name]) for row, name in enumerate(names)]
        offset = (nth - (len(reports) - 1) / 2) * 0.8 / len(reports)
        _bars(axes, [(row + offset, of) for row, of in here], 0.8 / len(reports), report)
    axes.set_yticks(range(len(names)), [f"{category} ({of})" for of, category in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def _bars(axes: Any, rows: list[tuple[float, Figures]], thickness: float, report: Report) -> None:
    values = [of.passed.value for _, of in rows]
    lows = [max(0.0, of.passed.value - of.passed.interval[0]) for _, of in rows]
    highs = [max(0.0, of.passed.interval[1] - of.passed.value) for _, of in rows]
    axes.barh(
        [at for at, _ in rows],
        values,
        height=thickness,
        xerr=[lows, highs],
        error_kw={"elinewidth": 0.7, "alpha": 0.7},
        label=report.run.system.name,
    )


def _latency(reports: Sequence[Report]) -> "Figure | None":
    """One rising line each: the share of turns that took no longer."""
    timed = [(r.run.system.name, r.understanding) for r in reports if r.understanding is not None]
    if not timed:
        return None
    figure, axes = _figure(_HEIGHT_INCHES)
    for name, latency in timed:
        axes.ecdf(latency.values, label=f"{name}: {latency.p50:.0f} / {latency.p95:.0f} ms")
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds (p50 / p95 in the legend)")
    axes.set_ylabel("share of turns")
    axes.legend()
    return figure


def _reliability(reports: Sequence[Report]) -> "Figure | None":
    sure = [report for report in reports if report.reliability]
    if not sure:
        return None
    figure, axes = _figure(_HEIGHT_INCHES)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.7, linestyle="--")
    for report in sure:
        middles = [(band.low + band.high) / 2 for band in report.reliability]
        shares = [band.passed.value for band in report.reliability]
        axes.plot(middles, shares, marker="o", label=report.run.system.name)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that passed")
    axes.legend()
    return figure
