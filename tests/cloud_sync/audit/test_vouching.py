"""The car's own certificate stands for what was recorded."""

from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest

from cloud_sync.audit import Chain, FlightRecorder, Verified, verify, vouched
from cloud_sync.audit.key import kept_key
from cloud_sync.audit.vouching import by_this_fleet
from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from tests.cloud_sync.audit.conftest import VERSIONS, turn
from tests.cloud_sync.identity.conftest import Office, office

__all__ = ["office"]


def write(home: CloudHome, clock: TrustedClock, turns: int) -> None:
    vouch = partial(vouched, home, clock)
    with closing(FlightRecorder(home, clock, VERSIONS, vouch)) as recorder:
        for number in range(turns):
            recorder.record(turn(number))


def checked(home: CloudHome, asking: CloudHome) -> Verified:
    with closing(Chain(home)) as chain:
        key = kept_key(home).public_key()
        return verify(chain.rows(), chain.head, key, by_this_fleet(asking))


def test_a_car_of_a_fleet_stands_for_its_checkpoints(office: Office) -> None:
    home, clock = office.car()
    write(home, clock, 40)
    found = checked(home, home)
    assert (found.problems, found.vouched_until) == ((), 41)


def test_a_certificate_that_expired_since_was_good_then(office: Office) -> None:
    home, clock = office.car()
    write(home, clock, 40)
    office.passed = timedelta(days=40)
    clock.confirm(office.now())
    write(home, clock, 40)
    found = checked(home, home)
    assert (found.problems, found.vouched_until) == ((), 41)


def test_another_fleet_does_not_stand_for_it(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home, clock = office.car()
    write(home, clock, 40)
    other = Office(tmp_path_factory.mktemp("other"))
    with other.web:
        asking, _ = other.car()
    assert [problem.code for problem in checked(home, asking).problems] == ["vouched"]


def test_a_car_of_no_fleet_signs_by_itself(office: Office) -> None:
    home = CloudHome(office.directory / "alone")
    write(home, TrustedClock(home), 40)
    found = checked(home, home)
    assert (found.problems, found.vouched_until) == ((), 0)
