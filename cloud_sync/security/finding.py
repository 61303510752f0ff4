"""What a sensor found, what becomes of it, and how bad each rule is.

Neither holds what a frame or a message carried, and no word of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from vehicle_bus import Rule


class Severity(StrEnum):
    LOW = "low"
    """It happens without an attack, too."""
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    """Somebody may be changing what the car does, now: the driver is told."""

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class CloudRule(StrEnum):
    """What the line to the cloud and the updates can find; ``vehicle_bus.Rule`` has the others."""

    CERTIFICATE = "cloud.certificate"
    STRANGER = "cloud.stranger"
    """Who answers cannot prove to be our fleet."""
    SHUT_OUT = "cloud.shut_out"
    RECEIPT = "cloud.receipt"
    COMMAND = "cloud.command"
    UPDATE = "update.untrusted"
    STALE = "update.stale"
    TAMPERED = "update.tampered"
    LOG = "log.damaged"
    """What was written of attacks before could not be read any more."""


SEVERITY: Mapping[str, Severity] = MappingProxyType(
    {
        Rule.FOREIGN_COMMAND: Severity.CRITICAL,
        Rule.DIAGNOSIS_MOVING: Severity.CRITICAL,
        Rule.COUNTER: Severity.HIGH,
        Rule.DIAGNOSIS_SERVICE: Severity.HIGH,
        Rule.GATE_MISUSED: Severity.HIGH,
        Rule.LOAD: Severity.HIGH,
        Rule.TEXT_UNASKED: Severity.HIGH,
        Rule.WRONG_CRC: Severity.HIGH,
        Rule.UNKNOWN_ID: Severity.MEDIUM,
        Rule.WRONG_LENGTH: Severity.MEDIUM,
        Rule.RATE: Severity.MEDIUM,
        Rule.GATE_PROBED: Severity.MEDIUM,
        Rule.TEXT_MALFORMED: Severity.MEDIUM,
        Rule.DIAGNOSIS_SCAN: Severity.MEDIUM,
        Rule.DIAGNOSIS_UNASKED: Severity.LOW,
        Rule.RESTARTS: Severity.LOW,
        Rule.SILENT_SENDER: Severity.LOW,
        Rule.POLICY_PROBED: Severity.LOW,
        CloudRule.STRANGER: Severity.HIGH,
        CloudRule.COMMAND: Severity.HIGH,
        CloudRule.UPDATE: Severity.HIGH,
        CloudRule.TAMPERED: Severity.HIGH,
        CloudRule.LOG: Severity.HIGH,
        CloudRule.CERTIFICATE: Severity.MEDIUM,
        CloudRule.RECEIPT: Severity.MEDIUM,
        CloudRule.SHUT_OUT: Severity.LOW,
        CloudRule.STALE: Severity.LOW,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    subject: str
    """What it is about: a message of the database, an identifier, a stable code."""
    first_at: datetime
    last_at: datetime
    count: int = 1


class SecurityEvent(BaseModel):
    """Findings of one rule about one subject, counted together."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    rule: str
    subject: str
    severity: Severity
    first_at: datetime
    last_at: datetime
    count: int
