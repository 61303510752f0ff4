"""Who approved what, read from the published metadata and the book of roll-outs."""

from collections.abc import Iterator
from pathlib import Path

from tuf.api.metadata import Metadata, Targets
from tuf.api.serialization import DeserializationError

from cloud_sync.errors import ReleaseError
from cloud_sync.governance import Approval, Signature
from cloud_sync.reference.campaign import Campaign
from cloud_sync.reference.image_repository import RULES
from cloud_sync.reference.updates import Updates


def approvals(updates: Updates, directory: Path) -> tuple[Approval, ...]:
    """Of every release offered, the oldest first; ``directory``: of the updates."""
    latest: dict[str, Campaign] = {}
    for campaign in updates.rollout.campaigns():
        latest.setdefault(campaign.release, campaign)
    made = []
    for offer in updates.rollout.offers():
        roles = {RULES if path.startswith(f"{RULES}/") else Targets.type for path in offer.targets}
        signed = [
            *(one for role in sorted(roles) for one in _signed(directory / "image", role)),
            *(
                Signature(role="director", key_id=key)
                for key in updates.director.key_ids("targets")
            ),
        ]
        approval = Approval(
            release=offer.name, files=offer.targets, signed=tuple(signed), rxswin=offer.rxswin
        )
        made.append(_given_out(updates, approval, latest.get(offer.name)))
    return tuple(made)


def _given_out(updates: Updates, approval: Approval, campaign: Campaign | None) -> Approval:
    if campaign is None:
        return approval
    tally = updates.rollout.tally(campaign)
    return approval.model_copy(
        update={
            "percent": campaign.percent,
            "state": campaign.state.value,
            "confirmed": tally.confirmed,
            "failed": tally.failed,
        }
    )


def _signed(image: Path, role: str) -> Iterator[Signature]:
    """The keys on the newest metadata of a role."""
    files = (image / "metadata").glob(f"*.{role}.json")
    newest = max(files, key=lambda path: int(path.name.partition(".")[0]), default=None)
    if newest is not None:
        signatures = _metadata(newest).signatures
        yield from (Signature(role=role, key_id=key_id) for key_id in sorted(signatures))


def _metadata(path: Path) -> Metadata[Targets]:
    try:
        return Metadata[Targets].from_bytes(path.read_bytes())
    except (OSError, DeserializationError) as error:
        raise ReleaseError(f"{path.name} is no metadata.") from error
