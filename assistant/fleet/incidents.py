"""From turns, updates and attacks to incidents: what a barrier stopped, what a person put right.

An incident holds codes and no word of the turn. It is noted in the car; whether it may be told is
not decided here.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.fleet.telling import is_correction, is_undo
from assistant.messages import Refusal, Turn
from cloud_sync import CloudRule, Incident, IncidentKind, SecurityEvent

_INTERLOCK = "interlock."
_HARMLESS = frozenset({"interlock.out_of_range", "interlock.not_fitted"})
"""There is no such thing to move: nothing was averted."""
_UNSAFE_SKILL = "talk.unsafe"
_BLOCKED = "bus.blocked."
_KINDS: Mapping[str, IncidentKind] = MappingProxyType(
    {
        CloudRule.COMMAND: IncidentKind.INJECTED_ORDER,
        CloudRule.UPDATE: IncidentKind.UPDATE_REFUSED,
        CloudRule.STALE: IncidentKind.UPDATE_REFUSED,
        CloudRule.TAMPERED: IncidentKind.UPDATE_REFUSED,
    }
)
"""Of what the watch finds; anything else is an intrusion."""


def of_turn(turn: Turn, at: datetime, release: str | None) -> Iterator[Incident]:
    evidence = None if turn.record is None else f"record:{turn.record}"
    for verdict in turn.verdicts:
        if isinstance(verdict, Refusal) and _averts(verdict.rule):
            yield Incident.once(IncidentKind.UNSAFE_BLOCKED, verdict.rule, at, release, evidence)
    if any(step.skill == _UNSAFE_SKILL for step in turn.plan.steps):
        yield Incident.once(IncidentKind.UNSAFE_BLOCKED, _UNSAFE_SKILL, at, release, evidence)
    failures = (code for outcome in turn.outcomes for _, code in outcome.actuation.failures)
    for code in dict.fromkeys(failures):
        if code.startswith(_BLOCKED):
            yield Incident.once(IncidentKind.GATE_BLOCKED, code, at, release, evidence)
    if is_undo(turn) or is_correction(turn):
        code = "turn.undo" if is_undo(turn) else "turn.correction"
        yield Incident.once(IncidentKind.WRONG_CORRECTED, code, at, release, evidence)


def of_attack(event: SecurityEvent, release: str | None) -> Incident:
    """What the watch has found, on the bus or on the line."""
    return Incident(
        kind=_KINDS.get(event.rule, IncidentKind.INTRUSION),
        code=event.rule,
        at=event.first_at,
        last_at=event.last_at,
        release=release,
        count=event.count,
    )


def of_update(phase: str, problem: str, at: datetime, release: str | None) -> Incident:
    kind = IncidentKind.UPDATE_REFUSED
    if phase == "rolled_back":
        kind = IncidentKind.UPDATE_ROLLED_BACK
    return Incident.once(kind, problem, at, release)


def _averts(rule: str) -> bool:
    return rule.startswith(_INTERLOCK) and rule not in _HARMLESS
