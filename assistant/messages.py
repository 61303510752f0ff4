"""The values a turn is made of, in the order they come to exist.

    Transcript -> Plan of Steps -> Verdict each -> Outcome each -> Reply, all kept in a Turn

Every one is frozen. A stage takes the value before it and returns the value after it;
nothing is filled in later. ``Scene`` is what was true when the turn began and
``Conversation`` what the turn before handed on.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from assistant.known import NOTHING_KNOWN, Known, Offer
from models import HeardWord, Utterance, normalise
from vehicle_bus import Actuation, BusCommand, Frame, Value, VehicleState, Zone


class Status(StrEnum):
    """How a turn ended, the most pressing first."""

    NEEDS_CONFIRMATION = "needs_confirmation"
    CLARIFY = "clarify"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard, and where in the cabin it was said. Typed words have only those two."""

    text: str
    speaker: Zone = Zone.DRIVER
    confidence: float = 1.0
    """How likely these words are the words that were said, 0 to 1."""
    words: tuple[HeardWord, ...] = ()
    """The words as the recogniser gave them, each with how likely it is right."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Names put right afterwards: as recognised, as it is spelled in the car."""
    hear_ms: float | None = None
    """What recognising took; None for typed words. Recognised and empty: nothing was said."""
    is_unclear: bool = False
    """Probably not what was said: it is asked for again and goes no further."""
    sound_sha256: str | None = None
    """Of the sound these words were heard in, in hexadecimal; None for typed words."""
    sounds_like: str | None = None
    """Whose voice it may be: a hint for choosing a profile, never a key. None: nobody's."""


@dataclass(frozen=True, slots=True)
class Say:
    """An answer that moves nothing. The status tells an answer from an admission."""

    text: str
    status: Status = Status.DONE


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: what to call it and what it would do."""

    label: str
    commands: tuple[BusCommand, ...]


@dataclass(frozen=True, slots=True)
class AskWhich:
    """Several readings are equally good: let the person choose."""

    question: str
    options: tuple[Option, ...] = ()


Effect = BusCommand | Say | AskWhich


@dataclass(frozen=True, slots=True)
class Step:
    """One wish, made exact: the commands it comes to in this scene."""

    skill: str
    words: tuple[str, ...]
    """The wish in the answer notation, for the next turn's scene and the record."""
    effects: tuple[Effect, ...]
    confirmed: bool = False
    corrects: bool = False
    """Takes the place of what the last turn did."""
    confidence: float = 1.0
    """How likely this wish is the one that was meant, 0 to 1; 1 for phrases."""

    @property
    def commands(self) -> tuple[BusCommand, ...]:
        return tuple(e for e in self.effects if isinstance(e, BusCommand))


UnderstoodBy = Literal["phrases", "model"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the words come to. No steps: nothing was understood."""

    steps: tuple[Step, ...] = ()
    understood_by: UnderstoodBy = "phrases"
    problem: str | None = None
    """Stable code of what kept the model from answering, if anything did."""
    because: str = ""
    """Where wishes come from that were not said in so many words, in a sentence."""

    def no_surer_than(self, confidence: float) -> "Plan":
        """The same wishes, none of them surer than the words they came from."""
        return replace(
            self,
            steps=tuple(replace(s, confidence=min(s.confidence, confidence)) for s in self.steps),
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a yes (steps) or for a choice (options)."""

    steps: tuple[Step, ...] = ()
    options: tuple[Option, ...] = ()
    until_s: float = 0.0
    """Monotonic time after which an answer comes too late."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One signal that a turn moved, and where it stood before."""

    signal: str
    before: Value | None
    after: Value


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that one turn hands to the next."""

    wishes: tuple[tuple[str, ...], ...] = ()
    """The wishes of the last turns in the answer notation, newest last."""
    deeds: tuple[tuple[Deed, ...], ...] = ()
    """What each acting turn moved, newest last: what "undo" takes back."""
    pending: Pending | None = None
    reply: str = ""
    """What was said last, for "say that again"."""
    why: str = ""
    """The record of the last acting turn in a sentence, for "why did you do that"."""
    offer: Offer | None = None
    """What was offered last, unasked."""
    lesson: tuple[tuple[str, ...], ...] | None = None
    """The wishes since the driver began to show something; None: nothing is being shown."""


NOTHING_SAID = normalise("")


@dataclass(frozen=True, slots=True)
class Scene:
    """What was true when the turn began. Read once, so every stage sees the same."""

    vehicle: VehicleState
    speaker: Zone
    conversation: Conversation
    now_s: float
    """Monotonic time."""
    said: Utterance = NOTHING_SAID
    """The words of this turn in the one spelling: they tell units that a number lacks."""
    known: Known = NOTHING_KNOWN
    """What is remembered of whoever drives; nothing of a guest."""
    notice: str = ""
    """What a driver is told of the update that waits; empty if none does."""

    @property
    def pending(self) -> Pending | None:
        """The question still open, unless its time has run out."""
        waiting = self.conversation.pending
        return waiting if waiting is not None and self.now_s <= waiting.until_s else None


@dataclass(frozen=True, slots=True)
class Permit:
    """Only ``policy.judge`` makes one, and only ``perform`` takes one."""

    step: Step
    companions: tuple[BusCommand, ...] = ()
    """What a careful driver would do along with it."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that added the companions."""
    notes: tuple[str, ...] = ()
    """Ids of remarks worth making."""

    @property
    def commands(self) -> tuple[BusCommand, ...]:
        return (*self.step.commands, *self.companions)


@dataclass(frozen=True, slots=True)
class Confirm:
    """Allowed, if the person says yes to it first."""

    step: Step
    rule: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not now, or not at all; ``reason`` is a stable code, ``rule`` the id of what forbids it."""

    step: Step
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Admission:
    """The reading is too unlikely to act on, and too unlikely to ask about."""

    step: Step


Verdict = Permit | Confirm | Refusal | Admission


NOTHING_SENT = Actuation((), (), ())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the car reported back for one permitted step."""

    permit: Permit
    actuation: Actuation = NOTHING_SENT
    already: tuple[str, ...] = ()
    """Signals that stood where they were wanted before anything was sent."""
    answers: tuple[Say, ...] = ()
    """What the memory of drivers says to what was asked of it."""
    because: tuple[str, ...] = ()
    """Where that is known from."""


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    status: Status


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds spent understanding, acting and in all."""

    understand: float
    act: float
    total: float


@dataclass(frozen=True, slots=True)
class Turn:
    heard: Transcript
    scene: Scene
    plan: Plan
    verdicts: tuple[Verdict, ...]
    outcomes: tuple[Outcome, ...]
    reply: Reply
    conversation: Conversation
    ms: Timing
    record: int | None = None
    """Its number in the flight recorder; None: it was not recorded."""

    @property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(f for o in self.outcomes for f in o.actuation.frames)

    @property
    def reported(self) -> tuple[tuple[str, Value], ...]:
        """Every signal the car reported at its wanted value, the last word on each."""
        return tuple(dict(pair for o in self.outcomes for pair in o.actuation.reported).items())

    @property
    def waiting(self) -> tuple[BusCommand, ...]:
        """What would happen on a yes."""
        pending = self.conversation.pending
        if pending is None:
            return ()
        asked = [c for step in pending.steps for c in step.commands]
        return tuple(asked + [c for option in pending.options for c in option.commands])


def confirmed(step: Step) -> Step:
    return replace(step, confirmed=True)
