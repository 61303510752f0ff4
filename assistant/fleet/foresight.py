"""Adds to an answer about a part what the last look at it foresaw.

The look itself runs once a day, apart (``workshop``); here its outcome is read. A logbook that
cannot be read costs this sentence and nothing else.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assistant.care import ASK, Care
from assistant.memory import Told
from assistant.messages import Scene
from cloud_sync import WEARING_PARTS, CloudError, Logbook, Outlook
from vehicle_bus import BusCommand

_LOG = logging.getLogger(__name__)
_KINDS: Mapping[str, frozenset[str]] = {
    "TYRES": frozenset({"tyre"}),
    "BATTERY": frozenset({"starter_battery", "drive_battery"}),
    "BRAKES": frozenset({"brake"}),
    "COOLANT": frozenset({"coolant"}),
    "WIPERS": frozenset({"wiper"}),
    "FILTERS": frozenset({"cabin_filter"}),
    "PARTS": frozenset(part.kind for part in WEARING_PARTS.values()),
}
"""By what is asked about."""
_MOST = 3
_FRESH = timedelta(days=1)
_STALE = timedelta(days=30)
_NOTHING_NEAR = "Of what I keep watch of, nothing will need doing soon."
_NOTHING_KNOWN = "How long parts will last I cannot tell yet: I have not seen enough of them."


@dataclass(frozen=True, slots=True)
class Foresight:
    """A ``Care`` that knows of tomorrow, too."""

    care: Care
    logbook: Logbook
    now: Callable[[], datetime]

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        told = self.care.carry_out(command, scene)
        kinds = _KINDS.get(str(command.value)) if command.signal == ASK else None
        if kinds is None:
            return told
        try:
            outlooks = self.logbook.outlooks()
        except CloudError as error:
            _LOG.info("foresight.unread", extra={"code": error.code})
            return told
        today = self.now().date()
        known = [one for one in outlooks if _is_of(one, kinds) and _is_recent(one, today)]
        text = _all_parts(known) if command.value == "PARTS" else _part(known)
        return _with(told, _dated(text, known, today))


def _part(known: list[Outlook]) -> str:
    """What is near, else what is due first: of four tyres that last, one is enough."""
    return _near(known) or (known[0].said if known else "")


def _all_parts(known: list[Outlook]) -> str:
    if all(one.likely_days is None for one in known):
        return _NOTHING_KNOWN
    return _near(known) or _NOTHING_NEAR


def _near(known: Iterable[Outlook]) -> str:
    return " ".join([one.said for one in known if one.is_near][:_MOST])


def _dated(text: str, known: list[Outlook], today: date) -> str:
    """A look that is not of today is said to be of its day."""
    if not text or not known or today - known[0].looked_on <= _FRESH:
        return text
    day = known[0].looked_on
    return f"As I saw it on {day.day} {day:%B}: {text}"


def _with(told: Told, text: str) -> Told:
    joined = f"{told.answer.text} {text}".strip()
    return replace(told, answer=replace(told.answer, text=joined))


def _is_of(one: Outlook, kinds: frozenset[str]) -> bool:
    return one.component in WEARING_PARTS and WEARING_PARTS[one.component].kind in kinds


def _is_recent(one: Outlook, today: date) -> bool:
    return today - one.looked_on <= _STALE
