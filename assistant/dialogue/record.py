"""What one turn hands to the next: recent wishes, what may be taken back, what waits, and why.

The "why" of a turn is put together from its record (rules, frames, read-back), never from the
model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.care import CARE_SIGNALS
from assistant.cloud import CLOUD_SIGNALS
from assistant.dialogue import naming
from assistant.known import Offer
from assistant.memory import AGREE, KEEP, KEY, LIST, RECALL, ROUTINES
from assistant.messages import (
    AskWhich,
    Confirm,
    Conversation,
    Deed,
    Option,
    Outcome,
    Pending,
    Permit,
    Plan,
    Refusal,
    Reply,
    Scene,
    Step,
    Verdict,
)
from assistant.understanding.lessons import SHOW, TAUGHT
from vehicle_bus import BusCommand, Query, Value

WAITS_S = 30.0
"""How long a question stays open; silence is never a yes."""

MOST_LISTED = 3
"""More than three places are not worth listening to while driving."""

_WISHES_KEPT = 3
"""As many turns as the model is told of."""

_DEEDS_KEPT = 100
_NOTHING_TO_UNDO = CARE_SIGNALS | CLOUD_SIGNALS | {LIST, RECALL, ROUTINES, AGREE, KEEP, KEY}
_TALK = ("care.", "talk.", "question.")
UNDO = "talk.undo"
_USUAL = "driver.usual"
OFFER = "driver.offer"
WARNING = "care.warning"
_FORGETS_THAT = "Say forget that, and I forget it."
_FORGETS = "Say what of it I shall forget."


def conversation_after(
    scene: Scene,
    plan: Plan,
    verdicts: Sequence[Verdict],
    outcomes: Sequence[Outcome],
    reply: Reply,
) -> Conversation:
    before = scene.conversation
    wishes = _wishes(plan)
    return Conversation(
        wishes=(*before.wishes, wishes)[-_WISHES_KEPT:] if wishes else before.wishes,
        deeds=_deeds_after(scene, plan, outcomes),
        pending=_pending(scene, verdicts, outcomes),
        reply=reply.text,
        why=_why(scene, plan, verdicts, outcomes) or before.why,
        offer=before.offer,
        lesson=_lesson(before, plan, wishes),
    )


def after_offer(before: Conversation, offer: Offer, step: Step, now_s: float) -> Conversation:
    """The same conversation with the offer waiting for a yes; "undo" knows nothing of it."""
    waiting = Pending((step,), (), now_s + WAITS_S)
    why = f"{offer.because} {_FORGETS_THAT}"
    return replace(before, pending=waiting, offer=offer, why=why)


def _lesson(
    before: Conversation, plan: Plan, wishes: tuple[str, ...]
) -> tuple[tuple[str, ...], ...] | None:
    """What is being shown goes on until it has a name."""
    skills = {step.skill for step in plan.steps}
    if SHOW in skills:
        return ()
    if TAUGHT in skills or before.lesson is None:
        return None
    return (*before.lesson, wishes) if wishes else before.lesson


def _wishes(plan: Plan) -> tuple[str, ...]:
    """The turn's wishes that a later one may refer to; small talk leaves no trace."""
    words: list[str] = []
    for step in plan.steps:
        if not step.skill.startswith(_TALK):
            words += [*([";"] if words else []), *_without_correction(step)]
    return tuple(words)


def _without_correction(step: Step) -> tuple[str, ...]:
    return step.words[1:] if step.corrects else step.words


def _deeds_after(
    scene: Scene, plan: Plan, outcomes: Sequence[Outcome]
) -> tuple[tuple[Deed, ...], ...]:
    """Taking back removes the turn taken back; otherwise what this turn moved is added."""
    earlier = scene.conversation.deeds
    undone = next((step for step in plan.steps if step.skill == UNDO), None)
    if undone is not None:
        return () if "all" in undone.words else earlier[:-1]
    done = tuple(
        Deed(signal, _stood(scene, signal), value)
        for outcome in outcomes
        for signal, value in outcome.actuation.reported
        if signal not in outcome.already and signal not in _NOTHING_TO_UNDO
    )
    return (*earlier, done)[-_DEEDS_KEPT:] if done else earlier


