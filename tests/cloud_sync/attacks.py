"""Every way we know to damage what a car is served, by name.

An attack is a function of a ``Scene`` and changes only what is served there. The attacker holds
the online keys where an attack needs them, and keys of a stranger otherwise.
``NOTICED_BY_CLIENT`` are those that a TUF client refuses by itself; ``NOTICED_BY_CAR`` it believes,
and the car has to find them when it compares what the director and the images say.
``fast_forward`` stands apart: nobody can notice it, it is only to be healed by ``recover``.
"""

from collections.abc import Callable, Mapping
from functools import partial

from tuf.api.metadata import Snapshot, Targets, Timestamp

from tests.cloud_sync import attacks_on_metadata as on_metadata
from tests.cloud_sync import attacks_on_orders as on_orders
from tests.cloud_sync.scene import Scene

fast_forward = on_orders.fast_forward


def _on(repository: str, attack: Callable[[Scene, str], None], scene: Scene) -> None:
    attack(scene, repository)


_ON_FILES: Mapping[str, Callable[[Scene], None]] = {
    "tampered target": on_metadata.tampered_target,
    "truncated target": on_metadata.truncated_target,
    "longer target": on_metadata.longer_target,
    "withheld target": on_metadata.withheld_target,
}
_ON_METADATA: Mapping[str, Callable[[Scene, str], None]] = {
    "old timestamp": on_metadata.old_timestamp,
    "everything old": on_metadata.everything_old,
    "old snapshot": on_metadata.old_snapshot,
    "mix and match": on_metadata.old_targets,
    "old snapshot named anew": on_metadata.old_snapshot_named_anew,
    "old targets named anew": on_metadata.old_targets_named_anew,
    "targets left out": on_metadata.targets_left_out,
    "frozen": on_metadata.frozen,
    "stranger signs the timestamp": partial(on_metadata.stranger_signs, role=Timestamp.type),
    "stranger signs the snapshot": partial(on_metadata.stranger_signs, role=Snapshot.type),
    "stranger signs the targets": partial(on_metadata.stranger_signs, role=Targets.type),
    "stranger signs by a known name": on_metadata.stranger_signs_by_a_known_name,
    "stranger root": on_metadata.stranger_root,
    "root with too few signatures": on_metadata.root_with_too_few_signatures,
    "root that skips a version": on_metadata.root_that_skips_a_version,
}
_ON_IMAGE_KEYS: Mapping[str, Callable[[Scene], None]] = {
    "one signature": on_metadata.one_signature,
    "one signature twice": on_metadata.one_signature_twice,
    "revoked key": on_metadata.revoked_key,
    "rules by the online keys": on_metadata.rules_by_the_online_keys,
}
_ON_ORDERS: Mapping[str, Callable[[Scene], None]] = {
    "order of another car": on_orders.order_of_another_car,
    "another vehicle named": on_orders.another_vehicle_named,
    "other hashes": on_orders.other_hashes,
    "other length": on_orders.other_length,
    "unknown target": on_orders.unknown_target,
    "counter back": on_orders.counter_back,
    "other release under the same counter": on_orders.other_release_under_the_same_counter,
    "no order": on_orders.no_order,
    "order with more": on_orders.order_with_more,
    "order of what is not listed": on_orders.order_of_what_is_not_listed,
    "more listed than ordered": on_orders.more_listed_than_ordered,
    **{
        f"tricky path {path!r:.40}": partial(on_orders.tricky_path, path=path)
        for path in on_orders.TRICKY_PATHS
    },
}

NOTICED_BY_CLIENT: Mapping[str, Callable[[Scene], None]] = {
    **{f"image: {name}": attack for name, attack in {**_ON_FILES, **_ON_IMAGE_KEYS}.items()},
    **{
        f"{repository}: {name}": partial(_on, repository, attack)
        for repository in ("image", "director")
        for name, attack in _ON_METADATA.items()
    },
}
NOTICED_BY_CAR: Mapping[str, Callable[[Scene], None]] = {
    f"director: {name}": attack for name, attack in _ON_ORDERS.items()
}
ATTACKS: Mapping[str, Callable[[Scene], None]] = {**NOTICED_BY_CLIENT, **NOTICED_BY_CAR}
"""All but ``fast_forward``, which is only to be healed."""
