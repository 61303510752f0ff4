"""A whole reference cloud for tests, and cars of its fleet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import BrokerMissingError
from cloud_sync.home import CloudHome
from cloud_sync.identity import enrol
from cloud_sync.reference.mosquitto import find_mosquitto
from cloud_sync.reference.services import Services, cloud
from models import DEFAULT_HOME

CACHE = DEFAULT_HOME / "mosquitto"


def need_broker() -> None:
    """Skips loudly where mosquitto can be had neither from the PATH nor from its package."""
    try:
        find_mosquitto(CACHE)
    except BrokerMissingError as error:
        pytest.skip(f"THESE TESTS DID NOT RUN, there is no broker: {error}")


@contextmanager
def running(directory: Path) -> Iterator[Services]:
    need_broker()
    with cloud(directory, CACHE) as services:
        yield services


def join(services: Services, home: Path, vehicle_id: str) -> CloudHome:
    """This car is one of the fleet when this returns."""
    cloud_home = CloudHome(home)
    enrol(cloud_home, services.places.invite(vehicle_id), TrustedClock(cloud_home))
    return cloud_home
