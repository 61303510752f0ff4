"""Both repositories, read by the real TUF client."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import ExpiredMetadataError
from tuf.api.metadata import Metadata, Targets

from cloud_sync.errors import ReleaseError
from cloud_sync.ota.release import FIELD, Described, Order
from cloud_sync.reference.image_repository import Addition
from cloud_sync.reference.keys import KEY_MISSING, KEY_UNREADABLE, KeyRing
from tests.cloud_sync.fleet import Fleet, described, offer

PATH = "phrases/lights-2026.11.json"
CONTENT = b"turn the light on => on\n" * 100


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    fleet = Fleet(tmp_path).create()
    fleet.add(PATH, CONTENT)
    return fleet


def test_a_new_car_gets_the_file_and_what_is_said_about_it(fleet: Fleet) -> None:
    client = fleet.image_client()
    assert client.download(fleet.directory / "image", PATH) == CONTENT
    target = client.target(fleet.directory / "image", PATH)
    assert target is not None
    assert Described.model_validate(target.custom[FIELD]) == described("lights-2026.11.json")


def test_a_car_that_was_there_before_sees_what_came_since(fleet: Fleet) -> None:
    client = fleet.image_client()
    assert client.target(fleet.directory / "image", "phrases/b") is None
    fleet.add("phrases/b", b"new")
    assert client.download(fleet.directory / "image", "phrases/b") == b"new"


def test_rule_tables_are_vouched_for_by_keys_of_their_own(fleet: Fleet) -> None:
    fleet.add("rules/speed-2026.11.json", b"{}")
    targets = Metadata[Targets].from_file(f"{fleet.directory}/image/metadata/2.targets.json")
    assert list(targets.signed.targets) == [PATH]
    client = fleet.image_client()
    assert client.download(fleet.directory / "image", "rules/speed-2026.11.json") == b"{}"


def test_a_path_never_means_other_bytes(fleet: Fleet) -> None:
    with pytest.raises(ReleaseError, match="other bytes"):
        fleet.add(PATH, b"something else")
    assert fleet.image_client().download(fleet.directory / "image", PATH) == CONTENT


def test_adding_the_same_again_changes_nothing(fleet: Fleet) -> None:
    before = (fleet.directory / "image/metadata/timestamp.json").read_bytes()
    fleet.add(PATH, CONTENT)
    assert (fleet.directory / "image/metadata/timestamp.json").read_bytes() == before


def test_fractions_in_a_card_read_back_as_the_same_number(fleet: Fleet) -> None:
    file = fleet.directory / "new"
    card = {"calibration": {"slope": 0.7, "intercept": -0.453, "of": [1, 2.5]}}
    said = described("a").model_copy(update={"card": card})
    fleet.image.add([Addition("models/a", file, said)])
    kept = fleet.image.described()["models/a"].card
    assert kept == {"calibration": {"slope": "0.7", "intercept": "-0.453", "of": [1, "2.5"]}}


def test_a_file_that_is_not_there_adds_nothing(fleet: Fleet) -> None:
    with pytest.raises(ReleaseError, match="cannot be added"):
        fleet.image.add([Addition("phrases/b", fleet.directory / "nowhere")])
    assert list(fleet.image.targets()) == [PATH]


def test_two_signatures_are_enough(fleet: Fleet) -> None:
    next((fleet.directory / "offline").glob("image-targets.*.pem")).unlink()
    fleet.add("phrases/b", b"new")
    assert fleet.image_client().download(fleet.directory / "image", "phrases/b") == b"new"


def test_with_one_key_nothing_is_published(fleet: Fleet) -> None:
    before = fleet.image_client().updater(fleet.directory / "image")
    for path in sorted((fleet.directory / "offline").glob("image-targets.*.pem"))[:2]:
        path.unlink()
    with pytest.raises(ReleaseError) as told:
        fleet.add("phrases/b", b"new")
    assert told.value.code == KEY_MISSING
    assert fleet.image_client().target(fleet.directory / "image", "phrases/b") is None
    assert before.get_targetinfo(PATH) is not None


def test_a_service_without_the_offline_keys_can_refresh_and_add_nothing(fleet: Fleet) -> None:
    (fleet.directory / "offline").rename(fleet.directory / "safe")
    fleet.image.refresh()
    fleet.director.order("car-a", offer("2026.11", PATH))
    fleet.director.refresh()
    assert fleet.image_client().download(fleet.directory / "image", PATH) == CONTENT
    with pytest.raises(ReleaseError):
        fleet.add("phrases/b", b"new")


def test_what_is_not_refreshed_expires(tmp_path: Path) -> None:
    began = datetime.now(UTC) - timedelta(days=3)
    fleet = Fleet(tmp_path, now=lambda: began).create()
    with pytest.raises(ExpiredMetadataError):
        fleet.image_client().updater(tmp_path / "image")
    Fleet(tmp_path).image.refresh()
    fleet.image_client().updater(tmp_path / "image")


def test_an_old_client_follows_new_roots(fleet: Fleet) -> None:
    client = fleet.image_client()
    client.updater(fleet.directory / "image")
    fleet.image.rotate_root()
    fleet.image.rotate_root()
    fleet.add("phrases/b", b"new")
    assert client.download(fleet.directory / "image", "phrases/b") == b"new"
    assert fleet.image_client("other").download(fleet.directory / "image", PATH) == CONTENT


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_every_role_can_have_new_keys(fleet: Fleet, role: str) -> None:
    client = fleet.image_client()
    client.updater(fleet.directory / "image")
    before = fleet.image.key_ids(role)
    fleet.image.replace_keys(role)
    assert not set(before) & set(fleet.image.key_ids(role))
    fleet.add("phrases/b", b"new")
    assert client.download(fleet.directory / "image", "phrases/b") == b"new"


def test_the_root_can_be_given_a_later_expiry_alone(fleet: Fleet) -> None:
    keys = fleet.image.key_ids("root")
    fleet.image.replace_keys("root", ())
    assert fleet.image.key_ids("root") == keys
    assert (fleet.directory / "image/metadata/2.root.json").exists()


def test_a_revoked_key_is_named_no_more(fleet: Fleet) -> None:
    """That nobody believes it any longer: ``test_attacks``."""
    lost, *kept = fleet.image.key_ids("targets")
    fleet.image.revoke_targets_key(lost)
    assert fleet.image.key_ids("targets")[:2] == tuple(kept)
    assert lost not in fleet.image.key_ids("targets")


def test_a_key_that_is_none_cannot_be_revoked(fleet: Fleet) -> None:
    with pytest.raises(ReleaseError):
        fleet.image.revoke_targets_key("0" * 64)


def test_key_files_are_the_owners_alone(fleet: Fleet) -> None:
    files = [*fleet.directory.glob("o*line/*.pem")]
    assert len(files) == 3 + 3 + 3 + 2 + 3 + 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    files[0].chmod(0o640)
    key_id = files[0].name.split(".")[1]
    with pytest.raises(ReleaseError) as told:
        KeyRing(files[0].parent).signers([key_id])
    assert told.value.code == KEY_UNREADABLE


def test_a_passphrase_locks_the_offline_keys(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, b"correct horse").create()
    fleet.add(PATH, CONTENT)
    pem = next((tmp_path / "offline").glob("*.pem")).read_text()
    assert "ENCRYPTED" in pem
    for wrong in (b"wrong", None):
        with pytest.raises(ReleaseError) as told:
            Fleet(tmp_path, wrong).add("phrases/b", b"new")
        assert told.value.code == KEY_UNREADABLE


def test_a_car_gets_its_own_order(fleet: Fleet) -> None:
    order = fleet.director.order("car-a", offer("2026.11", PATH))
    updater = fleet.director_client().updater(fleet.directory / "director/car-a")
    target = updater.get_targetinfo(PATH)
    image = fleet.image.target(PATH)
    assert target is not None
    assert (target.length, target.hashes, target.custom) == (image.length, image.hashes, None)
    assert _order(fleet, "car-a") == order
    assert order.release is not None
    assert order.release.counter == 1


def _order(fleet: Fleet, vehicle: str) -> Order:
    """As a car reads it, from metadata its client has verified."""
    client = fleet.director_client(vehicle)
    client.updater(fleet.directory / "director" / vehicle)
    targets = Metadata[Targets].from_file(str(client.directory / "metadata/targets.json"))
    return Order.model_validate(targets.signed.unrecognized_fields[FIELD])


def test_the_order_of_another_car_says_so(fleet: Fleet) -> None:
    fleet.director.order("car-a", offer("2026.11", PATH))
    fleet.director.order("car-b", None)
    (fleet.directory / "director/car-b").rename(fleet.directory / "away")
    (fleet.directory / "director/car-a").rename(fleet.directory / "director/car-b")
    assert _order(fleet, "car-b").vehicle == "car-a"


def test_nothing_new_leaves_an_empty_order(fleet: Fleet) -> None:
    fleet.director.order("car-a", offer("2026.11", PATH))
    fleet.director.order("car-a", None)
    assert _order(fleet, "car-a").release is None
    assert fleet.director_client().target(fleet.directory / "director/car-a", PATH) is None


def test_the_counter_never_goes_back(fleet: Fleet) -> None:
    fleet.add("phrases/b", b"new")
    old, new = offer("2026.10", PATH), offer("2026.11", "phrases/b")
    orders = [
        fleet.director.order("car-a", wanted, least)
        for wanted, least in ((old, 0), (old, 1), (new, 1), (None, 2), (new, 2), (old, 3), (old, 9))
    ]
    counters = [order.release and order.release.counter for order in orders]
    assert counters == [1, 1, 2, None, 3, 4, 10]


def test_counters_of_cars_are_their_own(fleet: Fleet) -> None:
    for vehicle in ("car-a", "car-b"):
        order = fleet.director.order(vehicle, offer("2026.11", PATH))
        assert order.release is not None
        assert order.release.counter == 1


def test_an_order_for_a_file_nobody_vouches_for_is_not_made(fleet: Fleet) -> None:
    with pytest.raises(ReleaseError):
        fleet.director.order("car-a", offer("2026.11", "phrases/nowhere"))
    assert fleet.director.current("car-a") is None


@pytest.mark.parametrize("name", ["../image", "_root", "", "A", "a/b"])
def test_a_car_is_not_called_like_a_path(fleet: Fleet, name: str) -> None:
    with pytest.raises(ReleaseError):
        fleet.director.order(name, None)


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_all_cars_follow_when_the_director_gets_new_keys(fleet: Fleet, role: str) -> None:
    for vehicle in ("car-a", "car-b"):
        fleet.director.order(vehicle, offer("2026.11", PATH))
        _order(fleet, vehicle)
    fleet.director.replace_keys(role)
    fleet.director.order("car-c", offer("2026.11", PATH))
    for vehicle in ("car-a", "car-b", "car-c"):
        assert fleet.director_client(vehicle).root == fleet.director.first_root()
        order = _order(fleet, vehicle)
        assert order.vehicle == vehicle
        assert order.release is not None


def test_refreshing_tells_the_time_anew(fleet: Fleet) -> None:
    before = fleet.director.order("car-a", offer("2026.11", PATH))
    fleet.director.refresh()
    after = _order(fleet, "car-a")
    assert after.issued > before.issued
    assert after.release == before.release


def test_old_versions_are_cleared_away(fleet: Fleet) -> None:
    for _ in range(25):
        fleet.director.order("car-a", offer("2026.11", PATH))
    files = sorted(path.name for path in (fleet.directory / "director/car-a/metadata").iterdir())
    assert len(files) == 2 + 2 * 10
    _order(fleet, "car-a")


def test_nothing_is_made_twice_or_read_before_it_is_made(fleet: Fleet, tmp_path: Path) -> None:
    for part in (fleet.image, fleet.director):
        with pytest.raises(ReleaseError):
            part.create()
    nowhere = Fleet(tmp_path / "nowhere")
    for part in (nowhere.image, nowhere.director):
        with pytest.raises(ReleaseError):
            part.first_root()
    with pytest.raises(ReleaseError):
        nowhere.image.targets()
