"""The report as PDF, for those who file paper: the same figures, drawings and words."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_sync.governance.figure import Figure, Row
from cloud_sync.governance.page import columns, said
from cloud_sync.governance.plots import Plot
from cloud_sync.governance.report import Report

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_TEXT_PT, _SMALL_PT = 9, 7
_HEADS_PT = {1: 18, 2: 14, 3: 11}
_LINE_MM = 4.5
_CELLS = 9
"""Columns that fit on a page side by side; a wider row is written as lines."""


def pdf(report: Report, plots: Mapping[str, Plot]) -> bytes:
    """``plots``: by the name of the figure."""
    document = _document(report)
    _head(document, 1, f"Governance report {report.quarter}")
    period = f"{report.first.date()} to before {report.end.date()}, as of {report.made_at.date()}"
    _text(document, f"{period}; program {report.program}.")
    if report.missing:
        _text(document, f"Not given, so nothing is known of it: {', '.join(report.missing)}.")
    for section in report.sections:
        _head(document, 2, section.title)
        if not section.figures:
            _text(document, "Nothing is known.")
        for figure in section.figures:
            _figure(document, figure, plots.get(figure.name))
    _changes(document, report)
    return bytes(document.output())


def _document(report: Report) -> "FPDF":
    import matplotlib  # noqa: PLC0415 - for its fonts alone
    from fpdf import FPDF  # noqa: PLC0415 - slow

    document = FPDF()
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    document.add_font(_FONT, "", fonts / "DejaVuSans.ttf")
    document.add_font(_FONT, "B", fonts / "DejaVuSans-Bold.ttf")
    document.set_creation_date(report.made_at)
    document.set_title(f"Governance report {report.quarter}")
    document.set_lang("en")
    document.add_page()
    return document


def _figure(document: "FPDF", figure: Figure, plot: Plot | None) -> None:
    _head(document, 3, figure.title)
    _text(document, f"{figure.definition} Out of: {figure.denominator}.")
    for remark in figure.remarks:
        _text(document, remark)
    if figure.first and figure.last:
        _text(document, f"Days: {figure.first} to {figure.last}")
    if figure.source:
        _text(document, f"From: {figure.source}")
    if plot is not None:
        document.image(BytesIO(plot.png), w=document.epw, alt_text=plot.alt)
    if not figure.rows:
        _text(document, "No rows.")
    elif len(names := columns(figure.rows)) <= _CELLS:
        _table(document, names, [[_cell(row, name) for name in names] for row in figure.rows])
    else:
        for row in figure.rows:
            _text(document, "; ".join(f"{name} {said(value)}" for name, value in row.items()))


def _changes(document: "FPDF", report: Report) -> None:
    _head(document, 2, "Against the last quarter")
    if report.last_quarter is None:
        _text(document, "The report of the last quarter is not here: nothing can be compared.")
        return
    rows = [
        [c.figure, c.row, c.value, said(c.before), said(c.now), said(c.difference), c.found]
        for c in report.changes
    ]
    names = ["figure", "row", "value", "before", "now", "difference", "found"]
    _table(document, names, rows)


def _table(document: "FPDF", names: list[str], rows: list[list[str]]) -> None:
    document.set_font(_FONT, "", _SMALL_PT)
    with document.table(line_height=_LINE_MM, text_align="LEFT") as table:
        for cells in (names, *rows):
            line = table.row()
            for cell in cells:
                line.cell(cell)
    document.ln(_LINE_MM)


def _cell(row: Row, name: str) -> str:
    return said(row[name]) if name in row else ""


def _head(document: "FPDF", level: int, text: str) -> None:
    document.set_font(_FONT, "B", _HEADS_PT[level])
    document.start_section(text, level - 1)
    document.multi_cell(0, _HEADS_PT[level] / 2, text, new_x="LMARGIN", new_y="NEXT")


def _text(document: "FPDF", text: str) -> None:
    document.set_font(_FONT, "", _TEXT_PT)
    document.multi_cell(0, _LINE_MM, text, new_x="LMARGIN", new_y="NEXT")
