"""What stays of a turn when its driver is erased: ids, numbers and codes, and nobody's words."""

from collections.abc import Mapping
from typing import Any

from assistant.messages import Confirm, Permit, Refusal, Step, Turn, Verdict

_DIGITS = 4


def facts(turn: Turn, start: int) -> Mapping[str, Any]:
    """``start``: the record that tells by which versions it was decided."""
    actuations = [outcome.actuation for outcome in turn.outcomes]
    return {
        "by": start,
        "speaker": turn.scene.speaker.value,
        "sound": turn.heard.sound_sha256,
        "heard_confidence": round(turn.heard.confidence, _DIGITS),
        "understood_by": turn.plan.understood_by,
        "problem": turn.plan.problem,
        "steps": [_step(step) for step in turn.plan.steps],
        "verdicts": [_verdict(verdict) for verdict in turn.verdicts],
        "status": turn.reply.status.value,
        "frames": len(turn.frames),
        "reported": sum(len(one.reported) for one in actuations),
        "failures": [code for one in actuations for _, code in one.failures],
        "ms": {
            "hear": round(turn.heard.hear_ms or 0.0, 1),
            "understand": round(turn.ms.understand, 1),
            "act": round(turn.ms.act, 1),
            "total": round(turn.ms.total, 1),
        },
    }


def _step(step: Step) -> Mapping[str, Any]:
    return {
        "skill": step.skill,
        "confidence": round(step.confidence, _DIGITS),
        "confirmed": step.confirmed,
        "corrects": step.corrects,
    }


def _verdict(verdict: Verdict) -> Mapping[str, Any]:
    match verdict:
        case Permit():
            return {"verdict": "permit", "rules": list(verdict.rules)}
        case Confirm():
            return {"verdict": "confirm", "rules": [verdict.rule]}
        case Refusal():
            return {"verdict": "refuse", "rules": [verdict.rule], "reason": verdict.reason}
        case _:
            return {"verdict": "admit", "rules": []}
