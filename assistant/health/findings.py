"""What speaks against driving on, as far as it was read: findings, the most pressing first.

Pure: values in, values out. A finding is only made of what the car reported and what
``knowledge.toml`` says of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.health.knowledge import Entry, Knowledge, Urgency, unknown
from vehicle_bus import Measured, TroubleCode

_NOT_NOW = "Have it looked at within days; if it comes back, heed the warning light."


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    todo: str
    urgency: Urgency
    code: str = ""
    """Trouble code it comes from; empty for a light or a reading."""
    is_known: bool = True

    @property
    def named(self) -> str:
        """ "cylinder 1 misfires (P0301)"."""
        return f"{self.what} ({self.code})" if self.code else self.what


def of_code(trouble: TroubleCode, known: Knowledge) -> Finding:
    """A fault that is stored and not there at the moment is a matter for the workshop."""
    entry, is_known = explained(trouble.code, known), _bare(trouble.code) in known.codes
    if trouble.is_failing_now:
        return Finding(entry.what, entry.todo, entry.urgency, trouble.code, is_known)
    what = f"it is stored, though not the case now, that {entry.what}"
    urgency = max(entry.urgency, Urgency.WORKSHOP, key=lambda one: one.rank)
    return Finding(what, _NOT_NOW, urgency, trouble.code, is_known)


def explained(code: str, known: Knowledge) -> Entry:
    """What is known of a code, or what its number alone says."""
    return known.codes.get(_bare(code)) or unknown(code)


def of_light(name: str, known: Knowledge) -> Finding | None:
    """None for a light nothing is known of."""
    light = known.lights.get(name)
    return Finding(light.what, light.todo, light.urgency) if light else None


def of_readings(readings: Iterable[Measured], known: Knowledge) -> tuple[Finding, ...]:
    found = ((one, known.limit(one.name, one.value)) for one in readings)
    return tuple(
        Finding(limit.what.format(f"{one.value:g}"), limit.todo, limit.urgency)
        for one, limit in found
        if limit is not None
    )


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The most pressing first, known before unknown, and each thing once.

    A light that says no more than a code does is left out: the code is the better word.
    """
    order = sorted(findings, key=lambda f: (f.urgency.rank, not f.is_known, not f.code))
    kept: dict[str, Finding] = {}
    for finding in order:
        kept.setdefault(finding.what, finding)
    return tuple(kept.values())


def worst(findings: Sequence[Finding]) -> Urgency | None:
    """None: nothing was found."""
    return min((f.urgency for f in findings), key=lambda u: u.rank, default=None)


def _bare(code: str) -> str:
    """Without the failure type."""
    return code.partition("-")[0]
