"""The drivers of this car, each in a directory of its own that tells nothing without its key.

    <home>/<id>/key          the memory's key, locked by the ``KeyProvider``
    <home>/<id>/profile      the ``Driver``, the name included, encrypted by that key
    <home>/<id>/memory.db    all that is remembered, encrypted by it too

Erasing destroys the key first: what a disk may still hold after that cannot be read by anyone.
"""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import ValidationError
from rapidfuzz import fuzz

from models import normalise
from personalization.driver import Driver
from personalization.errors import DamagedError, FullError, UnknownDriverError
from personalization.keys import KEY_BYTES, KeyProvider, sealed, unsealed
from personalization.vault import Vault

_PROFILE = "profile"
_KEY = "key"
_MEMORY = "memory.db"
_ALIKE = 80.0
"""Least similarity in percent for a spoken name."""


class Drivers:
    def __init__(self, home: Path, keys: KeyProvider) -> None:
        self._home = home
        self._keys = keys

    def all(self) -> tuple[Driver, ...]:
        """Every driver, by name."""
        identities = [path.parent.name for path in self._home.glob(f"*/{_KEY}")]
        found = (self._profile(identity) for identity in identities)
        return tuple(sorted(found, key=lambda driver: (driver.name.casefold(), driver.id)))

    def named(self, spoken: str) -> Driver:
        """The driver whose name sounds most like this; UnknownDriverError if none does."""
        wanted = normalise(spoken).text
        scored = [(fuzz.ratio(wanted, normalise(d.name).text), d) for d in self.all()]
        score, driver = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if driver is None or score < _ALIKE:
            raise UnknownDriverError("I know no driver of that name.")
        return driver

    def create(self, name: str) -> Driver:
        driver = Driver(id=uuid4().hex, name=name)
        key = os.urandom(KEY_BYTES)
        directory = self._home / driver.id
        directory.mkdir(parents=True, mode=0o700)
        self._write_profile(driver, key)
        _replace(directory / _KEY, self._keys.lock(key, driver.id))
        return driver

    def keep(self, driver: Driver) -> None:
        """Put a changed profile in the place of the one before."""
        self._write_profile(driver, self._key(driver.id))

    def open(self, identity: str) -> Vault:
        """The memory of a driver; to be closed."""
        return Vault(self._home / identity / _MEMORY, self._key(identity))

    def derived_key(self, identity: str, purpose: str) -> bytes:
        """A key for content of this driver that lies elsewhere: erasing the driver erases it, too.

        UnknownDriverError: there is no such driver any more.
        """
        derivation = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode())
        return derivation.derive(self._key(identity))

    def erase(self, identity: str) -> None:
        """Key and memory are gone when it returns; UnknownDriverError if they already were."""
        directory = self._home / identity
        key = directory / _KEY
        if not key.exists():
            raise UnknownDriverError("There is no such driver.")
        _overwrite(key)
        key.unlink()
        shutil.rmtree(directory)

    def _key(self, identity: str) -> bytes:
        try:
            locked = (self._home / identity / _KEY).read_bytes()
        except OSError as error:
            raise UnknownDriverError("There is no such driver.") from error
        return self._keys.unlock(locked, identity)

    def _profile(self, identity: str) -> Driver:
        try:
            content = (self._home / identity / _PROFILE).read_bytes()
            return Driver.model_validate_json(unsealed(self._key(identity), content, identity))
        except (OSError, ValidationError) as error:
            raise DamagedError("The profile of a driver is damaged.") from error

    def _write_profile(self, driver: Driver, key: bytes) -> None:
        content = sealed(key, driver.model_dump_json().encode(), driver.id)
        _replace(self._home / driver.id / _PROFILE, content)


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    try:
        part.write_bytes(b"")
        part.chmod(0o600)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise FullError("There is no room left to remember that.") from error


def _overwrite(path: Path) -> None:
    """In place, so that what is overwritten is what was there."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
