"""Where the memory of drivers lies: the drivers in one directory, the key of the car in another."""

from pathlib import Path

from personalization.drivers import Drivers
from personalization.keys import KeyFileProvider


def drivers_at(home: Path) -> Drivers:
    return Drivers(home / "drivers", KeyFileProvider(home / "keys" / "memory.key"))
