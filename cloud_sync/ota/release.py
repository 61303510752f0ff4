"""What a release says of itself: the signed words that both update repositories carry.

The image repository vouches for files (``Described``, beside each target); the director says which
of them this one car is to have (``Order``, in the signed part of its targets). A release is only
what both agree on. Everything here is checked when it is read; field names are on the wire.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud_sync.profile import VehicleId

FIELD = "codriver"
"""Under this name in TUF's ``custom`` and beside the signed fields of the director's targets."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
TargetPath = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-zA-Z0-9._-]*(/[a-zA-Z0-9][a-zA-Z0-9._-]*){0,4}$")
]
ReleaseName = Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]{1,2}(\.[0-9]{1,3})?(-[a-z0-9]+)?$")]
"""Year and month, as in 2026.11.2."""


class _Signed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Kind(StrEnum):
    """What a target is for."""

    MODEL = "model"
    """Anything with a model card; its task stands there."""
    PHRASES = "phrases"
    PROMPT = "prompt"
    RULES = "rules"


class Algorithm(StrEnum):
    ZSTD_PREFIX = "zstd-prefix"
    """zstd, the old file being the prefix."""
    WEIGHT_STEPS = "weight-steps"
    """For weights that all moved a little: each by a whole number of small steps."""


class Delta(_Signed):
    path: TargetPath
    """A target of the image repository, too."""
    base_sha256: Sha256
    algorithm: Algorithm
    size_bytes: Annotated[int, Field(gt=0)]


class Described(_Signed):
    """Beside every target of the image repository that a car may install."""

    kind: Kind
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
    card: dict[str, Any] | None = None
    """For a model: its card but for source, size and digest, which are the target's own."""
    needs: tuple[Sha256, ...] = ()
    """Files that must be there too, installed or of the same release: the base of an adapter."""
    least_program: str = "0.1.0"
    """The oldest version of this program that can use it."""
    licence: str
    notes: str
    """For the driver: what is different, in a sentence."""
    deltas: tuple[Delta, ...] = ()


class Notice(_Signed):
    """What the driver is told before agreeing (UN R156, 7.2.2)."""

    purpose: str
    changes: str
    minutes: Annotated[int, Field(ge=0, le=240)]
    """How long it may take."""
    lost_functions: str = ""
    """What works no longer afterwards; empty: nothing is lost."""


class Release(_Signed):
    name: ReleaseName
    counter: Annotated[int, Field(gt=0)]
    """Grows with every release this car is ordered to have; never goes back."""
    targets: Annotated[tuple[TargetPath, ...], Field(min_length=1, max_length=16)]
    notice: Notice
    rxswin: str | None = None
    """Identifies software relevant to type approval (UN R156); None: it is not."""


class Order(_Signed):
    """What the director signs for one car."""

    vehicle: VehicleId
    issued: datetime
    """The time of the director, signed: the car's clock may be put forward to it."""
    release: Release | None
    """None: nothing is to be installed; what was ordered before and not installed is off."""


Phase = Literal[
    "none",
    "available",
    "downloading",
    "downloaded",
    "staged",
    "tried",
    "switching",
    "probation",
    "confirmed",
    "rolling_back",
    "rolled_back",
    "refused",
]


class Installed(_Signed):
    name: str
    sha256: Sha256


class Manifest(_Signed):
    """What a car reports, signed by its own key: a JWS (ES256, ``x5c`` its certificate)."""

    vehicle: VehicleId
    at: datetime
    release: str | None
    """The release in use; None: as the program was delivered."""
    counter: int
    installed: tuple[Installed, ...]
    phase: Phase
    """How far the release last ordered has come."""
    target_release: str | None = None
    problem: str | None = None
    """The code of what was refused or rolled back last; None: nothing was."""
