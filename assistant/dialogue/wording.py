"""Every sentence the assistant says that is not a skill's own.

"Done" is only ever said of values the car reported back; what was asked for and not reported
is named as not done. The status of a reply is that of its most pressing part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.care import CARE_SIGNALS
from assistant.cloud import CLOUD_SIGNALS
from assistant.dialogue import naming
from assistant.dialogue.record import MOST_LISTED
from assistant.known import Offer
from assistant.memory import MEMORY_SIGNALS
from assistant.messages import (
    Admission,
    AskWhich,
    Confirm,
    Outcome,
    Plan,
    Refusal,
    Reply,
    Say,
    Status,
    Step,
    Transcript,
    Verdict,
)
from vehicle_bus import Value

_WHY_NOT = {
    "not_while_moving": "Not while we are moving.",
    "dark_and_moving": "Not while driving in the dark: we would not be seen.",
    "not_with_fog_lights": "Not while the fog lights are on.",
    "needs_speed": "We are too slow for the cruise control.",
    "raining_and_moving": "Not while driving in the rain.",
    "out_of_range": "That is further than it goes.",
    "not_fitted": "This car does not have that.",
    "child_locked": "The rear windows are locked by the driver.",
    "front_row_only": "Only the front seats may do that.",
    "driver_only": "Only the driver may ask that.",
}
_UNSUPPORTED_REASONS = frozenset({"not_fitted"})
_WHY_FAILED = {
    "bus.timeout": "the car did not confirm it",
    "bus.lost": "I have no connection to the car",
    "ecu.not_found": "it could not be found",
    "ecu.not_fitted": "this car does not have it",
    "ecu.not_available": "it is not available right now",
    "ecu.ambiguous": "there are several of that name",
}
_NOT_UNDERSTOOD = "Sorry, I did not understand that."
_TOO_LONG = "Sorry, that was too long for me. Please say it in fewer words."
_NOTHING_HEARD = "I did not hear anything."
_HEARD_BADLY = "Sorry, I did not hear that well enough. Please say it again."
_SURE_OF_A_WORD = 0.6
"""Words less likely than this are not said back."""
_SAID_BACK_WORDS = 3
_FAILED = "Sorry, I only know fixed phrases right now, and that is none of them."
_PROBLEMS = {
    "understanding.too_long": _TOO_LONG,
    "models.context_overflow": _TOO_LONG,
    "models.cancelled": "Okay, I stopped.",
}
_ANSWERED = MEMORY_SIGNALS | CLOUD_SIGNALS | CARE_SIGNALS
"""What these did is told by their own answers."""
_MOST_ALSO = 2
"""More companions than this are not worth the driver's ear; the record has them all."""


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    status: Status


def compose(plan: Plan, verdicts: Sequence[Verdict], outcomes: Sequence[Outcome]) -> Reply:
    """The whole answer: what was done, what was not, what is asked."""
    if not plan.steps:
        if plan.problem is None:
            return Reply(_NOT_UNDERSTOOD, Status.CLARIFY)
        return Reply(_PROBLEMS.get(plan.problem, _FAILED), Status.UNSUPPORTED)
    parts = [p for outcome in outcomes for p in _performed(outcome)]
    parts += [_refused(v) for v in verdicts if isinstance(v, Refusal)]
    parts += _asked([v for v in verdicts if isinstance(v, Confirm)])
    if any(isinstance(verdict, Admission) for verdict in verdicts):
        parts.append(_Part(_NOT_UNDERSTOOD, Status.CLARIFY))
    status = min((p.status for p in parts), key=list(Status).index)
    return Reply(" ".join(dict.fromkeys(p.text for p in parts if p.text)), status)


def offered(offer: Offer) -> Reply:
    return Reply(offer.question, Status.NEEDS_CONFIRMATION)


def as_agreed(done: Reply) -> Reply:
    return Reply(f"As always: {done.text[:1].lower()}{done.text[1:]}", done.status)


def ask_again(heard: Transcript) -> Reply:
    """What was not heard, told by the words around it."""
    if not heard.text:
        return Reply(_NOTHING_HEARD, Status.CLARIFY)
    clear = [word.probability >= _SURE_OF_A_WORD for word in heard.words]
    if sum(clear) * 2 <= len(clear) or all(clear):
        return Reply(_HEARD_BADLY, Status.CLARIFY)
    first = clear.index(False)
    before = " ".join(word.text for word in heard.words[max(0, first - _SAID_BACK_WORDS) : first])
    if before:
        text = f'Sorry, what came after "{before}"? Please say it again.'
        return Reply(text, Status.CLARIFY)
    start = clear.index(True)
    after = " ".join(word.text for word in heard.words[start : start + _SAID_BACK_WORDS])
    return Reply(f'Sorry, what came before "{after}"? Please say it again.', Status.CLARIFY)


