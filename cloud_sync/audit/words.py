"""What is in the records, in words for people."""

from collections.abc import Mapping
from typing import Any

from cloud_sync.audit.record import Kind, Row
from cloud_sync.audit.verifying import Verified

_ERASED = "What was said is erased; what was decided stays."


def verified(found: Verified) -> str:
    said = f"{found.records} records"
    if found.is_whole:
        until = f"; the car's certificate stands for the first {found.vouched_until}"
        return f"{said}, whole and in order{until if found.vouched_until else ''}."
    wrong = [f"  {p.sequence}: {p.what} ({p.code})" for p in found.problems]
    return "\n".join([f"{said}, and something is wrong:", *wrong])


def line(row: Row) -> str:
    """One record in one line."""
    facts = row.facts
    told = _TOLD.get(row.kind, _nothing)(facts)
    return f"{row.sequence:6}  {facts['at'][:19]}  {row.kind:10}  {told}"


def whole(row: Row, content: Mapping[str, Any] | None, code: str | None) -> str:
    """A record with what was said, if that can be read."""
    said = [line(row), *(f"  {name}: {value}" for name, value in sorted(row.facts.items()))]
    if content is not None:
        said.append(f"  said: {content['heard']['text']}")
        said.append(f"  answered: {content['reply']['text']}")
    elif code is not None:
        said.append(f"  {_ERASED}")
    return "\n".join(said)


def why(row: Row, content: Mapping[str, Any] | None) -> str:
    if content is None:
        return f"{_ERASED} {_turn(row.facts)}"
    return str(content["why"] or content["reply"]["text"])


def again(answer: Mapping[str, Any]) -> str:
    sequence, found = answer["sequence"], answer.get("again")
    if found is None:
        return f"{sequence:6}  {_ERASED}"
    if found["is_same"]:
        return f"{sequence:6}  the same plan and frames"
    what = [part for part in ("plan", "frames") if not found.get(part, True)]
    changed = found.get("changed") or ["nothing that is known"]
    because = found.get("problem") or f"changed since: {', '.join(changed)}"
    return f"{sequence:6}  other {' and '.join(what) or 'outcome'}; {because}"


def _turn(facts: Mapping[str, Any]) -> str:
    skills = ", ".join(step["skill"] for step in facts["steps"]) or "nothing understood"
    rules = [rule for verdict in facts["verdicts"] for rule in verdict["rules"]]
    by = f" by {', '.join(rules)}" if rules else ""
    return f"{skills}; {facts['status']}{by}; {facts['frames']} frames, {facts['ms']['total']} ms"


def _start(facts: Mapping[str, Any]) -> str:
    after = f"; begun anew: {facts['after_damage']}" if facts["after_damage"] else ""
    release = facts["versions"]["release"] or "as delivered"
    return f"program {facts['versions']['program']}, {release}{after}"


def _checkpoint(facts: Mapping[str, Any]) -> str:
    by = "vouched for by the car" if facts["vouched"] else "signed by the recorder"
    return f"stands for {facts['size']} records, {by}"


def _broken(facts: Mapping[str, Any]) -> str:
    return f"ended in {facts['problem']}"


def _nothing(facts: Mapping[str, Any]) -> str:
    return ""


_TOLD = {
    Kind.TURN.value: _turn,
    Kind.OFFER.value: _turn,
    Kind.NOTICE.value: _turn,
    Kind.START.value: _start,
    Kind.CHECKPOINT.value: _checkpoint,
    Kind.BROKEN.value: _broken,
}
