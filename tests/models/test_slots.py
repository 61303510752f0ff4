"""Whatever happens to a release, there is always one to start with."""

import hashlib
from pathlib import Path

import pytest

from models import Asset, AssetFile, Contents, Slot, Slots, StoreError


def put(slots: Slots, slot: Slot, content: bytes, release: str = "2026.11") -> str:
    """A release of one file in this slot; its digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    slots.store.directory.mkdir(parents=True, exist_ok=True)
    (slots.store.directory / sha256).write_bytes(content)
    file = AssetFile(asset=Asset.PROMPT, name="p", sha256=sha256, size_bytes=len(content))
    slots.fill(slot, Contents(release=release, assets=(file,)))
    return sha256


def test_without_any_release_the_program_starts_as_delivered(tmp_path: Path) -> None:
    assert list(Slots(tmp_path).order()) == [None]
    assert Slots(tmp_path).spare is Slot.A


def test_the_one_before_is_what_to_fall_back_on(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    put(slots, Slot.A, b"one")
    slots.switch(Slot.A)
    put(slots, slots.spare, b"two")
    slots.switch(Slot.B)
    assert list(Slots(tmp_path).order()) == [Slot.B, Slot.A, None]
    slots.fall_back(Slot.A)
    assert list(slots.order()) == [Slot.A, None]


def test_switching_twice_to_the_same_one_forgets_nothing(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    put(slots, Slot.A, b"one")
    slots.switch(Slot.A)
    put(slots, Slot.B, b"two")
    slots.switch(Slot.B)
    slots.switch(Slot.B)
    assert slots.before is Slot.A


def test_the_slot_in_use_is_never_written_to(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    put(slots, Slot.A, b"one")
    slots.switch(Slot.A)
    with pytest.raises(ValueError, match="never written"):
        slots.fill(Slot.A, Contents(release="2026.12"))


@pytest.mark.parametrize("damage", [b"", b"other"])
def test_a_damaged_file_is_not_switched_to(tmp_path: Path, damage: bytes) -> None:
    slots = Slots(tmp_path)
    sha256 = put(slots, Slot.A, b"whole")
    (slots.store.directory / sha256).write_bytes(damage)
    with pytest.raises(StoreError):
        slots.switch(Slot.A)
    assert slots.in_use is None


def test_a_missing_file_is_not_switched_to(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    (slots.store.directory / put(slots, Slot.A, b"whole")).unlink()
    with pytest.raises(StoreError):
        slots.switch(Slot.A)


@pytest.mark.parametrize("text", ["", "{", '{"in_use": "c"}', "null"])
def test_a_pointer_nobody_can_read_means_as_delivered(tmp_path: Path, text: str) -> None:
    slots = Slots(tmp_path)
    put(slots, Slot.A, b"one")
    slots.switch(Slot.A)
    (tmp_path / "slots" / "in-use.json").write_text(text)
    assert list(Slots(tmp_path).order()) == [None]


def test_what_another_slot_or_somebody_else_needs_is_not_removed(tmp_path: Path) -> None:
    slots = Slots(tmp_path)
    shared, own = put(slots, Slot.A, b"shared"), put(slots, Slot.B, b"own")
    before = slots.contents(Slot.B)
    assert before is not None
    both = before.model_copy(
        update={"assets": (*before.assets, before.assets[0].model_copy(update={"sha256": shared}))}
    )
    slots.fill(Slot.B, Contents(release="2026.12"))
    slots.discard(both, needed=frozenset())
    held = {path.name for path in slots.store.directory.iterdir()}
    assert shared in held
    assert own not in held
