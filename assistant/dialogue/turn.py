"""One turn, top to bottom. Read this file first."""

import time
from collections.abc import Callable
from dataclasses import replace

from assistant import policy
from assistant.dialogue import record, wording
from assistant.errors import TurnError
from assistant.memory import MEMORY_SIGNALS, Memory
from assistant.messages import (
    NOTHING_SENT,
    Conversation,
    Offer,
    Outcome,
    Permit,
    Plan,
    Scene,
    Step,
    Timing,
    Transcript,
    Turn,
)
from assistant.understanding.cascade import Understanding
from models import Cancel, normalise
from vehicle_bus import Actuation, BusCommand, Vehicle, VehicleBusError, VehicleState, Zone

_NEW = Conversation()


class Dialogue:
    """Understands, judges, acts and answers; what outlives a turn is in the turn it returns."""

    def __init__(
        self,
        understanding: Understanding,
        vehicle: Vehicle,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._understanding = understanding
        self._vehicle = vehicle
        self._memory = memory
        self._clock = clock

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
        vehicle = self._vehicle.refresh()
        known = self._memory.known(vehicle)
        scene = Scene(vehicle, heard.speaker, conversation, self._clock(), said, known)
        if _is_lost(heard):
            return _asked_again(heard, scene, began)
        plan = self._understanding.understand(scene, cancel).no_surer_than(heard.confidence)
        understood = time.perf_counter()
        verdicts = policy.judge(plan, scene)
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
        vehicle = self._vehicle.refresh()
        before = replace(conversation, offer=offer)
        scene = Scene(vehicle, Zone.DRIVER, before, self._clock())
        if scene.pending is not None:
            return None
        plan = Plan((Step(record.OFFER, ("usual",), offer.commands),), because=offer.because)
        verdicts = policy.judge(plan, scene)
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

    def _perform(self, permit: Permit, scene: Scene) -> Outcome:
        asked = [command for command in permit.commands if command.signal in MEMORY_SIGNALS]
        told = [self._memory.carry_out(command, scene) for command in asked]
        moved = self._move(tuple(c for c in permit.commands if c.signal not in MEMORY_SIGNALS))
        reported = (*moved.reported, *(pair for one in told for pair in one.reported))
        already = _standing(permit.commands, scene.vehicle)
        answers = tuple(one.answer for one in told)
        because = tuple(one.because for one in told if one.because)
        return Outcome(permit, replace(moved, reported=reported), already, answers, because)

    def _move(self, commands: tuple[BusCommand, ...]) -> Actuation:
        if not commands:
            return NOTHING_SENT
        try:
            return self._vehicle.actuate(commands)
        except VehicleBusError as error:
            return Actuation((), (), tuple((command.signal, error.code) for command in commands))


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
