"""Files enter the store whole or not at all, and a choice can be taken back."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import MissingModelError, ModelCard, ModelStore, StoreError, Task, WrongDigestError
from tests.models.cards import card_of

BYTES = b"weights " * 1000


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def card() -> ModelCard:
    return card_of("tiny", BYTES)


def test_what_is_installed_lies_under_its_digest(store: ModelStore, card: ModelCard) -> None:
    path = store.install(card, [BYTES[:10], BYTES[10:]])
    assert path.name == hashlib.sha256(BYTES).hexdigest()
    assert store.verify(card) == path


def test_other_bytes_are_refused_and_leave_nothing(store: ModelStore, card: ModelCard) -> None:
    with pytest.raises(WrongDigestError) as caught:
        store.install(card, [BYTES, b"!"])
    assert caught.value.code == "models.wrong_digest"
    assert list(store.directory.iterdir()) == []


def test_a_source_that_breaks_off_leaves_nothing(store: ModelStore, card: ModelCard) -> None:
    def broken() -> Iterator[bytes]:
        yield BYTES[:10]
        raise ConnectionResetError

    with pytest.raises(StoreError):
        store.install(card, broken())
    assert list(store.directory.iterdir()) == []


def test_a_missing_file_is_named_with_what_mends_it(store: ModelStore, card: ModelCard) -> None:
    with pytest.raises(MissingModelError, match="python -m models add tiny"):
        store.verify(card)


def test_a_changed_byte_is_found(store: ModelStore, card: ModelCard) -> None:
    path = store.install(card, [BYTES])
    path.write_bytes(b"W" + BYTES[1:])
    assert store.holds(card)
    assert not store.is_whole(card)
    with pytest.raises(WrongDigestError):
        store.verify(card)


def test_only_a_whole_model_can_be_chosen(store: ModelStore, card: ModelCard) -> None:
    with pytest.raises(MissingModelError):
        store.activate(card)
    assert store.active(Task.LANGUAGE_MODEL) is None


def test_a_choice_can_be_taken_back(store: ModelStore, card: ModelCard) -> None:
    other = card_of("other", BYTES * 2)
    store.install(card, [BYTES])
    store.install(other, [BYTES * 2])
    store.activate(card)
    store.activate(other)
    assert store.active(Task.LANGUAGE_MODEL) == "other"
    assert store.roll_back(Task.LANGUAGE_MODEL) == "tiny"
    assert store.roll_back(Task.LANGUAGE_MODEL) is None


def test_a_damaged_choice_is_said_not_guessed(store: ModelStore) -> None:
    store.directory.mkdir()
    (store.directory / "active.json").write_text('{"language-model": 3}')
    with pytest.raises(StoreError, match="damaged"):
        store.active(Task.LANGUAGE_MODEL)
