"""What is kept of the parts: one reading a day, two years, encrypted; damage has a name."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cloud_sync.home import CloudHome
from cloud_sync.maintenance import Fitted, Logbook, Reading, assess, proposed, tell
from tests.cloud_sync.maintenance.history import BEGAN, history


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        yield logbook


def leaking() -> list[Reading]:
    return history("tyre.front_left", lambda day: 2.5 - max(0, day - 60) * 0.012, 90)


def test_the_first_reading_of_a_day_stays(logbook: Logbook) -> None:
    cold = Reading("tyre.front_left", BEGAN, 2.3, 5.0, 100.0)
    warm = Reading("tyre.front_left", BEGAN, 2.6, 7.0, 140.0)
    assert logbook.note([cold]) == 1
    assert logbook.note([warm]) == 0
    assert logbook.readings("tyre.front_left") == (cold,)


def test_two_years_are_kept_and_no_more(logbook: Logbook) -> None:
    logbook.note(history("wiper", lambda _: 20.0, 800))
    kept = logbook.readings("wiper")
    assert len(kept) == 730
    assert kept[-1].day - kept[0].day == timedelta(days=729)


def test_what_is_no_part_is_not_kept(logbook: Logbook) -> None:
    assert logbook.note([Reading("driver.mood", BEGAN, 1.0, 5.0, 100.0)]) == 0


def test_nothing_can_be_read_in_the_file(tmp_path: Path) -> None:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        logbook.note(leaking())
        logbook.fit(Fitted("tyre.front_left", BEGAN, serial="SERIAL-731846"))
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert b"SERIAL-731846" not in content
        assert b"tyre.front_left" not in content


def test_a_damaged_file_is_put_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        logbook.note(leaking())
    (file,) = tmp_path.rglob("logbook.db")
    file.write_bytes(b"not what was written" * 400)
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        assert logbook.was_damaged
        assert logbook.readings("tyre.front_left") == ()
        assert logbook.note(leaking()) == 90


def test_what_a_damaged_key_sealed_is_put_aside_too(tmp_path: Path) -> None:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        logbook.note(leaking())
    (key,) = tmp_path.rglob("logbook.key")
    key.write_bytes(b"short")
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        assert logbook.was_damaged
        assert logbook.readings("tyre.front_left") == ()
        assert logbook.note(leaking()) == 90


def test_after_a_restart_the_same_is_said_and_told_only_once(tmp_path: Path) -> None:
    readings = leaking()
    said = []
    for day in range(70, 90):
        with closing(Logbook(CloudHome(tmp_path))) as logbook:
            logbook.note(readings[: day + 1])
            proposal = proposed(assess(logbook, readings[day].day))
            if proposal is not None and tell(logbook, proposal):
                said.append(proposal)
    assert len(said) == 1
    assert said[0].needs[0].component.id == "tyre.front_left"
    assert said[0].by <= readings[-1].day + timedelta(days=40)
    assert "find where it loses air" in said[0].what
