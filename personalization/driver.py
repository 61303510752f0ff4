"""A driver: what they are called, how they want to be spoken to, and what they agreed to.

Every consent is off until it was given, and each is for one purpose. A guest is no driver: there is
no profile, no memory and no learner for one.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from personalization.category import Category


class Consents(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    habits: bool = False
    """What is done by hand and by voice may teach the car."""
    voice: bool = False
    """The voice may be measured, to propose this profile."""


class Driver(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    name: str = Field(min_length=1, max_length=40)
    units: Literal["metric", "imperial"] = "metric"
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    verbosity: Literal["full", "short", "tones"] = "full"
    consents: Consents = Consents()
    switched_off: frozenset[Category] = frozenset()
    """Categories of which nothing may be kept."""
    car_key: str | None = Field(default=None, max_length=64)
    """The key or telephone this driver opens the car with, as the car names it."""
