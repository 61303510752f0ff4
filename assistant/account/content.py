"""What is recorded of a turn under the driver's key: all that went in, and all that came out.

It is enough to take the turn once more and to answer why it was done.
"""

from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.known import Known
from assistant.messages import Conversation, Outcome, Plan, Reply, Transcript, Turn
from cloud_sync import AuditContentError
from vehicle_bus import VehicleState


@dataclass(frozen=True, slots=True)
class Content:
    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    heard: Transcript
    vehicle: VehicleState
    conversation: Conversation
    """As it was before the turn."""
    now_s: float
    known: Known
    notice: str
    plan: Plan
    outcomes: tuple[Outcome, ...]
    reply: Reply
    why: str


_FORM = TypeAdapter(Content)


def packed(turn: Turn) -> bytes:
    scene = turn.scene
    content = Content(
        turn.heard,
        scene.vehicle,
        scene.conversation,
        scene.now_s,
        scene.known,
        scene.notice,
        turn.plan,
        turn.outcomes,
        turn.reply,
        turn.conversation.why,
    )
    return _FORM.dump_json(content)


def unpacked(content: bytes) -> Content:
    """AuditContentError if another version wrote it in a form of its own."""
    try:
        return _FORM.validate_json(content)
    except ValidationError as error:
        raise AuditContentError("What was recorded has a form I do not know.") from error
