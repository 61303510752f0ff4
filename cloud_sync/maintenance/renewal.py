"""What was renewed: which part it was, how old and how well it had been, and why it went.

A part nobody wrote down when it came in is not told of: neither its age nor its number is known.
"""

from cloud_sync.event import Repair
from cloud_sync.maintenance.component import COMPONENTS
from cloud_sync.maintenance.logbook import Logbook, Renewal


def repair_events(logbook: Logbook) -> tuple[Repair, ...]:
    """Of every renewal once: whoever takes them tells them."""
    return tuple(_event(logbook, one) for one in logbook.take_renewals())


def _event(logbook: Logbook, one: Renewal) -> Repair:
    was, now = one.was, one.now
    return Repair(
        action="replaced",
        cause=one.cause,
        component=was.component,
        part_number=was.part_number,
        serial=was.serial,
        health_percent=_last_health_percent(logbook, one),
        age_km=_driven_km(was.odometer_km, now.odometer_km),
        age_days=(now.day - was.day).days,
    )


def _driven_km(since: float | None, until: float | None) -> float | None:
    """None: one of the two is not known, or one of them is wrong."""
    if since is None or until is None or until < since:
        return None
    return until - since


def _last_health_percent(logbook: Logbook, one: Renewal) -> float | None:
    """As the part was last read before it went; None: it never was."""
    component = COMPONENTS.get(one.was.component)
    read = [r for r in logbook.readings(one.was.component) if one.was.day <= r.day < one.now.day]
    if component is None or not read:
        return None
    health = component.health(read[-1].value, read[-1].outside_c)
    return round(100 * min(max(health, 0.0), 1.0), 1)
