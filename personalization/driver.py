"""A driver: what they are called, what they agreed to, and what opens their memory.

How they want to be spoken to (units, language, how much) are preferences like any other. A consent
is off until it was given. A guest is no driver: there is no profile, no memory and no learner.
"""

from pydantic import BaseModel, ConfigDict, Field

from personalization.category import Category


class Consents(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    habits: bool = False
    """What is done by hand and by voice may teach the car."""


class Driver(BaseModel):
    """Fields that other versions wrote are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    name: str = Field(min_length=1, max_length=40)
    consents: Consents = Consents()
    switched_off: frozenset[Category] = frozenset()
    """Categories of which nothing may be kept."""
    car_key: str | None = Field(default=None, max_length=64)
    """The key or telephone this driver opens the car with, as the car names it."""
