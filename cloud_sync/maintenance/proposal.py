"""What a workshop is to do, by when, with what, and why: one visit for all that is near.

A proposal claims nothing beyond the prognoses it holds. It is told once for each need; whoever does
not act on it is not asked again about the same need.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cloud_sync.event import ComponentHealth, ServiceRequest
from cloud_sync.maintenance.logbook import Fitted, Logbook
from cloud_sync.maintenance.prognosis import Assessment, Condition, Prognosis
from cloud_sync.maintenance.wording import evidence, sentence

WORKSHOP = "workshop"
"""The kind of place to look for."""
_RANK = (Condition.GOOD, Condition.SOON, Condition.DUE)


@dataclass(frozen=True, slots=True)
class ServiceProposal:
    needs: tuple[Prognosis, ...]
    """The most urgent first."""

    @property
    def by(self) -> date:
        """When it should be done: the early end of the first need's interval."""
        return min(self._by(need) for need in self.needs)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need.component.part for need in self.needs))

    @property
    def what(self) -> str:
        return "; ".join(f"{one.component.name}: {one.component.task}" for one in self.needs)

    @property
    def why(self) -> str:
        return " ".join(sentence(need) for need in self.needs)

    def _by(self, need: Prognosis) -> date:
        return need.day(need.remaining.low) or need.on

    def event(self) -> ServiceRequest:
        return ServiceRequest(
            what=self.what,
            why=" ".join(evidence(need) for need in self.needs),
            by=self.by.isoformat(),
            parts="; ".join(self.parts),
            condition=max((need.condition for need in self.needs), key=_RANK.index),
        )


def proposed(assessments: Iterable[Assessment]) -> ServiceProposal | None:
    """Everything that is near, in one visit; None: nothing is."""
    near = [one for one in assessments if isinstance(one, Prognosis) and one.first_seen]
    near.sort(key=lambda one: one.remaining.likely)
    return ServiceProposal(tuple(near)) if near else None


def tell(logbook: Logbook, proposal: ServiceProposal) -> bool:
    """Whether something of it was never told; from now on it has been."""
    fresh = [
        logbook.tell(need.component.id, need.first_seen)
        for need in proposal.needs
        if need.first_seen is not None
    ]
    return any(fresh)


def component_events(
    logbook: Logbook, assessments: Iterable[Assessment], odometer_km: float | None
) -> tuple[ComponentHealth, ...]:
    """Identity, age and health of the parts something is known of."""
    found = []
    for one in assessments:
        fitted = logbook.fitted(one.component.id)
        if isinstance(one, Prognosis) or fitted is not None:
            found.append(_event(one, fitted, odometer_km))
    return tuple(found)


def _event(one: Assessment, fitted: Fitted | None, odometer_km: float | None) -> ComponentHealth:
    known = one if isinstance(one, Prognosis) else None
    seen_new = known.change.renewed_on if known else None
    since = fitted.day if fitted else seen_new
    km = fitted.odometer_km if fitted else None
    left = known.remaining if known else None
    return ComponentHealth(
        component=one.component.id,
        part_number=fitted.part_number if fitted else None,
        serial=fitted.serial if fitted else None,
        fitted_on=since.isoformat() if since else None,
        age_days=(known.on - since).days if known and since else None,
        age_km=odometer_km - km if odometer_km is not None and km is not None else None,
        health_percent=known.health_percent if known else None,
        remaining_low_days=left.low if left else None,
        remaining_likely_days=left.likely if left else None,
        remaining_high_days=left.high if left else None,
        reuse=one.component.reuse,
    )
