"""The broker's program, unpacked from Debian's packages: run only if it is what was unpacked."""

import shutil
import socket
from pathlib import Path

import pytest

from cloud_sync.errors import BrokerMissingError, ServiceError
from cloud_sync.reference.broker import Broker
from cloud_sync.reference.mosquitto import Mosquitto, unpacked_mosquitto
from models import DEFAULT_HOME
from tests.cloud_sync.papers import Papers


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A copy of what is unpacked, to do harm to."""
    kept = DEFAULT_HOME / "mosquitto"
    try:
        unpacked_mosquitto(kept)
    except BrokerMissingError as error:
        pytest.skip(f"NOT TESTED: how mosquitto is unpacked. {error}")
    shutil.copytree(kept, tmp_path / "mosquitto", symlinks=True)
    return tmp_path / "mosquitto"


def test_an_unpacked_copy_runs(cache: Path, tmp_path: Path, papers: Papers) -> None:
    mosquitto = unpacked_mosquitto(cache)
    assert mosquitto.program.is_relative_to(cache)
    with (
        Broker(tmp_path / "broker", mosquitto, papers.broker_files()) as broker,
        socket.create_connection((broker.host, broker.port)),
    ):
        pass


@pytest.mark.parametrize("name", ["sbin/mosquitto", "libcjson.so.1", "libmore.so", "pins.json"])
def test_a_changed_copy_is_not_run(cache: Path, name: str) -> None:
    path = next(cache.rglob(name), cache / name)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(BrokerMissingError, match="delete it"):
        unpacked_mosquitto(cache)


def test_without_a_mirror_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrokerMissingError, match="apt-get install mosquitto"):
        unpacked_mosquitto(tmp_path / "mosquitto")
    assert list(tmp_path.iterdir()) == []


def test_a_broker_that_cannot_start_is_said_to_be_so(
    tmp_path: Path, mosquitto: Mosquitto, papers: Papers
) -> None:
    files = papers.broker_files()
    files.certificate.write_text("no certificate")
    with pytest.raises(ServiceError, match=r"broker\.log"):
        Broker(tmp_path / "broker", mosquitto, files).start()
