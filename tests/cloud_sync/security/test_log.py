"""What was noticed is on the disk, signed, in order, and unreadable for others."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloud_sync.__main__ import main
from cloud_sync.errors import (
    CertificateError,
    CommandError,
    OutboxDamagedError,
    TrustError,
    UntrustedError,
)
from cloud_sync.home import CloudHome
from cloud_sync.sealed_file import SealedFile
from cloud_sync.security import Finding, SecurityEvent, SecurityRecord, Severity, rule_of
from cloud_sync.security.finding import SEVERITY, CloudRule
from cloud_sync.security.log import MOST_KEPT, SecurityLog
from tests.cloud_sync.identity.conftest import Office
from vehicle_bus import Rule

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
MARK = "SUBJECT_NOBODY_ELSE_WRITES"


def event(count: int = 1) -> SecurityEvent:
    return SecurityEvent(
        rule=Rule.COUNTER,
        subject=MARK,
        severity=Severity.HIGH,
        first_at=AT,
        last_at=AT,
        count=count,
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[CloudHome]:
    """A car that is enrolled."""
    office = Office(tmp_path / "office")
    with office.web:
        yield office.car()[0]


def listed(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["--home", str(home), "security", "--json"]) == 0
    told: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return told


def test_what_a_car_of_a_fleet_noticed_is_signed_and_proved(
    home: CloudHome, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SecurityLog(home)) as log:
        for count in (1, 7):
            log.add(event(count), datetime.now(UTC))
    told = listed(home.directory, capsys)
    assert [(one["number"], one["count"], one["proof"]) for one in told] == [
        (1, 1, "signed"),
        (2, 7, "signed"),
    ]
    assert main(["--home", str(home.directory), "security"]) == 0
    assert "bus.counter" in capsys.readouterr().out


def test_a_car_without_a_fleet_keeps_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SecurityLog(CloudHome(tmp_path))) as log:
        log.add(event(), AT)
    assert [one["proof"] for one in listed(tmp_path, capsys)] == ["unsigned"]


@pytest.mark.parametrize(
    ("change", "proofs"),
    [
        ("DELETE FROM event WHERE number = 2", ["signed", "broken"]),
        ("UPDATE event SET content = replace(content, ':2}', ':9}') WHERE number = 2",
         ["signed", "forged", "broken"]),
        ("UPDATE event SET statement = '' WHERE number = 3", ["signed", "signed", "unsigned"]),
    ],
)  # fmt: skip
def test_who_changes_it_is_found_out(
    home: CloudHome, capsys: pytest.CaptureFixture[str], change: str, proofs: list[str]
) -> None:
    with closing(SecurityLog(home)) as log:
        for count in (1, 2, 3):
            log.add(event(count), datetime.now(UTC))
    with closing(SealedFile(home.path("security", "log.db"), "")) as file, file.writing() as write:
        write.execute(change)
    assert [one["proof"] for one in listed(home.directory, capsys)] == proofs


def test_a_car_left_alone_has_nothing_to_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), "security"]) == 0
    assert capsys.readouterr().out == "Nothing looked like an attack.\n"


def test_nothing_of_it_can_be_read_on_the_disk(tmp_path: Path) -> None:
    with closing(SecurityLog(CloudHome(tmp_path))) as log:
        log.add(event(), AT)
        for file in tmp_path.rglob("*"):
            assert not file.is_file() or MARK.encode() not in file.read_bytes()


def test_only_the_newest_are_kept_and_the_numbers_tell_how_many_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SecurityLog(CloudHome(tmp_path))) as log:
        log.add(event(), AT)
    path = CloudHome(tmp_path).path("security", "log.db")
    with closing(SealedFile(path, "")) as file, file.writing() as write:
        write.execute("UPDATE event SET number = ?", (MOST_KEPT,))
    with closing(SecurityLog(CloudHome(tmp_path))) as log:
        for _ in range(2):
            log.add(event(), AT)
        assert [one.number for one in log.events()] == [MOST_KEPT, MOST_KEPT + 1, MOST_KEPT + 2]
    assert main(["--home", str(tmp_path), "security"]) == 0
    assert f"{MOST_KEPT - 1} before these" in capsys.readouterr().out


@pytest.mark.parametrize("damaged", ["log.db", "log.key"])
def test_a_log_that_was_damaged_is_begun_anew_and_that_is_its_first_event(
    tmp_path: Path, damaged: str
) -> None:
    home = CloudHome(tmp_path)
    with closing(SecurityLog(home)) as log:
        log.add(event(), AT)
    path = home.path("security", damaged)
    path.write_bytes(b"not what was written" * 400)
    record = SecurityRecord(home, lambda: AT, lambda: 0.0)
    with pytest.raises(OutboxDamagedError):
        record.kept()
    record.find(Finding("bus.counter", "LIGHTS", AT, AT))
    written = record.write_due()
    assert [one.event.rule for one in written] == ["log.damaged", "bus.counter"]
    assert record.kept() == written
    assert path.with_name("log.damaged").exists(), "nothing is lost that could be looked at"


def test_the_record_writes_what_is_due_and_at_the_end_all(tmp_path: Path) -> None:
    now_s = 0.0
    record = SecurityRecord(CloudHome(tmp_path), lambda: AT, lambda: now_s)
    assert record.write_due() == []
    assert not CloudHome(tmp_path).path("security", "log.db").exists()
    for second in range(5):
        at = AT + timedelta(seconds=second)
        record.find(Finding(Rule.WRONG_CRC, "DOOR_STATUS", at, at))
        record.write_due()
    assert record.write_due() == []
    (rest,) = record.write_rest()
    assert (rest.number, rest.event.count) == (2, 4)


def test_failures_that_mean_an_attack_are_told_from_those_that_do_not() -> None:
    assert rule_of(UntrustedError("").code) is CloudRule.STRANGER
    assert rule_of(CertificateError("", "foreign").code) is CloudRule.CERTIFICATE
    assert rule_of(CertificateError("", "expired").code) is None
    assert rule_of(CommandError("", "replayed").code) is CloudRule.COMMAND
    assert rule_of(TrustError("", "update.trust.rolled_back").code) is CloudRule.UPDATE
    assert rule_of("update.trust.expired") is CloudRule.STALE
    assert rule_of("update.download.interrupted") is None
    assert rule_of("link.unreachable") is None


def test_every_rule_has_its_severity() -> None:
    assert SEVERITY.keys() == {*Rule, *CloudRule}
