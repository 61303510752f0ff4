"""Killed at random in the midst of updates, a car always starts with a whole release."""

from pathlib import Path

import pytest

from benchmarks.ota_kills import run
from models import DEFAULT_HOME, Catalogue, ModelStore
from tests.cloud_sync.running import need_broker


def test_the_car_always_starts_with_a_release_it_was_ordered(tmp_path: Path) -> None:
    need_broker()
    store = ModelStore(DEFAULT_HOME / "models")
    if not all(store.holds(card) for card in map(Catalogue.read(tmp_path).card, _NEEDED)):
        pytest.skip("the models the program is delivered with are not installed")
    started, phases, twice = run(tmp_path, kills=24, seed=7)
    assert sum(started.values()) == 24
    assert len(phases) > 2
    assert twice == []


_NEEDED = ("gemma-3-270m-32k", "codriver-commands-r16")
