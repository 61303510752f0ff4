"""A small made-up fleet that all tests of this folder ask, and nobody changes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cloud_sync.fleet import open_views
from cloud_sync.fleet.generated import Size, generate
from cloud_sync.fleet.views import Views

LAST = date(2026, 11, 22)
DAYS = 35
SIZE = Size(vehicles=300, days=DAYS, health_a_day=2, seed=11)


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("fleet") / "partitions"
    generate(directory, SIZE, LAST)
    return directory


@pytest.fixture(scope="session")
def views(landed: Path) -> Iterator[Views]:
    with open_views(landed, LAST, DAYS) as opened:
        yield opened
