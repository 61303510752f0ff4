"""A program that is killed while it publishes: clients see the old release or the new, whole.

The kill comes right before the n-th file is renamed into place, for every n there is.
"""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cloud_sync.fleet import Client, Fleet, offer

OLD, NEW = "phrases/old.json", "phrases/new.json"
_NEW_CONTENT = b"new" * 1000
_KILLED = -signal.SIGKILL
_PUBLISHER = """
import os, signal, sys
from pathlib import Path
from tests.cloud_sync.fleet import Fleet, offer

left = int(sys.argv[2])
fleet = Fleet(Path(sys.argv[1]))
image, director = fleet.image, fleet.director

def watch(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
"""
_WAYS = {
    "add": 'fleet.add("phrases/new.json", b"new" * 1000)',
    "refresh": "image.refresh(); director.refresh()",
    "replace targets key": "image.revoke_targets_key(image.key_ids('targets')[0])",
    "replace timestamp key": "image.replace_keys('timestamp')",
    "rotate root": "image.rotate_root()",
    "director's snapshot key": "director.replace_keys('snapshot')",
    "director's root": "director.rotate_root()",
    "order": 'director.order("car-a", offer("2026.11", "phrases/old.json"))',
}


def _publish(fleet: Fleet, way: str, renames: int) -> int:
    command = [
        sys.executable,
        "-c",
        _PUBLISHER + _WAYS[way],
        str(fleet.directory),
        str(renames),
    ]
    return subprocess.run(command, check=False, timeout=60).returncode


def _check(fleet: Fleet, clients: tuple[Client, Client]) -> None:
    """One client that was there before, and one that begins now."""
    image, director = clients
    for client in (image, fleet.image_client("new")):
        assert client.download(fleet.directory / "image", OLD) == b"old"
        if client.target(fleet.directory / "image", NEW) is not None:
            assert client.download(fleet.directory / "image", NEW) == _NEW_CONTENT
    for client in (director, fleet.director_client("new")):
        client.updater(fleet.directory / "director/car-a")


@pytest.mark.parametrize("way", _WAYS)
def test_whoever_dies_while_publishing_breaks_nothing(tmp_path: Path, way: str) -> None:
    fleet = Fleet(tmp_path).create()
    fleet.add(OLD, b"old")
    for vehicle in ("car-a", "car-b"):
        fleet.director.order(vehicle, offer("2026.10", OLD))
    clients = (fleet.image_client(), fleet.director_client())
    _check(fleet, clients)
    renames = 0
    while (ended := _publish(fleet, way, renames)) == _KILLED:
        _check(fleet, clients)
        renames += 1
    assert ended == 0
    assert renames >= 2
    _check(fleet, clients)
    fleet.add("phrases/after.json", b"after")
    fleet.director.refresh()
    _check(fleet, clients)
    assert clients[0].download(fleet.directory / "image", "phrases/after.json") == b"after"
