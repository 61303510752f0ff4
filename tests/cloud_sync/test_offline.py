"""A car that was off the net for longer than its certificate lives comes back by itself."""

from pathlib import Path

import pytest

from benchmarks.offline_year import arrived, bear, catch_up, live
from cloud_sync.errors import CertificateError
from cloud_sync.identity import client_context, renew_if_due
from cloud_sync.profile import keep_profile
from cloud_sync.reference.services import ANY_PORTS, cloud
from tests.cloud_sync.running import CACHE, need_broker

DAYS = 32


def test_it_lives_within_its_limits_and_catches_up(tmp_path: Path) -> None:
    need_broker()
    car, places = bear(tmp_path, DAYS)
    told, _ = live(car, DAYS)
    places.keep(ANY_PORTS)
    with cloud(places.directory, CACHE) as services:
        keep_profile(car.home, services.places.profile("car-1"))
        with pytest.raises(CertificateError):
            client_context(car.home, car.clock)
        assert renew_if_due(car.home, car.clock)
        assert not renew_if_due(car.home, car.clock)
        waited, _ = catch_up(car, services)
        assert arrived(services) == (waited, waited, True)
    assert 0 < waited < told
