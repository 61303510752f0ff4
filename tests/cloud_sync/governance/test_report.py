"""The quarterly report: from files to page, print and JSON; the same input, the same bytes."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cloud_sync.__main__ import main
from cloud_sync.governance import Incident, Incidents, Kind
from cloud_sync.governance.comparison import compare
from cloud_sync.governance.figure import Figure
from cloud_sync.governance.inputs import Inputs
from cloud_sync.governance.parts import Parts, parts
from cloud_sync.governance.period import Quarter
from cloud_sync.governance.report import FORM, Occasion, Report, report
from cloud_sync.home import CloudHome
from cloud_sync.reference.__main__ import main as reference
from tests.cloud_sync.governance.given import APPROVALS, FLEET, SPEECH, USAGE


class Desk:
    """Somebody who writes the report."""

    def __init__(self, place: Path, all_parts: Parts) -> None:
        self.parts = all_parts
        self.given, self.out, self.home = (place / name for name in ("in", "out", "home"))
        self.given.mkdir()

    def give(self, name: str, content: object) -> None:
        (self.given / name).write_text(json.dumps(content))

    def write(self, quarter: str = "2026Q4", *more: str, status: int = 0) -> dict[str, bytes]:
        say = ("--home", str(self.home), "governance", "report", "--quarter", quarter)
        where = ("--from", str(self.given), "--out", str(self.out))
        assert main((*say, *where, *more)) == status
        files = self.out.glob(f"governance-{quarter}.*") if status == 0 else ()
        return {path.suffix[1:]: path.read_bytes() for path in files}

    def told(self, quarter: str = "2026Q4", before: Report | None = None) -> Report:
        """What is about to be written."""
        of, given = Quarter.read(quarter), Inputs(self.given)
        with closing(Incidents(CloudHome(self.home))) as own:
            incidents = given.incidents(lambda: own.between(of.first, of.end))
        return report(Occasion(of, of.end, before), given, incidents, self.parts)


@pytest.fixture(scope="module")
def all_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts(tmp_path_factory.mktemp("home"))


@pytest.fixture
def desk(tmp_path: Path, all_parts: Parts) -> Desk:
    return Desk(tmp_path, all_parts)


@pytest.fixture
def full(desk: Desk) -> Desk:
    desk.give("speech.json", SPEECH)
    desk.give("fleet.json", FLEET)
    desk.give("usage.json", USAGE)
    desk.give("approvals.json", APPROVALS)
    return desk


def figure(report: Report, name: str) -> Figure:
    return next(one for one in report.figures if one.name == name)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_with_nothing_given_it_says_that_nothing_is_known(desk: Desk) -> None:
    made = Report.model_validate_json(desk.write()["json"])
    assert made == desk.told()
    assert set(made.missing) >= {"fleet.json", "audit.json", "speech.json", "targets.json"}
    assert made.last_quarter is None
    assert figure(made, "target.warranty_claims").rows[0]["found"] == "not known yet"
    page = (desk.out / "governance-2026Q4.html").read_text()
    assert "not known yet" in page
    assert "nothing can be compared" in page


def test_the_same_input_gives_the_same_bytes_and_a_page_that_needs_nothing_else(
    full: Desk,
) -> None:
    first, second = full.write(), full.write()
    assert first == second
    assert first.keys() == {"json", "html", "pdf"}
    assert first["pdf"].startswith(b"%PDF")
    _can_be_read_by_anyone(first["html"].decode())


def test_every_figure_says_what_it_is_and_out_of_what(full: Desk) -> None:
    made = full.told()
    assert made.form == FORM
    for told in made.figures:
        assert told.definition
        assert told.denominator
    gap = figure(made, "speech.gap_by_voice").rows[0]
    assert (gap["worst"], gap["found"]) == ("scottish-male", "a difference")
    signed = figure(made, "approvals.releases").rows[0]["signed by"]
    assert signed == f"key {'a' * 12} of role rules; M. Weber"
    shift = figure(made, "drift.distributions").rows[0]
    assert (shift["what"], shift["found"]) == ("failed", "a shift")


def test_the_form_of_the_json_is_pinned(full: Desk) -> None:
    told: dict[str, Any] = json.loads(full.told().model_dump_json())
    assert list(told) == [
        "form",
        "quarter",
        "first",
        "end",
        "made_at",
        "program",
        "sections",
        "missing",
        "last_quarter",
        "changes",
    ]
    assert list(told["sections"][0]["figures"][0]) == [
        "name",
        "title",
        "definition",
        "unit",
        "denominator",
        "first",
        "last",
        "source",
        "hidden",
        "remarks",
        "rows",
    ]


def _can_be_read_by_anyone(text: str) -> None:
    """By whoever has no network, and by whoever has it read aloud."""
    page = Page(text)
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!#)", text)
    assert page.all("html") == [{"lang": "en"}]
    drawn = page.all("figure")
    assert len(drawn) == len(page.all("svg")) >= 2
    assert all(one["role"] == "img" and "95 %" in str(one["aria-label"]) for one in drawn)
    assert all(one.get("aria-hidden") == "true" for one in page.all("svg"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(one.get("scope") == "col" for one in page.all("th"))


def test_the_last_quarter_stands_beside_it(full: Desk) -> None:
    worse = json.loads(json.dumps(SPEECH))
    before = full.told("2026Q3")
    full.out.mkdir()
    (full.out / "governance-2026Q3.json").write_text(before.model_dump_json())
    worse["accuracy"]["tables"]["voice"]["joe"]["action_exact"] = 0.6
    full.give("speech.json", worse)
    made = Report.model_validate_json(full.write("2026Q4")["json"])
    assert made == full.told("2026Q4", before)
    assert made.last_quarter == "2026Q3"
    found = {(c.figure, c.row, c.value): c for c in made.changes}
    joe = found["speech.done_by_voice", "joe", "done"]
    assert (joe.before, joe.now, joe.difference) == (0.95, 0.6, -0.35)
    assert joe.found == "a change"
    scottish = found["speech.done_by_voice", "scottish-male", "done"]
    assert (scottish.difference, scottish.found) == (0.0, "no change shown")


def test_this_cars_incidents_are_in_it(desk: Desk) -> None:
    with closing(Incidents(CloudHome(desk.home))) as incidents:
        for day in (24, 25):
            at = datetime(2026, 11, day, tzinfo=UTC)
            incidents.note(Incident.once(Kind.GATE_BLOCKED, "bus.blocked.stale", at))
        late = datetime(2027, 1, 1, tzinfo=UTC)
        incidents.note(Incident.once(Kind.GATE_BLOCKED, "bus.blocked.stale", late))
    rows = {row["kind"]: row for row in figure(desk.told(), "incidents.by_kind").rows}
    assert (rows["gate_blocked"]["count"], rows["gate_blocked"]["severity"]) == (2, "high")
    assert rows["intrusion"]["count"] == 0
    desk.give("incidents.json", [])
    rows = {row["kind"]: row for row in figure(desk.told(), "incidents.by_kind").rows}
    assert rows["gate_blocked"]["count"] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fleet.json", {"answers": [{"name": "x"}]}),
        ("speech.json", {"accuracy": {}}),
        ("usage.json", {"before": {"turns": 1, "rates": {"a": 2}}, "now": {"turns": 0}}),
        ("targets.json", {"warranty_claims": {"baseline": 1}}),
        (
            "approvals.json",
            [{"release": "x", "files": [], "signed": [{"role": "r", "key_id": "!"}]}],
        ),
        ("incidents.json", [{"kind": "rude_words"}]),
    ],
)
def test_what_is_damaged_stops_it_by_name(
    desk: Desk, name: str, content: object, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.give(name, content)
    desk.write(status=1)
    said = capsys.readouterr().err
    assert name in said
    assert "governance.figures" in said


def test_a_last_report_of_another_form_is_refused(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "governance-2026Q3.json").write_text("{}")
    desk.write(status=1)


def test_figures_of_other_days_are_said_to_be_that(full: Desk) -> None:
    """The fleet's are of 1 October to 31 December."""
    (fits,), (other,) = (
        [one for one in full.told(quarter).figures if one.name == "faults_by_code"]
        for quarter in ("2026Q4", "2026Q3")
    )
    assert not fits.remarks
    assert other.remarks == ("Counted over other days than those of the quarter.",)


