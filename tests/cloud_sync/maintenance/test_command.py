"""The command shows every part, and hands to a workshop what they may be told and nothing else."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloud_sync.__main__ import main
from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger
from cloud_sync.event import Purpose
from cloud_sync.home import CloudHome
from cloud_sync.maintenance import COMPONENTS, Fitted, Logbook, Reading, repair_events
from tests.cloud_sync.maintenance.history import history


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A car one of whose tyres loses air these days."""
    past = history("tyre.front_left", lambda day: 2.5 - max(0, day - 60) * 0.012, 90)
    shift = datetime.now(UTC).date() - past[-1].day
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        logbook.note(
            [Reading(r.component, r.day + shift, r.value, r.outside_c, r.odometer_km) for r in past]
        )
        fitted = past[0].day + shift - timedelta(days=10)
        logbook.fit(Fitted("tyre.front_left", fitted, 40_000.0, "T-205", "S-731846"))
    return tmp_path


def grant(home: Path, recipient: str, fields: tuple[str, ...] = ()) -> None:
    cloud = CloudHome(home)
    with closing(Ledger(cloud, TrustedClock(cloud))) as ledger:
        ledger.give(Purpose.MAINTENANCE, through="command", recipient=recipient, fields=fields)


def test_every_part_is_told_of(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "maintenance", "--json"]) == 0
    told = {one["component"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(told) == set(COMPONENTS)
    assert told["tyre.front_left"]["condition"] == "soon"
    left = told["tyre.front_left"]["remaining_days"]
    assert left["low"] <= left["likely"] <= left["high"]
    assert told["wiper"]["missing"] == "not_reported"
    assert "this car does not report" in told["wiper"]["said"]


def test_people_read_what_to_have_done(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "maintenance"]) == 0
    told = capsys.readouterr().out
    assert "The front left tyre will need doing" in told
    assert "Parts: tyre or tyre repair." in told


def test_without_a_grant_a_workshop_gets_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant(home, "manufacturer")
    assert main(["--home", str(home), "maintenance", "share", "--to", "my workshop"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "consent.error" in told.err


def test_a_workshop_gets_what_it_may_be_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant(home, "my workshop", ("service_request.what", "service_request.by", "component.serial"))
    assert main(["--home", str(home), "maintenance", "share", "--to", "my workshop"]) == 0
    service, component = json.loads(capsys.readouterr().out)
    assert set(service["data"]) == {"what", "by"}
    assert component == {"schema": "component.v1", "data": {"serial": "S-731846"}}


def test_what_was_put_in_is_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["maintenance", "fitted", "brake.front", "--on", "2024-11-02", "--km", "61200"]
    assert main(["--home", str(tmp_path), *words, "--serial", "B-1"]) == 0
    assert "brake.front of 2024-11-02" in capsys.readouterr().out
    grant(tmp_path, "my workshop")
    assert main(["--home", str(tmp_path), "maintenance", "share", "--to", "my workshop"]) == 0
    (component,) = json.loads(capsys.readouterr().out)
    assert component["data"]["serial"] == "B-1"
    assert component["data"]["fitted_on"] == "2024-11-02"
    assert "health_percent" not in component["data"]


@pytest.mark.parametrize("km", ["nan", "-3", "inf", "far"])
def test_what_is_no_distance_is_not_written_down(
    tmp_path: Path, km: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["maintenance", "fitted", "wiper", f"--km={km}"]
    with pytest.raises(SystemExit):
        main(["--home", str(tmp_path), *words])
    assert "no distance in km" in capsys.readouterr().err


def test_nothing_was_put_in_tomorrow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["maintenance", "fitted", "wiper", "--on", "2999-01-01"]
    assert main(["--home", str(tmp_path), *words]) == 1
    assert "maintenance.date" in capsys.readouterr().err


def test_why_the_part_before_went_may_be_said(tmp_path: Path) -> None:
    for words in (("--on", "2023-11-02"), ("--on", "2024-11-02", "--cause", "fault")):
        assert main(["--home", str(tmp_path), "maintenance", "fitted", "wiper", *words]) == 0
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        assert [one.cause for one in repair_events(logbook)] == ["fault"]
