"""Set-up: what hears, speaks and recalls may be missing; that is said, and tried again by make."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from models.__main__ import main

PROJECT = Path(__file__).parents[2]
OPTIONAL = ("transcriber", "voice", "wake-word", "embedder", "speaker-encoder")
ENGINES = ("whisper", "piper", "open-wakeword", "minilm", "resemblyzer")
CARD = """
[[model]]
name = "my-{task}"
task = "{task}"
format = "{form}"
engine = "{engine}"
size_bytes = {size}
sha256 = "{digest}"
description = ""
licence = {{ name = "MIT", url = "", notice = "" }}
source = {{ kind = "file", path = "{task}" }}
"""


def _card(task: str, engine: str, form: str) -> str:
    content = task.encode()
    digest = hashlib.sha256(content).hexdigest()
    return CARD.format(task=task, engine=engine, form=form, size=len(content), digest=digest)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Every task has a model of the user's own, in files that are not there yet."""
    cards = [_card("language-model", "llama-cpp", "gguf")]
    cards += [_card(task, engine, "bundle") for task, engine in zip(OPTIONAL, ENGINES, strict=True)]
    defaults = [f'{task} = "my-{task}"' for task in ("language-model", *OPTIONAL)]
    text = "\n".join(["[defaults]", *defaults, *cards])
    (tmp_path / "models.toml").write_text(text, encoding="utf-8")
    return tmp_path


def _set_up(home: Path, *there: str) -> int:
    for task in there:
        (home / task).write_text(task, encoding="utf-8")
    return main(["--home", str(home), "setup"])


def test_without_a_language_model_there_is_no_set_up(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _set_up(home, *OPTIONAL) == 1
    assert capsys.readouterr().err.startswith("models.fetch: ")


@pytest.mark.parametrize("missing", OPTIONAL[:4])
def test_what_hears_speaks_and_recalls_may_be_missing_and_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    there = [task for task in ("language-model", *OPTIONAL) if task != missing]
    assert _set_up(home, *there) == 3
    printed = capsys.readouterr()
    assert f"my-{missing} is not installed" in printed.out
    assert f"python -m models add my-{missing}" in printed.out
    assert not printed.err
    assert _set_up(home, missing) == 0
    assert "not installed" not in capsys.readouterr().out


def test_who_speaks_is_not_needed(home: Path) -> None:
    assert _set_up(home, "language-model", *OPTIONAL[:4]) == 0


MADE_OF = ("requirements.lock", "pyproject.toml", "models/engine_wheel.py", "models/catalogue.toml")


class Clone:
    """A folder with the real Makefile, whose interpreter is a script that ends as it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stamp = folder / ".codriver" / "stamps" / "models"
        (folder / "models").mkdir(parents=True)
        (folder / ".venv" / "bin").mkdir(parents=True)
        self.stamp.parent.mkdir(parents=True)
        for name in MADE_OF:
            (folder / name).touch()
            os.utime(folder / name, (0, 0))
        self.stamp.with_name("runtime").touch()
        shutil.copy(PROJECT / "Makefile", folder)
        self._python = folder / ".venv" / "bin" / "python"
        self._calls = folder / "calls"
        self.answer(0)

    def answer(self, status: int) -> None:
        text = f'#!/bin/sh\necho "$@" >>calls\nexit {status}\n'
        self._python.write_text(text, encoding="utf-8")
        self._python.chmod(0o755)

    def make(self, target: str = "setup") -> int:
        inherited = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        command = ["make", "--no-print-directory", target]
        return subprocess.run(
            command, cwd=self.folder, env=inherited, capture_output=True, check=False
        ).returncode

    def tries(self) -> int:
        """How often set-up was called since this was asked last."""
        calls = self._calls.read_text(encoding="utf-8") if self._calls.exists() else ""
        self._calls.unlink(missing_ok=True)
        assert set(calls.splitlines()) <= {"-m models setup"}
        return len(calls.splitlines())


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    if shutil.which("make") is None:
        pytest.skip("there is no make")
    return Clone(tmp_path / "clone")


def test_what_is_set_up_is_not_set_up_again(clone: Clone) -> None:
    assert clone.make() == 0
    assert clone.stamp.exists()
    assert clone.make() == 0
    assert clone.tries() == 1


def test_what_is_missing_is_tried_again_until_it_is_there(clone: Clone) -> None:
    clone.answer(3)
    for _ in range(2):
        assert clone.make() == 0
        assert not clone.stamp.exists()
        assert clone.tries() == 1
    clone.answer(0)
    assert clone.make() == 0
    assert clone.stamp.exists()
    assert clone.make() == 0
    assert clone.tries() == 1


@pytest.mark.parametrize("status", [1, 2, 130])
def test_what_fails_fails_and_leaves_no_stamp(clone: Clone, status: int) -> None:
    clone.answer(status)
    assert clone.make() != 0
    assert not clone.stamp.exists()


@pytest.mark.parametrize("status", [1, 3])
def test_an_older_success_does_not_stand_for_a_new_failure(clone: Clone, status: int) -> None:
    clone.make()
    clone.answer(status)
    assert (clone.make("models") == 0) == (status == 3)
    assert not clone.stamp.exists()


def test_models_are_set_up_anew_when_asked_for(clone: Clone) -> None:
    for _ in range(2):
        assert clone.make("models") == 0
        assert clone.stamp.exists()
        assert clone.tries() == 1
