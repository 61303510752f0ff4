"""Everything that is known of one driver, in a form that other programs read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from personalization.driver import Driver
from personalization.habits import Habit, Phase
from personalization.preference import Preference
from personalization.taught import Taught


class Export(BaseModel):
    """``Export.model_json_schema()`` is its schema."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    driver: Driver
    preferences: tuple[Preference, ...]
    routines: tuple[Taught, ...]
    habits: tuple[Habit, ...]
    phases: tuple[Phase, ...]
    """What the habits were learned from."""
