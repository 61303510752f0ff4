"""What the watch can say, and how alarms are gathered until somebody fetches them.

A rule is one thing that does not happen in a car left alone. Its name is stable. An alarm names the
rule and the message or identifier it is about; it never holds what a frame carried.
"""

import threading
from dataclasses import dataclass, replace
from enum import StrEnum

MOST_GATHERED = 64
"""Different alarms kept apart; of more than that only the rule is told."""
MANY = "several"
"""Stands in the place of a subject when there are too many to tell apart."""


class Rule(StrEnum):
    UNKNOWN_ID = "bus.unknown_id"
    WRONG_LENGTH = "bus.wrong_length"
    WRONG_CRC = "bus.wrong_crc"
    COUNTER = "bus.counter"
    """Two senders under one identifier: a counter came twice or went back."""
    RESTARTS = "bus.restarts"
    """A counter began anew more often than ECUs restart."""
    FOREIGN_COMMAND = "bus.foreign_command"
    """A command or a text request that did not leave through our gate."""
    RATE = "bus.rate"
    LOAD = "bus.load"
    SILENT_SENDER = "bus.silent_sender"
    TEXT_UNASKED = "text.unasked"
    TEXT_MALFORMED = "text.malformed"
    DIAGNOSIS_SERVICE = "diagnosis.service"
    """A service that changes something, by whomever."""
    DIAGNOSIS_MOVING = "diagnosis.moving"
    """A session or a change while the car moves."""
    DIAGNOSIS_SCAN = "diagnosis.scan"
    DIAGNOSIS_UNASKED = "diagnosis.unasked"
    GATE_PROBED = "gate.probed"
    """The gate blocked wishes of one kind again and again."""
    GATE_MISUSED = "gate.misused"
    """The gate blocked bytes that no part of this program makes."""
    POLICY_PROBED = "policy.probed"


@dataclass(frozen=True, slots=True)
class Alarm:
    rule: Rule
    subject: str
    """A message of the database, an identifier in hex, or the kind of a refusal."""
    first_s: float
    last_s: float
    """By the clock of the watch."""
    count: int = 1


class Alarms:
    """Bounded whatever comes. Any thread may add and fetch."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._gathered: dict[tuple[Rule, str], Alarm] = {}

    def add(self, rule: Rule, subject: str, at_s: float) -> None:
        with self._turn:
            key = (rule, subject)
            if key not in self._gathered and len(self._gathered) >= MOST_GATHERED:
                key = (rule, MANY)
            before = self._gathered.get(key)
            self._gathered[key] = (
                replace(before, last_s=at_s, count=before.count + 1)
                if before
                else Alarm(rule, key[1], at_s, at_s)
            )

    def fetch(self) -> tuple[Alarm, ...]:
        """What came since the last call, first things first."""
        if not self._gathered:
            return ()
        with self._turn:
            gathered, self._gathered = self._gathered, {}
        return tuple(gathered.values())
