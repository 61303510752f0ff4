"""Recall by meaning: the real index over a real vault; only where it says so the real embedder."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from models import VECTOR_WIDTH, EngineError, ModelsError, Vectors, load_embedder
from personalization import Memory, Preferences, Vault, When, index, prefer, search

_KEY = bytes(32)
_AT = datetime(2026, 11, 2, tzinfo=UTC)
_JAZZ = prefer("music genre", "jazz", _AT)
_HOME = prefer("music genre", "classical", _AT, when=When(place="way home"))
_FOOD = prefer("cuisine", "italian", _AT)
_MEMORIES = tuple(Memory.of(one) for one in (_JAZZ, _HOME, _FOOD))


class Letters:
    """Texts of the same letters lie close. Counts how many it was given."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), VECTOR_WIDTH), np.float32)
        for row, text in enumerate(texts):
            if text == "unreadable":
                raise EngineError("no text")
            np.add.at(vectors[row], [ord(letter) % VECTOR_WIDTH for letter in text], 1.0)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with closing(Vault(tmp_path / "memory.db", _KEY)) as vault:
        yield vault


def test_a_vector_is_made_once_and_gone_with_its_memory(vault: Vault) -> None:
    embedder = Letters()
    index(_MEMORIES, vault, embedder)
    assert embedder.embedded == 3
    index(_MEMORIES, vault, embedder)
    assert embedder.embedded == 3
    index(_MEMORIES[1:], vault, embedder)
    assert {record.key for record in vault.all("vector")} == {one.id for one in _MEMORIES[1:]}


def test_forgetting_takes_the_vector_at_once(vault: Vault) -> None:
    kept = Preferences(vault)
    kept.add(_JAZZ)
    index([Memory.of(_JAZZ)], vault, Letters())
    assert vault.all("vector")
    kept.remove([_JAZZ])
    assert not vault.all("vector")


def test_a_memory_that_says_something_else_now_gets_another_vector(vault: Vault) -> None:
    embedder = Letters()
    index(_MEMORIES[:1], vault, embedder)
    index([Memory(_JAZZ.id, "You like soul.")], vault, embedder)
    assert embedder.embedded == 2


def test_nothing_is_no_index(vault: Vault) -> None:
    assert index((), vault, Letters()) is None
    assert search("what music do i like", (), None, 1) == ()


@pytest.mark.parametrize("asked", ["which music on the way home", "what music do i like"])
def test_conditions_that_are_asked_for_count(vault: Vault, asked: str) -> None:
    made = index(_MEMORIES, vault, Letters())
    (found,) = search(asked, _MEMORIES, made, 1)
    assert found.id == (_HOME.id if "home" in asked else _JAZZ.id)


@pytest.mark.parametrize("asked", ["unreadable", "", "xyzzy"])
def test_what_cannot_be_read_finds_nothing_or_goes_by_words(vault: Vault, asked: str) -> None:
    made = index(_MEMORIES, vault, Letters())
    assert all(found in _MEMORIES for found in search(asked, _MEMORIES, made, 1))
    assert search("what music do i like on the way home", _MEMORIES, None, 1) == (_MEMORIES[1],)


def test_what_is_new_is_found_before_it_is_indexed(vault: Vault) -> None:
    made = index(_MEMORIES[:2], vault, Letters())
    assert _MEMORIES[2] in search("what kind of food do i like", _MEMORIES, made, 3)


def test_no_vector_is_readable_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    embedder = Letters()
    index(_MEMORIES, vault, embedder)
    vector = embedder.embed([_MEMORIES[0].text]).astype("<f4").tobytes()
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    part = slice(4 * ord("a"), 4 * ord("i"))
    assert any(vector[part])
    assert not any(vector[part] in content for content in files)


def test_indexing_asks_no_network(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something wants to leave the car")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    made = index(_MEMORIES, vault, Letters())
    assert search("what music do i like", _MEMORIES, made, 1)


@pytest.mark.engine
def test_meaning_finds_what_words_do_not(vault: Vault) -> None:
    try:
        embedder = load_embedder()
    except ModelsError as error:
        pytest.skip(f"no embedder: {error}")
    dentist = prefer("relation", "Doctor Miller", _AT, about="dentist")
    memories = (*_MEMORIES, Memory.of(dentist))
    made = index(memories, vault, embedder)
    assert search("who looks after my teeth", memories, made, 1) == (memories[3],)
