"""Drivers on a real disk: apart from each other, found by name, erased for good."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from personalization.drivers import Drivers
from personalization.errors import LockedError, UnknownDriverError
from personalization.keys import KeyFileProvider

TOLD = "the lake house behind the old mill"
VECTOR = os.urandom(384 * 4)


@pytest.fixture
def drivers(tmp_path: Path) -> Drivers:
    return Drivers(tmp_path / "drivers", KeyFileProvider(tmp_path / "keys" / "memory.key"))


def _found(home: Path, *secrets: bytes) -> list[str]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return [f.name for f in files if any(secret in f.read_bytes() for secret in secrets)]


def test_nobody_agreed_to_anything_yet(drivers: Drivers) -> None:
    anna = drivers.create("Anna")
    assert drivers.all() == (anna,)
    assert not any(anna.consents.model_dump().values())


@pytest.mark.parametrize("spoken", ["Anna", "anna", "it's Anna", "Ana"])
def test_a_driver_is_found_by_a_spoken_name(drivers: Drivers, spoken: str) -> None:
    drivers.create("Ben")
    anna = drivers.create("Anna")
    name = spoken.removeprefix("it's ")
    assert drivers.named(name) == anna
    with pytest.raises(UnknownDriverError):
        drivers.named("Christopher")


def test_a_profile_is_changed(drivers: Drivers) -> None:
    anna = drivers.create("Anna")
    drivers.keep(anna.model_copy(update={"car_key": "2"}))
    assert [driver.car_key for driver in drivers.all()] == ["2"]


def test_two_drivers_never_see_each_other(drivers: Drivers, tmp_path: Path) -> None:
    anna, ben = drivers.create("Anna"), drivers.create("Ben")
    with closing(drivers.open(anna.id)) as vault:
        vault.put("preference", "1", TOLD.encode())
    with closing(drivers.open(ben.id)) as vault:
        assert vault.all("preference") == ()
    home = tmp_path / "drivers"
    for name in ("key", "profile", "memory.db"):
        (home / ben.id / name).write_bytes((home / anna.id / name).read_bytes())
    with pytest.raises(LockedError):
        drivers.open(ben.id)


def test_not_even_a_name_can_be_read(drivers: Drivers, tmp_path: Path) -> None:
    drivers.create("Annabella Montgomery")
    assert _found(tmp_path, b"Annabella", "Annabella".encode("utf-16-le")) == []


def test_an_erased_driver_is_gone_from_the_disk(drivers: Drivers, tmp_path: Path) -> None:
    anna, ben = drivers.create("Anna"), drivers.create("Ben")
    with closing(drivers.open(anna.id)) as vault:
        for number in range(100):
            vault.put("preference", str(number), TOLD.encode(), VECTOR)
    key = (tmp_path / "drivers" / anna.id / "key").read_bytes()
    drivers.erase(anna.id)
    assert _found(tmp_path, TOLD.encode(), TOLD.encode("utf-16-le"), VECTOR, key) == []
    assert not (tmp_path / "drivers" / anna.id).exists()
    assert drivers.all() == (ben,)
    with pytest.raises(UnknownDriverError):
        drivers.erase(anna.id)


def test_a_lost_key_file_opens_nobody(drivers: Drivers, tmp_path: Path) -> None:
    anna = drivers.create("Anna")
    (tmp_path / "keys" / "memory.key").unlink()
    with pytest.raises(LockedError):
        drivers.open(anna.id)
