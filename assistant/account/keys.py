"""Whose record it is, and the key that seals it: of the driver, or of today's guests."""

from collections.abc import Callable
from pathlib import Path

from cloud_sync import CloudHome, TrustedClock, guest_key, kept_guest_key
from personalization import Driver, Drivers, PersonalizationError

_PURPOSE = "flight recorder"


class Keys:
    def __init__(
        self, home: Path, drivers: Drivers, driver: Callable[[], Driver | None] = lambda: None
    ) -> None:
        """``driver``: who drives now; None: a guest."""
        self._home = CloudHome(home)
        self._clock = TrustedClock(self._home)
        self._drivers = drivers
        self._driver = driver
        self._known: tuple[str, bytes] | None = None

    def mine(self) -> tuple[str, bytes]:
        """Pseudonym and key of whoever drives; whose key cannot be had is recorded as a guest."""
        driver = self._driver()
        if driver is None:
            return guest_key(self._home, self._clock.now())
        if self._known is None or self._known[0] != driver.id:
            key = self.of(driver.id)
            if key is None:
                return guest_key(self._home, self._clock.now())
            self._known = (driver.id, key)
        return self._known

    def of(self, subject: str) -> bytes | None:
        """None: the driver was erased, or the guest is long gone."""
        if (key := kept_guest_key(self._home, subject)) is not None:
            return key
        try:
            return self._drivers.derived_key(subject, _PURPOSE)
        except PersonalizationError:
            return None
