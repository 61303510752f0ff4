"""The root of a repository: which keys sign which role, and how that is ever changed.

A new root is signed by enough keys of the root before it and by enough of its own, so a car that
knows any older one can follow, and nobody who holds fewer keys can lead it elsewhere.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Role, Root

from cloud_sync.errors import ReleaseError
from cloud_sync.reference.keys import KEY_MISSING, KeyRing, held

LIFETIME = timedelta(days=365)
OFFLINE_KEYS = 3
OFFLINE_THRESHOLD = 2


@dataclass(frozen=True, slots=True)
class KeyChange:
    role: str
    use: str
    """What the new keys are called."""
    lost: Collection[str] | None
    """These are replaced by as many new ones; None: all of the role; empty: only the expiry."""


def first_root(
    online: KeyRing, offline: KeyRing, uses: Mapping[str, tuple[str, bool]], now: datetime
) -> bytes:
    """Makes all keys. ``uses``: role -> what its keys are called, and whether they are offline."""
    root = Root(version=1, expires=now + LIFETIME, roles=_no_keys(uses), consistent_snapshot=True)
    for role, (use, is_offline) in uses.items():
        ring = offline if is_offline else online
        for _ in range(OFFLINE_KEYS if is_offline else 1):
            root.add_key(ring.make(use).public_key, role)
    return _signed(root, root, (offline,))


def next_root(
    before: Root, change: KeyChange, ring: KeyRing, offline: KeyRing, now: datetime
) -> bytes:
    """A year more to live, and the change made; the new keys are put into ``ring``."""
    role = change.role
    root = deepcopy(before)
    lost = tuple(root.roles[role].keyids) if change.lost is None else change.lost
    for key_id in lost:
        if key_id not in root.roles[role].keyids:
            raise ReleaseError(f"{key_id} is no key of the role {role}.")
        root.revoke_key(key_id, role)
        root.add_key(ring.make(change.use).public_key, role)
    root.version += 1
    root.expires = now + LIFETIME
    return _signed(root, before, (offline,))


def parsed(content: bytes) -> Root:
    return Metadata[Root].from_bytes(content).signed


def _no_keys(roles: Mapping[str, tuple[str, bool]]) -> dict[str, Role]:
    return {
        role: Role([], OFFLINE_THRESHOLD if is_offline else 1)
        for role, (_, is_offline) in roles.items()
    }


def _signed(root: Root, before: Root, rings: Sequence[KeyRing]) -> bytes:
    metadata = Metadata(root)
    key_ids = (*before.roles[Root.type].keyids, *root.roles[Root.type].keyids)
    for signer in held(rings, key_ids):
        metadata.sign(signer, append=True)
    try:
        for judge in (before, root):
            judge.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
    except UnsignedMetadataError as error:
        raise ReleaseError("Too few root keys are here to sign with.", KEY_MISSING) from error
    return metadata.to_bytes()
