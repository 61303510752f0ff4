"""Attacks on what a TUF client checks by itself: files, signatures, versions, expiry."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from tests.cloud_sync.scene import (
    NEW_PATH,
    Scene,
    key_ids,
    newest,
    newest_root,
    nothing,
    signed_anew,
)

# Files


def tampered_target(scene: Scene) -> None:
    file = _file(scene)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def truncated_target(scene: Scene) -> None:
    file = _file(scene)
    file.write_bytes(file.read_bytes()[:-1])


def longer_target(scene: Scene) -> None:
    with _file(scene).open("ab") as file:
        file.write(bytes(1 << 20))


def withheld_target(scene: Scene) -> None:
    _file(scene).unlink()


def _file(scene: Scene) -> Path:
    truth = scene.fleet.image.file(NEW_PATH)
    return scene.image / truth.relative_to(scene.fleet.directory / "image")


# Metadata of one repository, with no key or with the online keys


def old_timestamp(scene: Scene, name: str) -> None:
    old = scene.repository(name, scene.earlier) / "metadata/timestamp.json"
    shutil.copy(old, scene.repository(name, scene.served) / "metadata")


def everything_old(scene: Scene, name: str) -> None:
    """But for the root: a car that knows a newer one does not ask for older ones."""
    place = scene.repository(name, scene.served)
    shutil.rmtree(place)
    shutil.copytree(scene.repository(name, scene.earlier), place)


def old_snapshot(scene: Scene, name: str) -> None:
    """Under the number of the newest."""
    _put_under_newest(scene, name, Snapshot.type)


def old_targets(scene: Scene, name: str) -> None:
    """The newest snapshot, and the targets of before under the newest number."""
    _put_under_newest(scene, name, Targets.type)


def old_snapshot_named_anew(scene: Scene, name: str) -> None:
    """The thief of the timestamp key says that the snapshot of before is in force."""
    old = newest(scene.repository(name, scene.earlier), Timestamp.type).signed.snapshot_meta

    def change(timestamp: Timestamp) -> None:
        timestamp.snapshot_meta = old

    place = scene.repository(name, scene.served)
    shutil.copy(
        scene.repository(name, scene.earlier) / f"metadata/{old.version}.snapshot.json",
        place / "metadata",
    )
    signed_anew(scene, place, Timestamp.type, change)


def old_targets_named_anew(scene: Scene, name: str) -> None:
    """The thief of the snapshot and timestamp keys says that the targets of before are in force."""
    old = newest(scene.repository(name, scene.earlier), Snapshot.type).signed.meta["targets.json"]

    def change(snapshot: Snapshot) -> None:
        snapshot.meta["targets.json"] = old

    place = scene.repository(name, scene.served)
    shutil.copy(
        scene.repository(name, scene.earlier) / f"metadata/{old.version}.targets.json",
        place / "metadata",
    )
    signed_anew(scene, place, Snapshot.type, change)


def targets_left_out(scene: Scene, name: str) -> None:
    """A snapshot that no longer speaks of targets."""
    signed_anew(
        scene, scene.repository(name, scene.served), Snapshot.type, lambda it: it.meta.clear()
    )


def frozen(scene: Scene, name: str) -> None:
    """Nothing new is given out until what there is has expired."""

    def change(timestamp: Timestamp) -> None:
        timestamp.expires = datetime.now(UTC) - timedelta(minutes=1)

    signed_anew(scene, scene.repository(name, scene.served), Timestamp.type, change)


def stranger_signs(scene: Scene, name: str, role: str) -> None:
    """With as many keys as ever are wanted, none of them known."""
    strangers = [CryptoSigner.generate_ed25519() for _ in range(3)]
    signed_anew(scene, scene.repository(name, scene.served), role, nothing, signers=strangers)


def stranger_signs_by_a_known_name(scene: Scene, name: str) -> None:
    """A signature of another key under the id of the real one."""
    place = scene.repository(name, scene.served)
    stranger = CryptoSigner.generate_ed25519(keyid=key_ids(place, Timestamp.type)[0])
    signed_anew(scene, place, Timestamp.type, nothing, signers=[stranger])


def stranger_root(scene: Scene, name: str) -> None:
    """Signed by its own new keys alone."""
    _new_root(scene, name, ())


def root_with_too_few_signatures(scene: Scene, name: str) -> None:
    """One of the two that are wanted of the old keys; all of the new ones."""
    known = key_ids(scene.repository(name, scene.served), Root.type)
    _new_root(scene, name, scene.fleet.offline.signers(known[:1]))


def root_that_skips_a_version(scene: Scene, name: str) -> None:
    place = scene.repository(name, scene.served) / "metadata"
    version = newest_root(place.parent).version
    shutil.copy(place / f"{version}.root.json", place / f"{version + 1}.root.json")


# The images' targets, whose keys lie offline


def one_signature(scene: Scene) -> None:
    known = key_ids(scene.image, Targets.type)
    signers = scene.fleet.offline.signers(known[:1])
    signed_anew(scene, scene.image, Targets.type, nothing, signers=signers)


def one_signature_twice(scene: Scene) -> None:
    """One key, told twice under two ids."""
    (signer,) = scene.fleet.offline.signers(key_ids(scene.image, Targets.type)[:1])
    twin = CryptoSigner(signer._private_key)
    twin.public_key.keyid = key_ids(scene.image, Targets.type)[1]
    signed_anew(scene, scene.image, Targets.type, nothing, signers=[signer, twin])


def revoked_key(scene: Scene) -> None:
    """The key that was stolen, and one more."""
    both = (scene.revoked, key_ids(scene.image, Targets.type)[0])
    signers = scene.fleet.offline.signers(both)
    signed_anew(scene, scene.image, Targets.type, nothing, signers=signers)


def rules_by_the_online_keys(scene: Scene) -> None:
    signers = scene.fleet.online.signers(key_ids(scene.image, Timestamp.type))
    signed_anew(scene, scene.image, "rules", nothing, signers=signers)


def _put_under_newest(scene: Scene, name: str, role: str) -> None:
    """One more version comes first: a client asks for nothing that it has."""
    old = newest(scene.repository(name, scene.earlier), role)
    scene.fleet.add("phrases/more.json", b"more")
    scene.fleet.director.refresh()
    scene.serve()
    place = scene.repository(name, scene.served)
    version = newest(place, role).signed.version
    (place / "metadata" / f"{version}.{role}.json").write_bytes(old.to_bytes())


def _new_root(scene: Scene, name: str, signers: Sequence[CryptoSigner]) -> None:
    place = scene.repository(name, scene.served)
    root = newest_root(place)
    own = [CryptoSigner.generate_ed25519() for _ in range(3)]
    for key_id in tuple(root.roles[Root.type].keyids):
        root.revoke_key(key_id, Root.type)
    for signer in own:
        root.add_key(signer.public_key, Root.type)
    root.version += 1
    metadata = Metadata(root)
    for signer in (*own, *signers):
        metadata.sign(signer, append=True)
    (place / "metadata" / f"{root.version}.root.json").write_bytes(metadata.to_bytes())
