"""A roll-out of one release: which cars are in it, and what each is to have now.

Pure rules, no store and no clock. Whether a car is in depends on its id and the release alone, so a
higher percentage only adds cars. A car that is just switching is never disturbed, and a car that
gave a release up is not asked again in the same campaign.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cloud_sync.ota.release import Manifest, Phase

_SHARES = 1 << 64
_UNDISTURBED: tuple[Phase, ...] = ("switching", "probation")
FAILED: tuple[Phase, ...] = ("rolled_back", "refused")
ENDED: tuple[Phase, ...] = ("confirmed", *FAILED)
HOLD_SHARE = 0.05
HOLD_LEAST = 5


class State(StrEnum):
    RUNNING = "running"
    HELD = "held"
    """No further car gets it until somebody has looked."""
    ABORTED = "aborted"
    FINISHED = "finished"
    """All cars known have come to an end; a new one still gets it."""


@dataclass(frozen=True, slots=True)
class Campaign:
    number: int
    """A later one goes before an earlier one."""
    release: str
    percent: int
    state: State
    forgiven: int = 0
    """Failures that somebody has looked at before it went on."""

    def includes(self, vehicle: str) -> bool:
        return is_included(vehicle, self.release, self.percent)

    @property
    def is_open(self) -> bool:
        return self.state in {State.RUNNING, State.HELD}


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the cars of a campaign have come, in cars."""

    confirmed: int
    failed: int


Decision = Literal["order", "keep", "nothing"]


def is_included(vehicle: str, release: str, percent: float) -> bool:
    digest = hashlib.sha256(f"{release}/{vehicle}".encode()).digest()
    return int.from_bytes(digest[:8]) * 100 < percent * _SHARES


def is_to_be_held(campaign: Campaign, tally: Tally) -> bool:
    """More than every twentieth car that came to an end failed, and at least five did."""
    failed = tally.failed - campaign.forgiven
    if campaign.state not in {State.RUNNING, State.FINISHED} or failed < HOLD_LEAST:
        return False
    return failed > HOLD_SHARE * (tally.confirmed + failed)


def decide(
    campaigns: Iterable[Campaign], manifest: Manifest, failed: Iterable[int]
) -> tuple[Decision, Campaign | None]:
    """``campaigns``, the latest first; ``failed``: numbers of those this car has given up."""
    latest_first, given_up = tuple(campaigns), frozenset(failed)
    for campaign in latest_first:
        if manifest.target_release == campaign.release and manifest.phase in _UNDISTURBED:
            return "keep", campaign
    for campaign in latest_first:
        if manifest.release == campaign.release:
            return "keep", campaign
        if campaign.includes(manifest.vehicle) and campaign.number not in given_up:
            if campaign.state is State.HELD:
                return "nothing", campaign
            if campaign.state is not State.ABORTED:
                return "order", campaign
    return "nothing", None
