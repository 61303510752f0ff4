"""Texts the head unit keeps: each has a revision on the bus and is read over the text channel.

A status message carries the revision as a small number; whenever it differs from the one last
read, the text is read again by service ``READ_REPORT`` with the report's name in the field
``report``. Fields of the answers: ``text`` for what is one text; ``place`` and ``contact``,
repeated; for the library ``artist``, ``playlist``, ``station`` and ``podcast``, repeated, those
played most first; for the route ``destination`` and repeated ``waypoint``; for calls ``incoming``
and ``active``, each only while there is one; for messages ``sender`` and ``text`` in turn.
"""

from dataclasses import dataclass

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.signal import Signal

READ_REPORT = 0x01
"""Service that reads one report; the field ``report`` names it."""


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    family: str
    """Whose status message carries the revision."""
    signal: str | None = None
    """Catalogue signal whose value the text is; None where the state has a property of its own."""

    @property
    def revision(self) -> str:
        return f"Report.{self.name.title().replace('_', '')}.Revision"


REPORTS = (
    Report("now_playing", "MEDIA", "Media.NowPlaying"),
    Report("library", "MEDIA"),
    Report("location", "TELEMATICS", "Vehicle.Location"),
    Report("software", "TELEMATICS", "Vehicle.SoftwareVersion"),
    Report("route", "NAV"),
    Report("saved_places", "NAV"),
    Report("contacts", "PHONE"),
    Report("calls", "PHONE"),
    Report("messages", "PHONE"),
)


def _revision(report: Report) -> Signal:
    path = f"{OVERLAY}.{report.revision}"
    return Family(report.family).reading(
        report.revision, path, "Moves on when the text changed", 0, low=0, high=250
    )


REVISIONS = tuple(_revision(report) for report in REPORTS)
