"""The memory of drivers as the dialogue sees it: a part of the car that is asked and reports.

Wishes for it are commands of the signals below, judged like any other. It reports what is now
remembered or forgotten, and answers in a sentence of its own. It moves nothing: what a driver
likes becomes commands in a skill, and those are judged.
"""

from dataclasses import dataclass
from typing import Protocol

from assistant.known import Known
from assistant.messages import Say, Scene
from vehicle_bus import BusCommand, Value, VehicleState

SET = "Profile.Preference.Set"
FORGET = "Profile.Preference.Forget"
RECALL = "Profile.Preference.Recall"
LIST = "Profile.Preference.List"
SWITCH = "Profile.Switch"
KEEP = "Profile.Category"
KEY = "Profile.Key"
TEACH = "Profile.Routine.Set"
AGREE = "Profile.Routine.Agree"
DROP = "Profile.Routine.Forget"
ROUTINES = "Profile.Routine.List"
MEMORY_SIGNALS = frozenset(
    {SET, FORGET, RECALL, LIST, SWITCH, KEEP, KEY, TEACH, AGREE, DROP, ROUTINES}
)
EVERYTHING = "all"
"""The scope of ``FORGET`` that leaves nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer of the memory, and what it now holds or no longer holds."""

    answer: Say
    reported: tuple[tuple[str, Value], ...] = ()
    because: str = ""
    """Where what was told is known from."""


class Memory(Protocol):
    def known(self, vehicle: VehicleState) -> Known:
        """What is remembered for this situation. In memory: nothing is read from a disk."""

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        """One command of ``MEMORY_SIGNALS``; what is reported is stored when it returns."""
