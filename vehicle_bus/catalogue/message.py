"""The messages on the bus: who sends which, under what identifier, how often.

What is inside follows from the signals that name the message. A status message is sent each
``cycle_ms`` and at once on a change; a command message when somebody wishes something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ASSISTANT = "CODRIVER"
TEXT_REQUEST_ID = 0x6A0
TEXT_RESPONSE_ID = 0x6A8
"""Identifiers of the ISO-TP channel to the head unit and back."""


@dataclass(frozen=True, slots=True)
class Message:
    name: str
    can_id: int
    ecu: str
    """The ECU that sends the status or obeys the command."""
    cycle_ms: int
    """0 for a command message."""
    answers: str | None = None
    """Command message whose acknowledgement a status message carries."""

    @property
    def is_command(self) -> bool:
        return self.cycle_ms == 0


_PAIRS = (
    ("HVAC_{}_FRONT", 0x521, "HVAC", 500),
    ("HVAC_{}_REAR", 0x522, "HVAC", 500),
    ("SEAT_{}", 0x523, "SEAT", 500),
    ("WINDOW_{}", 0x524, "WINDOW", 500),
    ("DOOR_{}", 0x525, "DOOR", 500),
    ("LIGHT_{}", 0x526, "LIGHT", 500),
    ("BODY_{}", 0x527, "BODY", 500),
    ("DISPLAY_{}", 0x528, "HEADUNIT", 1000),
    ("DRIVE_{}", 0x529, "DRIVE", 500),
    ("MEDIA_{}", 0x52A, "HEADUNIT", 500),
    ("NAV_{}", 0x52B, "HEADUNIT", 500),
    ("PHONE_{}", 0x52C, "HEADUNIT", 500),
    ("TELEMATICS_{}", 0x52D, "TELEMATICS", 1000),
)
_READ_ONLY = (
    ("CHASSIS_STATUS", 0x310, "CHASSIS", 100),
    ("POWERTRAIN_STATUS", 0x311, "POWERTRAIN", 1000),
    ("SERVICE_STATUS", 0x312, "SERVICE", 1000),
    ("ENVIRONMENT_STATUS", 0x313, "ENVIRONMENT", 500),
)


def _pair(shape: str, can_id: int, ecu: str, cycle_ms: int) -> tuple[Message, Message]:
    command, status = shape.format("CMD"), shape.format("STATUS")
    return (
        Message(command, can_id, ecu, 0),
        Message(status, can_id - 0x200, ecu, cycle_ms, answers=command),
    )


_ALL = (
    *(message for pair in _PAIRS for message in _pair(*pair)),
    *(Message(*entry) for entry in _READ_ONLY),
)

MESSAGES: Mapping[str, Message] = MappingProxyType({message.name: message for message in _ALL})
STATUS_OF: Mapping[str, Message] = MappingProxyType(
    {message.answers: message for message in _ALL if message.answers}
)
"""Command message name -> the status message that answers it."""
