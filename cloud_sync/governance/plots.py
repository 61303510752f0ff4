"""Figures as bars with their intervals: SVG for the page, PNG for print. Imports matplotlib."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from cloud_sync.governance.comparison import named
from cloud_sync.governance.figure import Figure as Told

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LOW, _HIGH = "_low", "_high"
_MOST_BARS = 40
_WIDTH_INCHES, _ROW_INCHES, _MARGIN_INCHES = 8.0, 0.22, 0.8
_DPI = 110
_BAR, _ENDS = "#4a6fa5", "#1c1c1c"
_PROLOGUE = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>", re.DOTALL)
_OPENING = re.compile(r"<svg ")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plot:
    name: str
    alt: str
    """All that is drawn, in words."""
    svg: str
    png: bytes


def draw(told: Told) -> Plot | None:
    """None: nothing in it has an interval, so the table says all."""
    column = next((c for row in told.rows for c in row if f"{c}{_LOW}" in row), None)
    bars = _bars(told, column) if column is not None else []
    if column is None or not bars:
        return None
    alt = f"{told.title}, {column} with 95 % intervals: " + "; ".join(map(_in_words, bars)) + "."
    return Plot(told.name, alt, _svg(bars, column, told.name), _png(bars, column))


def _bars(told: Told, column: str) -> list[Bar]:
    bars = []
    for row in told.rows[:_MOST_BARS]:
        value, low, high = (row.get(f"{column}{end}") for end in ("", _LOW, _HIGH))
        if isinstance(value, float) and isinstance(low, float) and isinstance(high, float):
            bars.append(Bar(named(row), value, low, high))
    return bars


def _in_words(bar: Bar) -> str:
    return f"{bar.label} {bar.value:.3f} ({bar.low:.3f} to {bar.high:.3f})"


def _figure(bars: Sequence[Bar], column: str) -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    height = _MARGIN_INCHES + _ROW_INCHES * len(bars)
    figure = Figure(figsize=(_WIDTH_INCHES, height), layout="constrained")
    axes = figure.add_subplot()
    below = [max(0.0, bar.value - bar.low) for bar in bars]
    above = [max(0.0, bar.high - bar.value) for bar in bars]
    places = range(len(bars))
    axes.barh(places, [bar.value for bar in bars], xerr=[below, above], color=_BAR, ecolor=_ENDS)
    axes.set_yticks(places, [bar.label for bar in bars])
    axes.invert_yaxis()
    axes.set_xlabel(column)
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _svg(bars: Sequence[Bar], column: str, salt: str) -> str:
    """The bare element; what it shows is told by the text beside it."""
    import matplotlib  # noqa: PLC0415

    text = StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt, "font.size": 9}):
        _figure(bars, column).savefig(text, format="svg", metadata={"Date": None})
    return _OPENING.sub('<svg aria-hidden="true" ', _PROLOGUE.sub("", text.getvalue()), count=1)


def _png(bars: Sequence[Bar], column: str) -> bytes:
    import matplotlib  # noqa: PLC0415

    content = BytesIO()
    with matplotlib.rc_context({"font.size": 9}):
        _figure(bars, column).savefig(content, format="png", dpi=_DPI, metadata={"Software": None})
    return content.getvalue()
