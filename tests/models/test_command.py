"""``python -m models`` and the doctor, run as people run them."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.__main__ import main

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF of my own")
    return file


def run(home: Path, *words: str) -> int:
    return main(["--home", str(home), *words])


def test_a_file_of_one_s_own_is_added_used_and_given_up(
    tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "add", "mine", "--file", str(own), "--licence", "MIT") == 0
    assert run(tmp_path, "use", "mine") == 0
    assert run(tmp_path, "verify") == 0
    assert run(tmp_path, "rollback") == 0
    printed = capsys.readouterr().out
    assert "MIT" in printed
    assert "mine is the language-model now" in printed
    assert "gemma-3-270m-32k is the language-model now" in printed


def test_the_list_names_what_is_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "list") == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "32k" in line)
    assert "in use" in line
    assert "Gemma Terms of Use" in line


def test_using_a_model_shows_its_terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "use", "gemma-3-270m-32k") == 1
    output = capsys.readouterr()
    assert "ai.google.dev/gemma/terms" in output.out
    assert output.err.startswith("models.missing: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("use", "nothing"), "models.unknown"),
        (("verify", "smollm2-135m-q4-1"), "models.missing"),
        (("add", "mine", "--file", "absent.gguf"), "models.store"),
        (("add", "gemma-3-270m-32k", "--file", "absent.gguf"), "models.store"),
    ],
)
def test_what_goes_wrong_is_one_line_with_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert run(tmp_path, *words) == 1
    message = capsys.readouterr().err
    assert message.startswith(f"{code}: ")
    assert message.count("\n") == 1


def test_a_damaged_model_is_named_and_replaced(
    tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, "add", "mine", "--file", str(own))
    stored = next(path for path in (tmp_path / "models").iterdir() if len(path.name) == 64)
    stored.write_bytes(b"GGUF of someone")
    assert run(tmp_path, "verify", "mine") == 1
    assert capsys.readouterr().err.startswith("models.wrong_digest: ")
    assert run(tmp_path, "add", "mine") == 0
    assert run(tmp_path, "verify", "mine") == 0


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        run(tmp_path, "dance")
    assert caught.value.code == 2


def test_the_doctor_needs_nothing_installed(tmp_path: Path) -> None:
    """It runs on the bare interpreter, and in a bare checkout says what to do first."""
    (tmp_path / "models").mkdir()
    for name in ("doctor.py", "catalogue.toml"):
        (tmp_path / "models" / name).write_bytes((PROJECT / "models" / name).read_bytes())
    found = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "models" / "doctor.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "make setup" in found.stderr
