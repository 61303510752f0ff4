"""Incidents are kept encrypted, counted by day and reason, and hold no word of anybody."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cloud_sync.__main__ import main
from cloud_sync.errors import CloudError
from cloud_sync.governance import Incident, Incidents, Kind
from cloud_sync.governance.incident import Severity
from cloud_sync.governance.period import Quarter
from cloud_sync.home import CloudHome

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
Q4 = Quarter(2026, 4)


@pytest.fixture
def incidents(tmp_path: Path) -> Iterator[Incidents]:
    with closing(Incidents(CloudHome(tmp_path))) as incidents:
        yield incidents


def noted(incidents: Incidents, quarter: Quarter = Q4) -> tuple[Incident, ...]:
    return incidents.between(quarter.first, quarter.end)


def test_it_is_there_after_a_new_start(incidents: Incidents, tmp_path: Path) -> None:
    one = Incident.once(Kind.UNSAFE_BLOCKED, "interlock.not_while_moving", NOON, "2026.11", "t-17")
    incidents.note(one)
    with closing(Incidents(CloudHome(tmp_path))) as again:
        assert noted(again) == (one,)
    assert noted(incidents, Q4.before) == ()


def test_the_same_of_a_day_is_one_line_with_a_count(incidents: Incidents) -> None:
    for minute in range(50):
        at = NOON + timedelta(minutes=minute)
        incidents.note(Incident.once(Kind.INTRUSION, "watch.flood", at, None, f"t-{minute}"))
    incidents.note(Incident.once(Kind.INTRUSION, "watch.flood", NOON + timedelta(days=1)))
    incidents.note(Incident.once(Kind.INTRUSION, "watch.replay", NOON))
    flood = [one for one in noted(incidents) if one.code == "watch.flood"]
    assert [(one.count, one.evidence) for one in flood] == [(50, "t-0"), (1, None)]
    assert flood[0].last_at == NOON + timedelta(minutes=49)
    assert sum(one.count for one in noted(incidents)) == 52


def test_nothing_of_it_lies_open_on_the_disk(incidents: Incidents, tmp_path: Path) -> None:
    incidents.note(Incident.once(Kind.INTRUSION, "zebra_crossing.marker", NOON))
    for path in (tmp_path / "cloud" / "governance").iterdir():
        assert b"zebra_crossing" not in path.read_bytes()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    Incidents(CloudHome(tmp_path)).close()
    file = tmp_path / "cloud" / "governance" / "incidents.db"
    file.write_bytes(b"x" * len(file.read_bytes()))
    with pytest.raises(CloudError) as refused:
        Incidents(CloudHome(tmp_path))
    assert refused.value.code == "outbox.damaged"


@given(st.text(min_size=1))
def test_words_do_not_fit_in(text: str) -> None:
    """Whatever has a space, a capital or a letter of another script is no code."""
    try:
        code = Incident.once(Kind.INTRUSION, text, NOON).code
    except ValidationError:
        return
    assert code == text.lower()
    assert code.isascii()
    assert " " not in code


def test_every_kind_says_how_grave_it_is_and_why() -> None:
    assert {kind.severity for kind in Kind} == set(Severity)
    assert all(kind.why.endswith(".") for kind in Kind)
    assert Kind.GATE_BLOCKED.severity is Severity.HIGH


def test_the_command_tells_them(
    incidents: Incidents, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say = ("--home", str(tmp_path), "governance", "incidents")
    assert main(say) == 0
    assert "No incident" in capsys.readouterr().out
    incidents.note(Incident.once(Kind.UPDATE_REFUSED, "update.trial.unsafe", NOON))
    assert main(say) == 0
    assert "update.trial.unsafe" in capsys.readouterr().out
    assert main((*say, "--json", "--quarter", "2026Q4")) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["severity"], told["count"]) == ("update_refused", "medium", 1)
    assert main((*say, "--json", "--quarter", "2026Q3")) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("text", ["2026", "2026Q5", "26Q4", "Q4", "2026q4"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no quarter"):
        Quarter.read(text)


@given(st.integers(2, 9998), st.integers(1, 4))
def test_quarters_follow_one_another(year: int, number: int) -> None:
    quarter = Quarter(year, number)
    assert Quarter.read(str(quarter)) == quarter
    assert quarter.before.end == quarter.first < quarter.end
