"""Routines that a driver taught: kept, found by their name, replaced, forgotten."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from personalization import TaughtRoutines, Vault

_AT = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
_KEY = bytes(32)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with closing(Vault(tmp_path / "memory.db", _KEY)) as vault:
        yield vault


def test_what_was_taught_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with closing(Vault(path, _KEY)) as vault:
        TaughtRoutines(vault).teach("movie mode", "dim the lights", "ambient off", _AT)
    with closing(Vault(path, _KEY)) as vault:
        (routine,) = TaughtRoutines(vault).all()
    assert routine.sentence() == 'When you say "movie mode": dim the lights.'


def test_a_name_means_what_was_taught_last(vault: Vault) -> None:
    routines = TaughtRoutines(vault)
    first = routines.teach("movie mode", "dim the lights", "ambient off", _AT)
    before = routines.teach("movie mode", "close the shade", "shade close", _AT)
    assert first is None
    assert before is not None
    assert before.words == "dim the lights"
    assert [one.words for one in routines.all()] == ["close the shade"]


def test_what_is_too_long_is_not_kept(vault: Vault) -> None:
    routines = TaughtRoutines(vault)
    with pytest.raises(ValueError, match="at most"):
        routines.teach("m" * 61, "dim the lights", "ambient off", _AT)
    assert routines.all() == ()


def test_one_and_all_are_forgotten(vault: Vault) -> None:
    routines = TaughtRoutines(vault)
    for name in ("movie mode", "cosy time", "early bird"):
        routines.teach(name, "dim the lights", "ambient off", _AT)
    routines.forget("movie mode")
    assert [one.name for one in routines.all()] == ["cosy time", "early bird"]
    routines.forget_all()
    assert TaughtRoutines(vault).all() == ()
