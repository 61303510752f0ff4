"""Free cores: all but those that others run on, and all where nobody tells."""

import os
from pathlib import Path

import pytest

from models.cores import free_cores

CORES = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("told", "free"),
    [
        ("0.10 0.20 0.30 1/95 4711\n", CORES),
        ("0.10 0.20 0.30 2/95 4711\n", CORES - 1),
        ("9.10 0.20 0.30 900/995 4711\n", 0),
        ("nothing of use\n", CORES),
        ("", CORES),
    ],
)
def test_what_the_system_tells(tmp_path: Path, told: str, free: int) -> None:
    file = tmp_path / "loadavg"
    file.write_text(told)
    assert free_cores(file) == free


def test_a_system_that_tells_nothing(tmp_path: Path) -> None:
    assert free_cores(tmp_path / "missing") == CORES
