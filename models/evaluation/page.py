"""The figures as one page that needs nothing but itself: no script, no link, plots inside."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from models.evaluation.figures import Report
from models.evaluation.plots import Plot


def page(reports: Sequence[Report], plots: Sequence[Plot] | None, about: Mapping[str, Any]) -> str:
    """``plots`` None: they cannot be drawn here, and the page says what is missing."""
    import jinja2  # noqa: PLC0415 - the other commands do without

    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    origins = dict.fromkeys(origin for report in reports for origin in report.sets)
    categories = dict.fromkeys(name for report in reports for name in report.categories)
    return environment.from_string(template).render(
        reports=reports,
        plots=plots,
        about=about,
        origins=list(origins),
        categories=sorted(categories),
    )
