"""The key file on a real disk."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.errors import KeyFileError, LockedError
from personalization.keys import KEY_BYTES, KeyFileProvider

KEY = bytes(range(KEY_BYTES))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "memory.key"


def test_a_key_is_made_once_and_for_the_owner_alone(file: Path) -> None:
    locked = KeyFileProvider(file).lock(KEY, "anna")
    assert file.stat().st_mode & 0o777 == 0o600
    assert KeyFileProvider(file).unlock(locked, "anna") == KEY
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_same_key_is_never_locked_alike(file: Path) -> None:
    keys = KeyFileProvider(file)
    assert keys.lock(KEY, "anna") != keys.lock(KEY, "anna")
    assert KEY not in keys.lock(KEY, "anna")


def test_a_key_locked_for_another_opens_nothing(file: Path) -> None:
    keys = KeyFileProvider(file)
    with pytest.raises(LockedError):
        keys.unlock(keys.lock(KEY, "anna"), "ben")


def test_another_key_file_opens_nothing(file: Path, tmp_path: Path) -> None:
    locked = KeyFileProvider(file).lock(KEY, "anna")
    with pytest.raises(LockedError):
        KeyFileProvider(tmp_path / "other.key").unlock(locked, "anna")


def test_a_file_that_others_may_read_is_refused(file: Path) -> None:
    keys = KeyFileProvider(file)
    keys.lock(KEY, "anna")
    file.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keys.lock(KEY, "anna")


@pytest.mark.parametrize("content", [b"", os.urandom(KEY_BYTES - 1), os.urandom(KEY_BYTES + 1)])
def test_a_damaged_file_is_refused(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyFileError, match="damaged"):
        KeyFileProvider(file).lock(KEY, "anna")


@given(locked=st.binary(max_size=100))
def test_whatever_lies_there_is_no_key(
    tmp_path_factory: pytest.TempPathFactory, locked: bytes
) -> None:
    keys = KeyFileProvider(tmp_path_factory.mktemp("keys") / "memory.key")
    with pytest.raises(LockedError):
        keys.unlock(locked, "anna")