def _performed(outcome: Outcome) -> Iterable[_Part]:
    permit = outcome.permit
    yield from _said(permit.step)
    yield from (_Part(answer.text, answer.status) for answer in outcome.answers)
    reported = {s: v for s, v in outcome.actuation.reported if s not in _ANSWERED}
    asked = {c.signal: reported[c.signal] for c in permit.step.commands if c.signal in reported}
    fresh = {signal: value for signal, value in asked.items() if signal not in outcome.already}
    found = dict(outcome.actuation.found)
    if listed := [name for signal in asked for name in found.get(signal, ())[:MOST_LISTED]]:
        yield _Part(f"I found {_or(listed)}. Which one?", Status.DONE)
    elif fresh:
        yield _Part(_sentence(_listed(fresh)), Status.DONE)
    elif asked:
        yield _Part(_sentence("already so: " + _listed(asked)), Status.DONE)
    also = [c.signal for c in permit.companions if c.signal in reported][:_MOST_ALSO]
    if also:
        yield _Part(_sentence("also: " + _listed({s: reported[s] for s in also})), Status.DONE)
    if "note.zones_far_apart" in permit.notes:
        yield _Part("The sides are now far apart.", Status.DONE)
    wanted = {command.signal for command in permit.step.commands}
    for signal, code in outcome.actuation.failures:
        if signal in wanted:
            yield _failed(signal, code, found.get(signal, ())[:MOST_LISTED])


def _said(step: Step) -> Iterable[_Part]:
    """What was said with the question is not said again after the yes."""
    for effect in step.effects:
        if isinstance(effect, Say) and not step.confirmed:
            yield _Part(effect.text, effect.status)
        elif isinstance(effect, AskWhich):
            labels = _or([option.label for option in effect.options])
            yield _Part(f"{effect.question}: {labels}?", Status.CLARIFY)


def _refused(refusal: Refusal) -> _Part:
    named = next(iter(refusal.step.commands), None)
    why = _WHY_NOT.get(refusal.reason, "That is not allowed.")
    status = Status.UNSUPPORTED if refusal.reason in _UNSUPPORTED_REASONS else Status.REFUSED
    what = f"The {naming.label(named.signal)}? " if named is not None else ""
    return _Part(what + why, status)


def _asked(asked: Sequence[Confirm]) -> list[_Part]:
    if not asked:
        return []
    said = [e.text for a in asked for e in a.step.effects if isinstance(e, Say)]
    orders = [naming.order(c.signal, c.value) for a in asked for c in a.step.commands]
    question = " ".join([*said, f"Shall I {naming.both(orders)}?"])
    return [_Part(question, Status.NEEDS_CONFIRMATION)]


def _failed(signal: str, code: str, candidates: Sequence[str]) -> _Part:
    if candidates:
        return _Part(f"Which one: {_or(candidates)}?", Status.CLARIFY)
    reason = code.removeprefix("bus.blocked.").removeprefix("ecu.rejected.")
    named = naming.label(signal)
    if reason in _WHY_NOT:
        status = Status.UNSUPPORTED if reason in _UNSUPPORTED_REASONS else Status.REFUSED
        return _Part(f"The {named}? {_WHY_NOT[reason]}", status)
    status = Status.CLARIFY if code in {"ecu.ambiguous", "ecu.not_found"} else Status.UNSUPPORTED
    why = _WHY_FAILED.get(code, "the car did not take it")
    return _Part(f"Not done ({named}): {why}.", status)


def _listed(values: dict[str, Value]) -> str:
    """Signals that came to the same are named together: "driver's and rear window closed"."""
    groups: dict[str, list[str]] = {}
    for signal, value in values.items():
        whole = naming.sentence(signal, value)
        name = naming.label(signal)
        rest = whole.removeprefix(name) if whole.startswith(name) else None
        groups.setdefault(whole if rest is None else rest, []).append("" if rest is None else name)
    return ", ".join(
        f"{naming.both([n for n in names if n])}{rest}" for rest, names in groups.items()
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _or(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
