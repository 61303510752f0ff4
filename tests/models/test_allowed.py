"""A release may take models away from a car, and can give it none that the catalogue lacks."""

import hashlib
from pathlib import Path

import pytest

from models import (
    DEFAULT_HOME,
    Allowed,
    Asset,
    AssetFile,
    Catalogue,
    Contents,
    ForbiddenModelError,
    MissingModelError,
    ModelCard,
    ModelsError,
    Slot,
    Slots,
    active_language_model,
    language_model_of,
    load_voice,
)

DELIVERED = Catalogue.read(Path("/nowhere")).cards()
BY_NAME = {card.name: card for card in DELIVERED}


def install(home: Path, text: str) -> Path:
    """These rules, in use; returns their file."""
    slots, content = Slots(home), text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    slots.store.directory.mkdir(parents=True, exist_ok=True)
    file = slots.store.directory / sha256
    file.write_bytes(content)
    asset = AssetFile(asset=Asset.RULES, name="r", sha256=sha256, size_bytes=len(content))
    slots.fill(Slot.A, Contents(release="2026.11", assets=(asset,)))
    slots.switch(Slot.A)
    return file


def of(home: Path) -> Allowed:
    return Allowed.of(Slots(home), Slot.A, DELIVERED)


def test_without_a_list_all_are_allowed(tmp_path: Path) -> None:
    install(tmp_path, "")
    assert all(of(tmp_path).check(card) for card in DELIVERED)
    assert Allowed.of(Slots(tmp_path), None, DELIVERED) == Allowed()


@pytest.mark.parametrize("key", ["name", "sha256"])
def test_a_list_takes_the_others_away(tmp_path: Path, key: str) -> None:
    joe = BY_NAME["piper-joe"]
    install(tmp_path, f'[models]\nallowed = ["{getattr(joe, key)}"]')
    assert of(tmp_path).check(joe) is joe
    with pytest.raises(ForbiddenModelError) as refused:
        of(tmp_path).check(BY_NAME["hibari-heart"])
    assert refused.value.code == "models.forbidden"


def test_it_holds_where_models_are_loaded(tmp_path: Path) -> None:
    install(tmp_path, '[models]\nallowed = ["piper-joe"]')
    with pytest.raises(ForbiddenModelError):
        load_voice("hibari-heart", tmp_path)
    with pytest.raises(MissingModelError):  # allowed, and not on this machine
        load_voice("piper-joe", tmp_path)


@pytest.mark.engine
def test_what_would_start_without_the_list_is_no_way_round_it(tmp_path: Path) -> None:
    """The models of this machine are here and the program would start with them as delivered."""
    install(tmp_path, '[models]\nallowed = ["piper-joe"]')
    here = Slots(tmp_path).store.directory
    for file in (DEFAULT_HOME / "models").iterdir():
        (here / file.name).symlink_to(file)
    try:
        language_model_of(None, home=tmp_path).close()
    except ModelsError as error:
        pytest.skip(f"no language model: {error}")
    with pytest.raises(ForbiddenModelError):
        active_language_model(home=tmp_path)
    assert Slots(tmp_path).in_use is Slot.A


def test_a_damaged_list_allows_what_was_delivered_and_no_more(tmp_path: Path) -> None:
    install(tmp_path, '[models]\nallowed = ["piper-joe"]').write_text("other bytes")
    assert all(of(tmp_path).check(card) for card in DELIVERED)
    stranger = ModelCard.model_validate(
        {**BY_NAME["piper-joe"].model_dump(), "name": "stranger", "sha256": "0" * 64}
    )
    with pytest.raises(ForbiddenModelError):
        of(tmp_path).check(stranger)


@pytest.mark.parametrize("table", ["allowed = []", 'allowed = ["NO NAME"]', "forbidden = []"])
def test_other_lists_are_none(tmp_path: Path, table: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(f"[models]\n{table}")
    with pytest.raises(ValueError, match="not a list"):
        Allowed.read(file)
