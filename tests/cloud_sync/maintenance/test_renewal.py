"""What was renewed: told once, with what is known of the part that went, and nothing made up."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cloud_sync.home import CloudHome
from cloud_sync.maintenance import Cause, Fitted, Logbook, repair_events
from tests.cloud_sync.maintenance.history import BEGAN, history

LATER = BEGAN + timedelta(days=400)
WAS = Fitted("wiper", BEGAN, 1_000, "W-1", "S-1")
NOW = Fitted("wiper", LATER, 31_000, "W-2", "S-2")


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        yield logbook


def test_the_part_that_went_is_told_with_its_age(logbook: Logbook) -> None:
    logbook.fit(WAS)
    logbook.note(history("wiper", lambda day: day / 4, 400))
    logbook.fit(NOW, Cause.SCHEDULE)
    (repair,) = repair_events(logbook)
    assert (repair.action, repair.cause) == ("replaced", "schedule")
    assert (repair.component, repair.part_number, repair.serial) == ("wiper", "W-1", "S-1")
    assert (repair.age_km, repair.age_days) == (30_000, 400)
    assert repair.health_percent == pytest.approx(0.2, abs=0.3)


def test_a_part_nobody_wrote_down_is_not_told_of(logbook: Logbook) -> None:
    logbook.fit(NOW)
    assert repair_events(logbook) == ()


def test_it_is_told_once_even_by_another_program(tmp_path: Path, logbook: Logbook) -> None:
    logbook.fit(WAS)
    logbook.fit(NOW)
    logbook.fit(NOW)
    assert len(repair_events(logbook)) == 1
    with closing(Logbook(CloudHome(tmp_path))) as again:
        again.fit(Fitted("wiper", LATER, 31_000, "W-2", "S-2 as it reads by daylight"))
        assert repair_events(again) == ()


def test_of_two_renewals_each_tells_of_the_part_before(logbook: Logbook) -> None:
    last = Fitted("wiper", LATER + timedelta(days=300), 50_000, "W-3", "S-3")
    for part in (WAS, NOW, last):
        logbook.fit(part)
    assert [(r.serial, r.age_days) for r in repair_events(logbook)] == [("S-1", 400), ("S-2", 300)]


def test_what_is_not_known_is_not_told(logbook: Logbook) -> None:
    logbook.fit(Fitted("wiper", BEGAN))
    logbook.fit(NOW)
    (repair,) = repair_events(logbook)
    told = repair.model_dump(exclude_none=True)
    assert told == {"action": "replaced", "component": "wiper", "age_days": 400}


def test_an_odometer_that_ran_backwards_gives_no_distance(logbook: Logbook) -> None:
    logbook.fit(Fitted("wiper", BEGAN, 90_000, "W-1"))
    logbook.fit(NOW)
    (repair,) = repair_events(logbook)
    assert repair.age_km is None
