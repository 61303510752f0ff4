"""The health of the car as the dialogue sees it: asked by the driver, answered from what is read.

Questions about it are commands of the signals below, judged like any other. They move nothing and
report nothing; ``Told`` is the answer, as the memory of drivers gives it.
"""

from typing import Protocol

from assistant.memory import Told
from assistant.messages import Say, Scene, Status
from vehicle_bus import BusCommand

ASK = "Care.Ask"
LIGHT = "Care.Light"
CODE = "Care.Code"
CARE_SIGNALS = frozenset({ASK, LIGHT, CODE})


class Care(Protocol):
    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        """One question of the signals above; made of what the control units say now."""


class NoCare:
    """A conversation without control units to ask."""

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        return Told(Say("I cannot read the car's health here.", Status.UNSUPPORTED))
