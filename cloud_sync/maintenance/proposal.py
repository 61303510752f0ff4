"""What a workshop is to do, by when, with what, and why: one visit for all that is near.

A proposal claims nothing beyond the prognoses it holds. It is told once for each need; whoever does
not act on it is not asked again about the same need.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cloud_sync.event import ComponentHealth, Service
from cloud_sync.maintenance.component import Component
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

    def event(self) -> Service:
        return Service(
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


def untold(logbook: Logbook, assessments: Sequence[Assessment]) -> ServiceProposal | None:
    """What is near, if something of it was never told; from now on it has been."""
    proposal = proposed(assessments)
    if proposal is None:
        return None
    fresh = [
        logbook.tell(need.component.id, need.first_seen)
        for need in proposal.needs
        if need.first_seen
    ]
    return proposal if any(fresh) else None


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


def _event(
    one: Assessment, fitted: Fitted | None, odometer_km: float | None
) -> ComponentHealth:
    part: Component = one.component
    is_known = isinstance(one, Prognosis)
    since = fitted.day if fitted else (one.change.renewed_on if is_known else None)
    km = fitted.odometer_km if fitted else None
    return ComponentHealth(
        component=part.id,
        part_number=fitted.part_number if fitted else None,
        serial=fitted.serial if fitted else None,
        fitted_on=since.isoformat() if since else None,
        age_days=(one.on - since).days if is_known and since else None,
        age_km=odometer_km - km if odometer_km is not None and km is not None else None,
        health_percent=one.health_percent if is_known else None,
        remaining_low_days=one.remaining.low if is_known else None,
        remaining_likely_days=one.remaining.likely if is_known else None,
        remaining_high_days=one.remaining.high if is_known else None,
        reuse=part.reuse,
    )
