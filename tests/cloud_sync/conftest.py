"""A real broker with an authority of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_sync.errors import BrokerMissingError
from cloud_sync.reference.broker import Broker
from cloud_sync.reference.mosquitto import Mosquitto, find_mosquitto
from models import DEFAULT_HOME
from tests.cloud_sync.papers import Papers


@pytest.fixture(scope="session")
def mosquitto() -> Mosquitto:
    try:
        return find_mosquitto(DEFAULT_HOME / "mosquitto")
    except BrokerMissingError as error:
        pytest.skip(f"NOT TESTED: the line to the broker was not run at all. {error}")


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    return Papers(tmp_path / "papers")


@pytest.fixture
def broker(tmp_path: Path, mosquitto: Mosquitto, papers: Papers) -> Iterator[Broker]:
    with Broker(tmp_path / "broker", mosquitto, papers.broker_files()) as broker:
        yield broker
