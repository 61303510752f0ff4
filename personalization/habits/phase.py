"""One stretch of driving under the same conditions, as it is kept: what was done in it."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from personalization.habits.deed import By, Deed, Value, alike


class Done(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Value | None
    """None: it was set and taken back, or offered and not wanted."""
    by: By = "hand"


class Phase(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Its place in the order of arrival, whatever the clock says."""
    trip: int
    """The number of the first phase of its trip."""
    at: AwareDatetime
    conditions: frozenset[str]
    standing: Mapping[str, Value] = {}
    """What nobody had to choose: it was so when it began, or the car did it as agreed."""
    done: Mapping[str, Done] = {}
    """What each signal was left at."""

    def with_deed(self, deed: Deed) -> "Phase":
        if deed.by == "car":
            return self.model_copy(update={"standing": {**self.standing, deed.signal: deed.value}})
        done = Done(value=deed.value, by=deed.by)
        return self.model_copy(update={"done": {**self.done, deed.signal: done}})

    def with_no(self, signal: str) -> "Phase":
        """It was not wanted."""
        return self.model_copy(update={"done": {**self.done, signal: Done(value=None)}})

    def without(self, signal: str) -> "Phase":
        """As if it had not been touched."""
        left = {other: done for other, done in self.done.items() if other != signal}
        return self.model_copy(update={"done": left})

    def chose(self, signal: str, value: Value) -> bool:
        done = self.done.get(signal)
        return done is not None and done.value is not None and alike(done.value, value)

    def left(self, signal: str, value: Value) -> bool:
        """It was so, and nobody touched it: that says nothing for or against."""
        standing = self.standing.get(signal)
        return signal not in self.done and standing is not None and alike(standing, value)

    def is_same(self, at: datetime, conditions: frozenset[str], within_s: float) -> bool:
        apart_s = abs((at - self.at).total_seconds())
        return conditions == self.conditions and apart_s <= within_s
