"""What is believed about one setting: since when, under which conditions, how surely."""

from collections.abc import Collection
from dataclasses import dataclass

from personalization.habits.deed import Evidence, Value
from personalization.when import When


@dataclass(frozen=True, slots=True)
class Hypothesis:
    when: When
    words: frozenset[str]
    share: float
    """Of all that is believed about this setting."""
    rate: float
    evidence: Evidence
    is_often: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one setting."""

    signal: str
    value: Value
    hypotheses: tuple[Hypothesis, ...]
    """Likeliest first."""

    @property
    def is_habit(self) -> float:
        """The probability that there is any."""
        return sum(one.share for one in self.hypotheses)

    def wanted(
        self, conditions: frozenset[str], declined: Collection[frozenset[str]] = ()
    ) -> tuple[float, Hypothesis | None]:
        """The probability that the driver wants it now, and what speaks for it most.

        A reason that held as well when the driver said no is none.
        """
        reasons = [
            one
            for one in self.hypotheses
            if one.words <= conditions and not any(one.words <= then for then in declined)
        ]
        return sum(one.share * one.rate for one in reasons), next(iter(reasons), None)
