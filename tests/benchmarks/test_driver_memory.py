"""The benchmark of the drivers' memory runs, and reports loss as a failure."""

from pathlib import Path

import pytest

from benchmarks import driver_memory


def test_a_small_run_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert driver_memory.main(["--kills", "2", "--records", "100"]) == 0
    said = capsys.readouterr().out
    assert "2 kills" in said
    assert ", 0 lost or harmed" in said
    assert "0 before, 0 after" in said


def test_what_lies_open_is_found(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "notes").write_bytes(b"..the lake house..")
    (tmp_path / "other").write_bytes(b"nothing")
    assert driver_memory._files_with(tmp_path, (b"lake house", b"mill")) == 1
