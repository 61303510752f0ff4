"""Attacks by whoever holds the online keys: a TUF client believes them, the car must not."""

import shutil
from collections.abc import Callable
from functools import partial

from tuf.api.metadata import Snapshot, TargetFile, Targets, Timestamp

from cloud_sync.ota.release import FIELD
from tests.cloud_sync.fleet import offer
from tests.cloud_sync.scene import (
    NEW_CONTENT,
    NEW_PATH,
    OLD_PATH,
    Scene,
    newest,
    nothing,
    signed_anew,
)

HIGHEST_VERSION = 2**31 - 1
TRICKY_PATHS = (
    "../../../etc/passwd",
    "/etc/passwd",
    "phrases/../../active.json",
    "phrases//lights.json",
    "phrases/./lights.json",
    "phrases\\..\\lights.json",
    "phrases/%2e%2e/lights.json",
    "phrases/lights.json\n",
    "phrases/lights\x00.json",
    "file:///etc/passwd",
    "-rf",
    "phrases/" + "a/" * 40 + "b",
    "",
)


def order_of_another_car(scene: Scene) -> None:
    """That was told so often that its versions are the higher ones."""
    for _ in range(3):
        scene.fleet.director.order(scene.other, offer("2026.11", NEW_PATH))
    scene.serve()
    shutil.rmtree(scene.director)
    shutil.copytree(scene.served / "director" / scene.other, scene.director)


def other_hashes(scene: Scene) -> None:
    """Of a file that the thief would like to have installed."""

    def change(targets: Targets) -> None:
        length = targets.targets[NEW_PATH].length
        targets.targets[NEW_PATH] = TargetFile.from_data(NEW_PATH, bytes(length), ["sha256"])

    _directed(scene, change)


def other_length(scene: Scene) -> None:
    def change(targets: Targets) -> None:
        targets.targets[NEW_PATH].length += 1

    _directed(scene, change)


def unknown_target(scene: Scene) -> None:
    """The images say nothing of it."""
    _directed(scene, partial(_named, path="phrases/evil-2026.11.json"))


def tricky_path(scene: Scene, path: str) -> None:
    _directed(scene, partial(_named, path=path))


def counter_back(scene: Scene) -> None:
    """The release of before under the number it had."""
    old = newest(scene.repository("director", scene.earlier), Targets.type).signed

    def change(targets: Targets) -> None:
        targets.targets = old.targets
        targets.unrecognized_fields = old.unrecognized_fields

    _directed(scene, change)


def other_release_under_the_same_counter(scene: Scene) -> None:
    def change(targets: Targets) -> None:
        targets.targets = {OLD_PATH: scene.fleet.image.target(OLD_PATH)}
        targets.unrecognized_fields[FIELD]["release"] |= {"name": "2026.12", "targets": [OLD_PATH]}

    _directed(scene, change)


def another_vehicle_named(scene: Scene) -> None:
    def change(targets: Targets) -> None:
        targets.unrecognized_fields[FIELD]["vehicle"] = scene.other

    _directed(scene, change)


def no_order(scene: Scene) -> None:
    _directed(scene, lambda targets: targets.unrecognized_fields.clear())


def order_with_more(scene: Scene) -> None:
    """A field that nobody knows."""

    def change(targets: Targets) -> None:
        targets.unrecognized_fields[FIELD]["release"]["run"] = "now"

    _directed(scene, change)


def order_of_what_is_not_listed(scene: Scene) -> None:
    _directed(scene, lambda targets: targets.targets.clear())


def more_listed_than_ordered(scene: Scene) -> None:
    def change(targets: Targets) -> None:
        targets.targets[OLD_PATH] = scene.fleet.image.target(OLD_PATH)

    _directed(scene, change)


def fast_forward(scene: Scene) -> None:
    """The thief of all online keys uses up the version numbers. A client cannot notice; what the
    fleet publishes afterwards is refused until ``recover``."""
    for place, roles in (
        (scene.image, (Snapshot.type, Timestamp.type)),
        (scene.director, (Targets.type, Snapshot.type, Timestamp.type)),
    ):
        signed_anew(scene, place, roles[0], nothing, version=HIGHEST_VERSION)


def _named(targets: Targets, path: str) -> None:
    targets.targets = {path: TargetFile.from_data(path, NEW_CONTENT, ["sha256"])}
    targets.unrecognized_fields[FIELD]["release"]["targets"] = [path]


def _directed(scene: Scene, change: Callable[[Targets], object]) -> None:
    def changed(targets: Targets) -> None:
        change(targets)

    signed_anew(scene, scene.director, Targets.type, changed)
