"""What a TUF client refuses by itself, and that the other attacks do reach the car."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)

from tests.cloud_sync.attacks import ATTACKS, NOTICED_BY_CAR, NOTICED_BY_CLIENT, fast_forward
from tests.cloud_sync.scene import NEW_CONTENT, NEW_PATH, Scene, recover, stage

RULES_PATH = "rules/speed-2026.10.json"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    scene = stage(tmp_path)
    _read_all(scene)
    return scene


def _read_all(scene: Scene) -> None:
    """As a car does: the order, then the files and rules the images vouch for."""
    scene.fleet.director_client().updater(scene.director)
    client = scene.fleet.image_client()
    assert client.download(scene.image, NEW_PATH) == NEW_CONTENT
    assert client.target(scene.image, RULES_PATH) is not None


REASONS: dict[str, type[Exception]] = {
    "tampered target": LengthOrHashMismatchError,
    "truncated target": LengthOrHashMismatchError,
    "longer target": DownloadLengthMismatchError,
    "withheld target": DownloadHTTPError,
    "old timestamp": BadVersionNumberError,
    "everything old": RepositoryError,
    "old snapshot": LengthOrHashMismatchError,
    "mix and match": LengthOrHashMismatchError,
    "old snapshot named anew": BadVersionNumberError,
    "old targets named anew": BadVersionNumberError,
    "targets left out": RepositoryError,
    "frozen": ExpiredMetadataError,
    "root that skips a version": BadVersionNumberError,
}
"""Everything else lacks a signature."""


@pytest.mark.parametrize("name", NOTICED_BY_CLIENT)
def test_the_client_refuses_for_the_right_reason(scene: Scene, name: str) -> None:
    NOTICED_BY_CLIENT[name](scene)
    with pytest.raises(REASONS.get(name.partition(": ")[2], UnsignedMetadataError)):
        _read_all(scene)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_new_keys_heal_every_car(scene: Scene, attack: Callable[[Scene], None]) -> None:
    attack(scene)
    with suppress(RepositoryError, DownloadError):
        _read_all(scene)
    recover(scene)
    _read_all(scene)


@pytest.mark.parametrize("attack", NOTICED_BY_CAR.values(), ids=NOTICED_BY_CAR.keys())
def test_the_client_alone_would_believe_a_thief_of_the_directors_keys(
    scene: Scene, attack: Callable[[Scene], None]
) -> None:
    """These reach the comparison that the car makes; refused earlier they would not test it."""
    seen = scene.fleet.director_client()
    before = (seen.directory / "metadata/targets.json").read_bytes()
    attack(scene)
    scene.fleet.director_client().updater(scene.director)
    assert (seen.directory / "metadata/targets.json").read_bytes() != before


def test_used_up_version_numbers_are_healed_by_new_keys(scene: Scene) -> None:
    fast_forward(scene)
    _read_all(scene)
    scene.serve()
    with pytest.raises(RepositoryError):
        _read_all(scene)
    recover(scene)
    _read_all(scene)