def test_rows_that_only_one_quarter_has_are_not_compared() -> None:
    def told(**rows: float | None) -> Figure:
        of = tuple({"group": name, "share": value} for name, value in rows.items())
        return Figure(name="x", title="X", definition="x", denominator="x", rows=of)

    (change,) = compare([told(a=0.5, b=None)], [told(b=0.25, c=1.0)])
    assert (change.row, change.before, change.now, change.difference) == ("b", None, 0.25, None)


def test_approvals_come_from_the_metadata(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "limits.toml"
    rules.write_text('[[refuse]]\nid = "fleet.x"\nsignals = ["Sunroof.*"]\n')
    where = ("--directory", str(tmp_path / "cloud"), "--home", str(desk.home))
    assert reference([*where, "keys", "create"]) == 0
    told = ("release", "2026.11.2", "--rules", str(rules), "--notes", "Stricter.")
    assert reference([*where, *told, "--percent", "20"]) == 0
    capsys.readouterr()
    assert reference([*where, "approvals"]) == 0
    desk.give("approvals.json", json.loads(capsys.readouterr().out))
    (row,) = figure(desk.told(), "approvals.releases").rows
    assert (row["release"], row["percent"], row["state"]) == ("2026.11.2", 20, "running")
    signed = str(row["signed by"])
    assert signed.count("of role rules") == 3
    assert signed.count("of role director") == 1
