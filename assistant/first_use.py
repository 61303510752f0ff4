"""Whoever uses the car for the first time is told that it is a machine (EU AI Act, article 50).

Told once to each driver of a home, and once to guests. It follows the first answer and never comes
before one: a wish is done first. What is kept is that somebody was told, not who.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

from assistant.messages import Reply, Status
from personalization import Driver

NOTICE = Reply(
    "One thing, as we have not talked before: I am a machine, an artificial intelligence, and my "
    "voice is synthetic. I can be wrong; say undo that to take something back.",
    Status.DONE,
)
_LOG = logging.getLogger(__name__)
_FILE = "told-it-is-a-machine.json"
_GUEST = ""
_DIGITS = 16


class FirstUse:
    """To be used from one thread."""

    def __init__(self, home: Path, driver: Callable[[], Driver | None]) -> None:
        """``driver``: who drives; None is a guest."""
        self._path = home / _FILE
        self._driver = driver
        self._told: frozenset[str] = frozenset()

    def notice(self) -> Reply | None:
        """What to tell now; from then on it counts as told."""
        driver = self._driver()
        named = driver.id if driver else _GUEST
        who = hashlib.sha256(named.encode()).hexdigest()[:_DIGITS]
        if who in self._told:
            return None
        self._told |= _read(self._path)
        if who in self._told:
            return None
        self._told |= {who}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(sorted(self._told)), encoding="utf-8")
        except OSError:  # told again at the next start, which harms nobody
            _LOG.warning("first_use.not_kept")
        return NOTICE


def _read(path: Path) -> frozenset[str]:
    """A file that is damaged: nobody was told."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return frozenset()
    return frozenset(map(str, told)) if isinstance(told, list) else frozenset()
