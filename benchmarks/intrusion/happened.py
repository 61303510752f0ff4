"""What a car's computer meets: frames that reach it, and wishes that were not permitted."""

from dataclasses import dataclass

from vehicle_bus import Frame


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame as it reaches the car's computer."""

    at_s: float
    frame: Frame
    is_ours: bool
    is_moving: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A wish that the gate blocked or the policy refused."""

    at_s: float
    kind: str
    by_gate: bool


Happened = Seen | Judged
