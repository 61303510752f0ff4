"""Takes a recorded turn once more: the same words in the same scene, by the models of today.

The understanding, the policy, the skills and the frames are worked out anew. The car, the memory of
drivers and the cloud are not asked again: they are as they were recorded, and nothing is moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.account.content import Content
from assistant.dialogue.turn import Dialogue
from assistant.known import Known
from assistant.memory import Told
from assistant.messages import Say, Scene, Turn
from assistant.policy import Rules
from assistant.understanding.cascade import Understanding
from vehicle_bus import Actuation, BusCommand, VehicleState, reproduced

_NOT_SENT = ("bus.blocked", "bus.lost")
"""Codes of commands whose frames may not have left: the bus or the gate stood against them."""

_UNANSWERED = "bus.timeout"
_UNASKED = Told(Say(""))


@dataclass(frozen=True, slots=True)
class Again:
    is_same_plan: bool
    is_same_frames: bool

    @property
    def is_same(self) -> bool:
        return self.is_same_plan and self.is_same_frames


def taken_again(
    content: Content, understanding: Understanding, rules: Rules, *, is_offer: bool
) -> Again:
    """TurnError if the turn breaks now."""
    recorded = _Recorded(content)
    dialogue = Dialogue(
        understanding,
        recorded,
        recorded,
        recorded,
        rules,
        clock=lambda: content.now_s,
        care=recorded,
    )
    turn = _taken(dialogue, content, is_offer=is_offer)
    frames = tuple(frame for outcome in content.outcomes for frame in outcome.actuation.frames)
    if turn is None:
        return Again(is_same_plan=False, is_same_frames=not frames)
    return Again(turn.plan == content.plan, turn.frames == frames)


def _taken(dialogue: Dialogue, content: Content, *, is_offer: bool) -> Turn | None:
    offer = content.conversation.offer
    if is_offer and offer is not None:
        return dialogue.propose(offer, content.conversation)
    return dialogue.take_turn(content.heard, content.conversation)


@dataclass
class _Recorded:
    """The car, the memory, the cloud and the care of one recorded turn."""

    content: Content
    _answers: list[Told] = field(init=False)

    def __post_init__(self) -> None:
        self._answers = [
            Told(answer) for outcome in self.content.outcomes for answer in outcome.answers
        ]

    @property
    def notice(self) -> str:
        return self.content.notice

    def refresh(self) -> VehicleState:
        return self.content.vehicle

    def actuate(self, commands: Sequence[BusCommand]) -> Actuation:
        """What came of these commands then, with their frames made anew."""
        asked = frozenset(commands)
        outcomes = (one for one in self.content.outcomes if asked.issubset(one.permit.commands))
        found = next((outcome.actuation for outcome in outcomes), _unknown(commands))
        frames = reproduced(commands, self.content.vehicle, found.frames)
        if any(code.startswith(_NOT_SENT) for _, code in found.failures):
            frames = tuple(frame for frame in frames if frame in found.frames)
        return replace(found, frames=frames)

    def known(self, vehicle: VehicleState) -> Known:
        return self.content.known

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        return self._answers.pop(0) if self._answers else _UNASKED


def _unknown(commands: Sequence[BusCommand]) -> Actuation:
    """What the car would have done with commands it was never given is not known."""
    return Actuation(failures=tuple((command.signal, _UNANSWERED) for command in commands))
