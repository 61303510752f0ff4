"""The control units that keep a fault memory, and where they are asked.

Identifiers are those of ISO 15765-4: eight requests, each answered eight above, and one that all
of them hear. Nothing else on the bus is ever asked for its health.
"""

from dataclasses import dataclass

FUNCTIONAL_ID = 0x7DF
"""Heard by every unit; answered by each under its own identifier."""
FIRST_REQUEST_ID = 0x7E0
LAST_REQUEST_ID = 0x7E7
_ANSWERS_ABOVE = 8
REQUEST_IDS = frozenset({FUNCTIONAL_ID, *range(FIRST_REQUEST_ID, LAST_REQUEST_ID + 1)})
RESPONSE_IDS = frozenset(
    one + _ANSWERS_ABOVE for one in range(FIRST_REQUEST_ID, LAST_REQUEST_ID + 1)
)


@dataclass(frozen=True, slots=True)
class ControlUnit:
    name: str
    request_id: int

    def __post_init__(self) -> None:
        if not FIRST_REQUEST_ID <= self.request_id <= LAST_REQUEST_ID:
            raise ValueError(f"{self.request_id:#x} is no identifier of a diagnostic request")

    @property
    def response_id(self) -> int:
        return self.request_id + _ANSWERS_ABOVE


ENGINE = ControlUnit("engine", 0x7E0)
GEARBOX = ControlUnit("gearbox", 0x7E1)
BRAKES = ControlUnit("brakes", 0x7E2)
BODY = ControlUnit("body", 0x7E3)
TYRES = ControlUnit("tyres", 0x7E4)
AIRBAG = ControlUnit("airbag", 0x7E5)
OWN_UNITS = (ENGINE, GEARBOX, BRAKES, BODY, TYRES, AIRBAG)
"""Those of the car of our own database."""