def _stood(scene: Scene, signal: str) -> Value | None:
    """What a signal was before; where the way led is told in words, not as a signal."""
    if signal == "Navigation.Destination":
        place = scene.vehicle.destination
        return Query.of(query=place) if place else None
    return scene.vehicle.target(signal)


def _pending(
    scene: Scene, verdicts: Sequence[Verdict], outcomes: Sequence[Outcome]
) -> Pending | None:
    steps = tuple(v.step for v in verdicts if isinstance(v, Confirm))
    options = tuple(option for outcome in outcomes for option in _options(outcome))
    return Pending(steps, options, scene.now_s + WAITS_S) if steps or options else None


def _options(outcome: Outcome) -> Iterable[Option]:
    """What may be chosen next: readings the skill offered, or places the head unit listed."""
    for effect in outcome.permit.step.effects:
        if isinstance(effect, AskWhich):
            yield from effect.options
    for signal, names in outcome.actuation.found:
        chosen = "Navigation.Destination" if signal == "Navigation.Search" else signal
        for name in names[:MOST_LISTED]:
            yield Option(name, (BusCommand(chosen, Query.of(query=name)),))


def _why(scene: Scene, plan: Plan, verdicts: Sequence[Verdict], outcomes: Sequence[Outcome]) -> str:
    acted = [o for o in outcomes if {c.signal for c in o.permit.commands} - CARE_SIGNALS]
    refused = [v for v in verdicts if isinstance(v, Refusal)]
    if not acted and not refused:
        return ""
    parts = [f"I understood ({plan.understood_by}): " + "; ".join(_meant(plan)) + "."]
    told = [told for outcome in outcomes for told in outcome.because]
    known = [part for part in (plan.because, *told, *_remembered(scene, plan)) if part]
    parts += known
    for outcome in acted:
        parts.append(_because(outcome.permit))
        sent = len(outcome.actuation.frames)
        frames = "1 frame" if sent == 1 else f"{sent} frames"
        reported = [naming.sentence(s, v) for s, v in outcome.actuation.reported]
        parts.append(
            f"{frames} went out, and the car reported: {', '.join(reported) or 'nothing'}."
        )
    parts += [f"Rule {v.rule} forbade {' '.join(v.step.words)}." for v in refused]
    if known:
        parts.append(_FORGETS_THAT if _is_offer(plan) else _FORGETS)
    return " ".join(part for part in parts if part)


def _is_offer(plan: Plan) -> bool:
    return any(step.skill == OFFER for step in plan.steps)


def _remembered(scene: Scene, plan: Plan) -> list[str]:
    """Why values were chosen that nobody said: the driver's own words and habits."""
    vague = [step for step in plan.steps if step.skill == _USUAL or _is_vague(step)]
    wanted = {(command.signal, command.value) for step in vague for command in step.commands}
    liked = (*scene.known.likings, *scene.known.yesterday)
    found = [one.because for one in liked if (one.signal, one.value) in wanted]
    offer = scene.conversation.offer
    found += [offer.because] if offer is not None and _is_offer(plan) else []
    return list(dict.fromkeys(found))


def _is_vague(step: Step) -> bool:
    """Some way up or down: how far was for the car to know."""
    return step.words[-1:] in {("up",), ("down",)}


def _because(permit: Permit) -> str:
    if not permit.rules:
        return ""
    added = ", ".join(naming.sentence(c.signal, c.value) for c in permit.companions)
    return f"Along with it, by rule {', '.join(permit.rules)}: {added}."


def _meant(plan: Plan) -> list[str]:
    return [" ".join(step.words) for step in plan.steps]
