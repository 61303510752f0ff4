"""From a token's probability to how often the model is right when it says so.

A small model taught on few examples is surer than it should be. Platt's two numbers, fitted on
answers to examples it was never taught (``benchmarks/understanding.py``), stand in the card of
the adapter they were measured with.
"""

from math import exp, log
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_LEAST = 1e-9


class Calibration(BaseModel):
    """The chance of being right is ``logistic(intercept + slope * logit(probability))``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    slope: Annotated[float, Field(gt=0)]

    def probability(self, said: float) -> float:
        """``said`` and the result from 0 to 1; a larger one never gives a smaller one."""
        return 1 / (1 + exp(-self.intercept - self.slope * logit(said)))


def logit(probability: float) -> float:
    within = min(max(probability, _LEAST), 1 - _LEAST)
    return log(within / (1 - within))


AS_IT_IS = Calibration(intercept=0.0, slope=1.0)
