"""The report as one page that needs nothing but itself: no script, no link, plots inside."""

from collections.abc import Mapping
from importlib.resources import files

from cloud_sync.governance.figure import Plain
from cloud_sync.governance.plots import Plot
from cloud_sync.governance.report import Report


def page(report: Report, plots: Mapping[str, Plot]) -> str:
    """``plots``: by the name of the figure."""
    import jinja2  # noqa: PLC0415 - the other commands do without

    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["said"] = said
    return environment.from_string(template).render(report=report, plots=plots, columns=columns)


def columns(rows: tuple[dict[str, Plain], ...]) -> list[str]:
    """Of all rows, in the order they are met."""
    return list(dict.fromkeys(name for row in rows for name in row))


def said(value: Plain) -> str:
    """For people; nothing is "not known"."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
