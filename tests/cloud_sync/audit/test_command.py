"""``python -m cloud_sync audit`` as an owner or an auditor meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cloud_sync.__main__ import main
from cloud_sync.governance.inputs import Answers
from tests.cloud_sync.audit.conftest import Box

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a car that was spoken to."""
    home = tmp_path_factory.mktemp("car")
    config = home / "codriver.toml"
    config.write_text(f'[driver]\nhome = "{home}"\n', encoding="utf-8")
    start = [sys.executable, "-m", "assistant", "--config", str(config)]
    said = "fan to 60\nopen my window\n"
    subprocess.run(
        [*start, "--understanding", "phrases"],
        input=said, text=True, cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return home


def audit(home: Path, *arguments: str) -> int:
    return main(["--home", str(home), "audit", *arguments])


def test_it_says_that_all_is_whole(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(home, "verify") == 0
    assert "3 records, whole and in order." in capsys.readouterr().out


def test_it_shows_what_was_done(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(home, "show") == 0
    assert "climate.fan; done; 1 frames" in capsys.readouterr().out
    assert audit(home, "show", "2") == 0
    told = capsys.readouterr().out
    assert "said: fan to 60" in told
    assert "answered: Fan at 60 percent." in told
    assert audit(home, "show", "--json") == 0
    assert "fan to 60" not in capsys.readouterr().out


def test_it_says_why(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(home, "why", "3") == 0
    assert "I understood (phrases)" in capsys.readouterr().out
    assert audit(home, "why", "1") == 1
    assert "audit.unknown" in capsys.readouterr().err


def test_it_takes_turns_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(home, "replay") == 0
    assert "2 of 2 turns came out the same" in capsys.readouterr().out


def test_its_figures_fit_a_report(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(home, "figures") == 0
    told = Answers.model_validate_json(capsys.readouterr().out)
    by_name = {figure.name: figure.rows for figure in told.answers}
    (done,) = by_name["audit.status"]
    assert (done["status"], done["count"], done["of"], done["share"]) == ("done", 2, 2, 1.0)
    assert by_name["audit.understood_by"][0]["by"] == "phrases"
    assert audit(home, "figures", "--end", "2020-01-01") == 0
    told = Answers.model_validate_json(capsys.readouterr().out)
    assert not any(figure.rows for figure in told.answers)


def test_an_export_held_elsewhere_shows_another_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, homes = tmp_path / "held.json", (tmp_path / "one", tmp_path / "other")
    for directory in homes:
        box = Box.at(directory)
        box.write(40)
    assert audit(homes[0], "export", "--out", str(out)) == 0
    assert "warm" not in out.read_text()
    assert audit(homes[0], "verify", "--against", str(out)) == 0
    capsys.readouterr()
    assert audit(homes[1], "verify", "--against", str(out)) == 1
    assert "audit.damaged.held" in capsys.readouterr().err
    out.write_text("{}")
    assert audit(homes[0], "verify", "--against", str(out)) == 1


def test_what_is_wrong_is_told_with_the_first_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Box.at(tmp_path)
    box.write(3)
    before = box.home.path("audit", "head").read_bytes()
    box.write(3)
    box.home.path("audit", "head").write_bytes(before)
    assert audit(tmp_path, "verify", "--json") == 0
    assert json.loads(capsys.readouterr().out)["records"] == 8
    for path in box.home.path("audit", "x").parent.glob("records.db*"):
        path.write_bytes(b"")
    assert audit(tmp_path, "verify") == 1
    assert "audit.damaged.cut_off" in capsys.readouterr().err


def test_a_car_nobody_has_spoken_to_has_no_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(tmp_path, "verify") == 1
    assert "Nothing has been recorded" in capsys.readouterr().err
    assert not list(tmp_path.rglob("records*"))
