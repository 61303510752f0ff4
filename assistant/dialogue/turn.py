"""One turn, top to bottom. Read this file first."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant import policy
from assistant.care import CARE_SIGNALS, Care, NoCare
from assistant.cloud import CLOUD_SIGNALS, CONSENT_SIGNALS, Cloud, NoCloud
from assistant.dialogue import record, wording
from assistant.errors import TurnError
from assistant.known import Offer
from assistant.memory import MEMORY_SIGNALS, Memory, Told
from assistant.messages import (
    NOTHING_SENT,
    Conversation,
    Outcome,
    Permit,
    Plan,
    Reply,
    Say,
    Scene,
    Status,
    Step,
    Timing,
    Transcript,
    Turn,
)
from assistant.understanding.cascade import Understanding
from models import Cancel, normalise
from vehicle_bus import Actuation, BusCommand, VehicleBusError, VehicleState, Zone

_NEW = Conversation()
_ASKED = MEMORY_SIGNALS | CLOUD_SIGNALS | CARE_SIGNALS
"""Wishes that are asked of a part of the assistant, and never reach the bus."""


class Car(Protocol):
    """What a turn needs of a vehicle. VehicleBusError if it cannot be had."""

    def refresh(self) -> VehicleState: ...
    def actuate(self, commands: Sequence[BusCommand]) -> Actuation: ...


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Understands, judges, acts and answers; what outlives a turn is in the turn it returns."""

    understanding: Understanding
    vehicle: Car
    memory: Memory
    cloud: Cloud = field(default_factory=NoCloud)
    rules: policy.Rules = policy.NO_MORE_RULES
    """On top of our own; they can only be stricter."""
    clock: Callable[[], float] = time.monotonic
    care: Care = field(default_factory=NoCare)

    def take_turn(
        self, heard: Transcript, conversation: Conversation = _NEW, cancel: Cancel | None = None
    ) -> Turn:
        """One whole turn; TurnError if anything in it breaks."""
        try:
            return self._turn(heard, conversation, cancel)
        except Exception as error:  # the edge: one broken turn must not end the conversation
            raise TurnError("Sorry, something went wrong with that.") from error

    def _turn(self, heard: Transcript, conversation: Conversation, cancel: Cancel | None) -> Turn:
        began = time.perf_counter()
        said = normalise(heard.text)
        vehicle = self.vehicle.refresh()
        known = self.memory.known(vehicle)
        scene = Scene(
            vehicle, heard.speaker, conversation, self.clock(), said, known, self.cloud.notice
        )
        if _is_lost(heard):
            return _asked_again(heard, scene, began)
        plan = self.understanding.understand(scene, cancel).no_surer_than(heard.confidence)
        understood = time.perf_counter()
        verdicts = policy.judge(plan, scene, self.rules)
        outcomes = tuple(self._perform(v, scene) for v in verdicts if isinstance(v, Permit))
        acted = time.perf_counter()
        reply = wording.compose(plan, verdicts, outcomes)
        after = record.conversation_after(scene, plan, verdicts, outcomes, reply)
        ms = Timing((understood - began) * 1e3, (acted - understood) * 1e3, _ms_since(began))
        return Turn(heard, scene, plan, verdicts, outcomes, reply, after, ms)

    def propose(self, offer: Offer, conversation: Conversation) -> Turn | None:
        """A turn that the car begins: asks for a yes, or does what was agreed for always.

        None: not now; a question is open, or something of it is not allowed. TurnError if
        anything breaks.
        """
        try:
            return self._proposed(offer, conversation)
        except Exception as error:  # the edge, as above
            raise TurnError("Sorry, something went wrong with that.") from error

    def _proposed(self, offer: Offer, conversation: Conversation) -> Turn | None:
        began = time.perf_counter()
        vehicle = self.vehicle.refresh()
        before = replace(conversation, offer=offer)
        scene = Scene(vehicle, Zone.DRIVER, before, self.clock())
        if scene.pending is not None:
            return None
        plan = Plan((Step(record.OFFER, ("usual",), offer.commands),), because=offer.because)
        verdicts = policy.judge(plan, scene, self.rules)
        permits = [verdict for verdict in verdicts if isinstance(verdict, Permit)]
        if len(permits) < len(verdicts):
            return None
        outcomes = tuple(self._perform(v, scene) for v in permits) if offer.is_agreed else ()
        if outcomes:
            reply = wording.as_agreed(wording.compose(plan, verdicts, outcomes))
            after = record.conversation_after(scene, plan, verdicts, outcomes, reply)
        else:
            reply = wording.offered(offer)
            after = record.after_offer(before, offer, plan.steps[0], scene.now_s)
        after = replace(after, reply=reply.text)
        ms = Timing(0.0, 0.0, _ms_since(began))
        return Turn(Transcript(""), scene, plan, verdicts, outcomes, reply, after, ms)

    def announce(self, text: str, conversation: Conversation, *, is_pressing: bool) -> Turn | None:
        """A turn in which the car tells something and asks nothing; an open question stays open.

        None: not now, for what is not pressing does not interrupt a question. TurnError if
        anything breaks.
        """
        began = time.perf_counter()
        try:
            scene = Scene(self.vehicle.refresh(), Zone.DRIVER, conversation, self.clock())
        except Exception as error:  # the edge, as above
            raise TurnError("Sorry, something went wrong with that.") from error
        if scene.pending is not None and not is_pressing:
            return None
        plan = Plan((Step(record.WARNING, ("warning",), (Say(text),)),))
        after = replace(conversation, reply=text)
        ms = Timing(0.0, 0.0, _ms_since(began))
        reply = Reply(text, Status.DONE)
        return Turn(Transcript(""), scene, plan, (), (), reply, after, ms)

    def _perform(self, permit: Permit, scene: Scene) -> Outcome:
        told = [self._told(c, scene) for c in permit.commands if c.signal in _ASKED]
        moved = self._move(tuple(c for c in permit.commands if c.signal not in _ASKED))
        told += [self.cloud.carry_out(c, scene) for c in _agreed(permit, moved)]
        reported = (*moved.reported, *(pair for one in told for pair in one.reported))
        already = _standing(permit.commands, scene.vehicle)
        answers = tuple(one.answer for one in told)
        because = tuple(one.because for one in told if one.because)
        return Outcome(permit, replace(moved, reported=reported), already, answers, because)

    def _told(self, command: BusCommand, scene: Scene) -> Told:
        if command.signal in CARE_SIGNALS:
            return self.care.carry_out(command, scene)
        asked = self.memory if command.signal in MEMORY_SIGNALS else self.cloud
        return asked.carry_out(command, scene)

    def _move(self, commands: tuple[BusCommand, ...]) -> Actuation:
        if not commands:
            return NOTHING_SENT
        try:
            return self.vehicle.actuate(commands)
        except VehicleBusError as error:
            return Actuation((), (), tuple((command.signal, error.code) for command in commands))


def _agreed(permit: Permit, moved: Actuation) -> tuple[BusCommand, ...]:
    """What the owner allows to be sent, or no longer, once the car has reported it.

    To allow takes so many words: taking back that something was forbidden does not allow it.
    """
    is_said = permit.step.skill != record.UNDO
    return tuple(
        command
        for command in permit.step.commands
        if command.signal in CONSENT_SIGNALS
        and (command.signal, command.value) in moved.reported
        and (is_said or command.value is False)
    )


def _is_lost(heard: Transcript) -> bool:
    """Spoken, and not heard well enough to make anything of it."""
    return heard.is_unclear or (heard.hear_ms is not None and not heard.text)


def _asked_again(heard: Transcript, scene: Scene, began: float) -> Turn:
    """Nothing is planned and nothing forgotten: an open question stays open."""
    reply = wording.ask_again(heard)
    after = replace(scene.conversation, reply=reply.text)
    plan = Plan(problem="speech.unclear")
    return Turn(heard, scene, plan, (), (), reply, after, Timing(0.0, 0.0, _ms_since(began)))


def _standing(commands: tuple[BusCommand, ...], state: VehicleState) -> tuple[str, ...]:
    return tuple(c.signal for c in commands if state.target(c.signal) == c.value)


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1e3
