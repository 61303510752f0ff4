"""The command line as a person or a script meets it: exit codes, and never a traceback."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from assistant.first_use import NOTICE

ROOT = Path(__file__).parents[2]


class Run(Protocol):
    def __call__(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drivers and records of the tests' own."""
    home = tmp_path_factory.mktemp("home")
    (home / "codriver.toml").write_text(f'[driver]\nhome = "{home}"\n', encoding="utf-8")
    return home / "codriver.toml"


@pytest.fixture
def run(config: Path) -> Run:
    return lambda *arguments, typed="": _run("--config", str(config), *arguments, typed=typed)


def _run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def test_lines_from_a_pipe_are_served_to_the_end(tmp_path: Path) -> None:
    config = tmp_path / "codriver.toml"
    config.write_text(f'[driver]\nhome = "{tmp_path}"')
    typed = "fan to 60\nfan to 50\n/state hvac.front\n/nonsense\n"
    done = _run("--config", str(config), "--understanding", "phrases", typed=typed)
    assert done.returncode == 0
    assert done.stdout.count(NOTICE.text) == 1
    assert "Fan at 60 percent." in done.stdout
    assert "HVAC.Front.FanSpeed" in done.stdout
    assert "There is no /nonsense" in done.stdout


def test_ask_answers_once(run: Run) -> None:
    done = run("--understanding", "phrases", "ask", "fan to 60")
    assert (done.returncode, done.stdout) == (0, "Fan at 60 percent.\n")


def test_ask_answers_in_json(run: Run) -> None:
    done = run("--understanding", "phrases", "ask", "--json", "fan to 60")
    answer = json.loads(done.stdout)
    assert (answer["status"], answer["actions"][0]["value"]) == ("done", 60)


def test_batch_says_which_understanding_it_uses(run: Run) -> None:
    line = '{"id": 1, "utterance": "something no phrase knows at all"}\n'
    done = run("batch", "--understanding", "phrases", typed=line)
    assert json.loads(done.stdout)["status"] == "unsupported"


def test_wrong_usage_is_two(run: Run) -> None:
    assert run("fly").returncode == 2


def test_an_unreadable_config_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[bus]\nspeed = 9\n", encoding="utf-8")
    done = _run("--config", str(bad), "ask", "fan to 60")
    assert done.returncode == 1
    assert "config.invalid" in done.stderr
    assert "bus.speed" in done.stderr


def test_a_missing_bus_is_said_and_nothing_is_called_done(tmp_path: Path) -> None:
    config = tmp_path / "nobus.toml"
    bus, driver = '[bus]\ninterface = "socketcan"\nchannel = "none0"\n', f'home = "{tmp_path}"'
    config.write_text(f"{bus}[driver]\n{driver}\n", encoding="utf-8")
    done = _run("--config", str(config), "--understanding", "phrases", "ask", "--json", "fan to 60")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["status"], answer["actions"]) == ("unsupported", [])
    assert "connection" in answer["reply"]


def test_batch_tells_how_sure_it_was_only_when_asked(run: Run) -> None:
    line = '{"id": 1, "utterance": "fan to 60"}\n'
    asked = run("batch", "--understanding", "phrases", "--confidence", typed=line)
    assert json.loads(asked.stdout)["confidence"] == 1.0
    plain = run("batch", "--understanding", "phrases", typed=line)
    assert "confidence" not in json.loads(plain.stdout)
