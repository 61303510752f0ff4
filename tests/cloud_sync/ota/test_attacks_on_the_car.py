"""Every attack we know, against the whole client over HTTPS: refused, and nothing is touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_sync.errors import UpdateError
from models import Slots
from tests.cloud_sync.attacks import ATTACKS, fast_forward
from tests.cloud_sync.ota.road import Road, road
from tests.cloud_sync.scene import Scene, recover, stage

EXPECTED = {
    "tampered target": {"update.download.digest"},
    "truncated target": {"update.download.interrupted"},
    "longer target": {"update.download.too_long"},
    "withheld target": {"update.download.status"},
    "frozen": {"update.trust.expired"},
    "order of another car": {"update.trust.wrong_vehicle"},
    "another vehicle named": {"update.trust.wrong_vehicle"},
    "other hashes": {"update.trust.disagree"},
    "other length": {"update.trust.disagree"},
    "unknown target": {"update.trust.unknown"},
    "counter back": {"update.trust.counter"},
    "no order": {"update.trust.order"},
    "more listed than ordered": {"update.trust.order"},
    "other release under the same counter": {"update.trust.counter"},
    "old timestamp": {"update.trust.rolled_back"},
    "mix and match": {"update.trust.mixed"},
    "one signature": {"update.trust.signatures"},
    "one signature twice": {"update.trust.signatures"},
    "revoked key": {"update.trust.signatures"},
    "stranger root": {"update.trust.signatures"},
    "root with too few signatures": {"update.trust.signatures"},
}
"""Where the very code matters; of the others any refusal will do."""
_OF_NO_CONCERN = {"image: rules by the online keys"}
"""About a file that this car is not to have; the updater framework's own tests see to it."""
NAMES = sorted(ATTACKS.keys() - _OF_NO_CONCERN)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path / "fleet")


@pytest.fixture
def car(scene: Scene, tmp_path: Path) -> Iterator[Road]:
    with road(tmp_path, scene.served, scene.fleet) as car:
        yield car


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_and_nothing_is_touched(scene: Scene, car: Road, name: str) -> None:
    car.orders.check()
    ATTACKS[name](scene)
    with pytest.raises(UpdateError) as refused:
        car.orders.download()
    code = refused.value.code
    assert code.startswith("update.")
    plain = name.partition(": ")[2]
    assert code in EXPECTED.get(plain, {code})
    slots = Slots(car.home.directory)
    assert slots.in_use is None
    assert not list(slots.store.directory.glob("*"))
    assert any(event.detail == code for event in car.journey.history())


@pytest.mark.parametrize("name", NAMES)
def test_after_it_the_true_release_still_arrives(scene: Scene, car: Road, name: str) -> None:
    car.orders.check()
    ATTACKS[name](scene)
    with pytest.raises(UpdateError):
        car.orders.download()
    recover(scene)
    state = car.orders.download()
    assert state.phase == "downloaded"


def test_used_up_version_numbers_are_healed_by_new_keys(scene: Scene, car: Road) -> None:
    fast_forward(scene)
    car.orders.check()
    recover(scene)
    assert car.orders.download().phase == "downloaded"
