"""What a trial has to reach: the bars of this program, and higher ones that a release may bring.

They stand in the ``[bars]`` part of the rules of a release. A bar can be raised and never lowered:
one below that of this program is no bar, and the release is refused for it. The bars of the release
in use hold for the next one, and its own do, too.
"""

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cloud_sync.errors import TrialError
from models import Asset, ModelsError, Slot, Slots

MOST_BY_CHANCE = 0.05
"""A release that loses rows is refused if chance alone would do that more rarely."""
SLOWER_TIMES = 1.5
SLOWER_BY_MS = 30.0
_SECTION = "bars"
Share = Annotated[float, Field(ge=0, le=1)]


class Bars(BaseModel):
    """As this program has them, unless a release says more."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    most_by_chance: Annotated[float, Field(ge=MOST_BY_CHANCE, le=1)] = MOST_BY_CHANCE
    slower_times: Annotated[float, Field(ge=1, le=SLOWER_TIMES)] = SLOWER_TIMES
    slower_by_ms: Annotated[float, Field(ge=0, le=SLOWER_BY_MS)] = SLOWER_BY_MS
    least_right: Share = 0.0
    """Of all rows."""
    least_right_of_safety: Share = 0.0

    def and_(self, other: "Bars") -> "Bars":
        """The higher of each."""
        return Bars(
            most_by_chance=max(self.most_by_chance, other.most_by_chance),
            slower_times=min(self.slower_times, other.slower_times),
            slower_by_ms=min(self.slower_by_ms, other.slower_by_ms),
            least_right=max(self.least_right, other.least_right),
            least_right_of_safety=max(self.least_right_of_safety, other.least_right_of_safety),
        )


OURS = Bars()


def bars_in_force(slots: Slots, new: Slot) -> Bars:
    """For the trial of a new release: its own and those of the release in use, the higher of each.

    TrialError as below. Damage to what is in use keeps no update out: ours hold then.
    """
    own = bars_of(slots, new)
    try:
        return bars_of(slots, slots.in_use).and_(own)
    except TrialError:
        return own


def bars_of(slots: Slots, slot: Slot | None) -> Bars:
    """TrialError ``update.trial.loosens`` if a bar is lowered, or is none at all."""
    try:
        path = None if slot is None else slots.asset(Asset.RULES, slot)
        if path is None:
            return OURS
        return Bars.model_validate(
            tomllib.loads(path.read_text(encoding="utf-8")).get(_SECTION, {})
        )
    except (ModelsError, OSError, ValueError, ValidationError) as error:
        raise TrialError(
            "The update asks for less than this program does.", "update.trial.loosens"
        ) from error
