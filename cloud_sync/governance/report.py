"""The quarterly report as plain values: sections of figures, the last quarter beside them.

``FORM`` is the form of its JSON and changes only with another number. The same input gives the same
report: no clock is read here, and nothing is left to chance.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import FiguresError
from cloud_sync.governance import approvals, inputs
from cloud_sync.governance.comparison import Change, compare
from cloud_sync.governance.figure import Figure, Row
from cloud_sync.governance.incident import Incident, Kind
from cloud_sync.governance.inputs import Inputs
from cloud_sync.governance.parts import Parts
from cloud_sync.governance.period import Quarter

FORM = "codriver.governance.report/1"
_PROGRAM = "codriver"
_NO_LICENCE = "not stated"
_OTHER_DAYS = "Counted over other days than those of the quarter."


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Frozen):
    title: str
    figures: tuple[Figure, ...]


class Report(_Frozen):
    form: str = FORM
    quarter: str
    first: datetime
    end: datetime
    """The first moment after it."""
    made_at: datetime
    program: str
    sections: tuple[Section, ...]
    missing: tuple[str, ...]
    """Input that was not given: of that nothing is known."""
    last_quarter: str | None
    """That the changes are against; None: its report is not here."""
    changes: tuple[Change, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for section in self.sections for figure in section.figures)


@dataclass(frozen=True, slots=True)
class Occasion:
    quarter: Quarter
    made_at: datetime
    before: Report | None
    """That of the last quarter; None: it is not here."""


def report(
    occasion: Occasion, given: Inputs, incidents: tuple[Incident, ...], parts: Parts
) -> Report:
    """FiguresError: something given is damaged."""
    quarter, before = occasion.quarter, occasion.before
    fleet = _with_period(given.analyses(inputs.FLEET), quarter)
    audit = _with_period(given.analyses(inputs.AUDIT), quarter)
    sections = (
        Section(title="Targets", figures=given.targets()),
        Section(title="Incidents", figures=(_incidents(incidents),)),
        Section(title="Who is served how well", figures=given.speech()),
        Section(title="Drift", figures=given.drift()),
        Section(title="The fleet", figures=fleet),
        Section(title="The audit", figures=audit),
        Section(title="Approvals", figures=(approvals.figure(given.approvals()),)),
        Section(title="Models, data and licences", figures=_of_parts(parts)),
    )
    now = [figure for section in sections for figure in section.figures]
    return Report(
        quarter=str(quarter),
        first=quarter.first,
        end=quarter.end,
        made_at=occasion.made_at,
        program=version(_PROGRAM),
        sections=sections,
        missing=tuple(given.missing),
        last_quarter=before.quarter if before else None,
        changes=compare(before.figures, now) if before else (),
    )


def last_report(path: Path) -> Report | None:
    """None: there is none. FiguresError: it is damaged, or of another form."""
    try:
        found = Report.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise FiguresError(f"{path.name} is no report that can be read.") from error
    if found.form != FORM:
        raise FiguresError(f"{path.name} is of another form: {found.form}.")
    return found


def _with_period(given: Iterable[Figure], quarter: Quarter) -> tuple[Figure, ...]:
    """Whoever counted over other days than those of the quarter is not taken to mean these."""
    return tuple(
        told
        if _is_within(told, quarter)
        else told.model_copy(update={"remarks": (*told.remarks, _OTHER_DAYS)})
        for told in given
    )


def _is_within(told: Figure, quarter: Quarter) -> bool:
    first, last = told.first or quarter.first.date(), told.last or quarter.first.date()
    return quarter.first.date() <= first and last < quarter.end.date()


def _incidents(found: Iterable[Incident]) -> Figure:
    counts: Counter[Kind] = Counter()
    reasons: Counter[Kind] = Counter()
    for incident in found:
        counts[incident.kind] += incident.count
        reasons[incident.kind] += 1
    rows: list[Row] = [
        {
            "kind": kind.value,
            "severity": kind.severity.value,
            "count": counts[kind],
            "lines": reasons[kind],
            "why": kind.why,
        }
        for kind in Kind
    ]
    return Figure(
        name="incidents.by_kind",
        title="Incidents by kind",
        definition=(
            "How often each kind happened in the quarter; lines: how many different reasons on "
            "different days. Counted are only cars whose incidents were given; a count of 0 means "
            "that none was noted, not that none happened."
        ),
        unit="incidents",
        denominator="the cars whose incidents were given",
        source="python -m cloud_sync governance incidents --json",
        rows=tuple(rows),
    )


def _of_parts(parts: Parts) -> tuple[Figure, ...]:
    refused = parts.not_allowed()
    models: list[Row] = [
        {
            "model": card.name,
            "task": card.task.value,
            "licence": card.licence.name,
            "sha256": card.sha256,
            "bytes": card.size_bytes,
            "allowed": (card.name not in dict(refused)),
        }
        for card in parts.models
    ]
    data: list[Row] = [
        {"data set": told.name, "what": told.what, "entries": told.entries, "sha256": told.sha256}
        for told in parts.data_sets
    ]
    bad: list[Row] = [{"part": name, "licence": of or _NO_LICENCE} for name, of in refused]
    source = "python -m cloud_sync governance bom"
    return (
        Figure(
            name="parts.models",
            title="Models that may be loaded",
            definition="Every card of the model catalogue, with the digest of its file.",
            denominator="cards in the catalogue",
            source=source,
            rows=tuple(models),
        ),
        Figure(
            name="parts.data_sets",
            title="Data sets",
            definition="What the model is taught with and examined with; lines that are entries.",
            unit="entries",
            denominator="data sets of this project; those of base models are their makers'",
            source=source,
            rows=tuple(data),
        ),
        Figure(
            name="parts.not_allowed",
            title="Parts whose licence is not allowed",
            definition="Models, data sets and libraries outside the list of allowed licences.",
            denominator=f"{len(parts.models)} models and {len(parts.libraries)} libraries",
            source=f"{source} --gate",
            rows=tuple(bad),
        ),
    )
