"""Somebody new is told once that this is a machine, and never before what was asked for."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from assistant.first_use import NOTICE, FirstUse
from assistant.messages import Transcript
from assistant.repl import Repl
from assistant.talk.session import Session
from assistant.talk.view import ConsoleView
from personalization import Driver
from tests.assistant.talk.cast import Stage, silence
from tests.conftest import Car

ANNA, BEN = Driver(id="a" * 32, name="Anna"), Driver(id="b" * 32, name="Ben")


def test_each_driver_is_told_once(tmp_path: Path) -> None:
    drives = [ANNA]
    first_use = FirstUse(tmp_path, lambda: drives[0])
    assert [first_use.notice(), first_use.notice()] == [NOTICE, None]
    drives[0] = BEN
    assert first_use.notice() == NOTICE
    assert FirstUse(tmp_path, lambda: ANNA).notice() is None
    assert FirstUse(tmp_path, lambda: None).notice() == NOTICE


def test_two_conversations_of_one_home_tell_once(tmp_path: Path) -> None:
    typed, spoken = (FirstUse(tmp_path, lambda: None) for _ in range(2))
    assert typed.notice() == NOTICE
    assert spoken.notice() is None


def test_what_is_kept_names_nobody(tmp_path: Path) -> None:
    FirstUse(tmp_path, lambda: ANNA).notice()
    (kept,) = tmp_path.iterdir()
    assert ANNA.id not in kept.read_text()
    assert ANNA.name not in kept.read_text()


@pytest.mark.parametrize("content", ["", "[", '{"a": 1}', "\x00"])
def test_a_damaged_file_means_told_again(tmp_path: Path, content: str) -> None:
    FirstUse(tmp_path, lambda: None).notice()
    (kept,) = tmp_path.iterdir()
    kept.write_text(content)
    assert FirstUse(tmp_path, lambda: None).notice() == NOTICE


def test_a_home_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    assert FirstUse(tmp_path / "home", lambda: None).notice() == NOTICE


def test_typed_it_follows_the_first_answer(car: Car, tmp_path: Path) -> None:
    out = io.StringIO()
    view = ConsoleView(console := Console(file=out, width=200), car.cabin.vehicle)
    repl = Repl(car.cabin, console, Session(car.cabin.dialogue), view)
    repl.first_use = FirstUse(tmp_path, lambda: None).notice
    repl.run(["turn on the ac", "turn off the ac"])
    shown = out.getvalue()
    assert shown.count(NOTICE.text) == 1
    assert shown.index("reports") < shown.index(NOTICE.text)


def test_spoken_it_follows_the_first_answer(car: Car, tmp_path: Path) -> None:
    stage = Stage(car, ("turn on the ac", "turn off the ac"))
    stage.first_use = FirstUse(tmp_path, lambda: None).notice
    pause = silence(12.0)
    stage.hold(stage.say("turn on the ac"), pause, stage.say("turn off the ac"), pause)
    assert [turn.heard.text for turn in stage.watcher.turns] == list(stage.sentences)
    assert stage.watcher.notices == [NOTICE.text]


@pytest.mark.parametrize(
    "asked",
    [
        "are you a machine",
        "are you an AI?",
        "are you a real person",
        "am I talking to a human being",
        "am I speaking with a robot",
        "is this a real person",
        "are you artificial intelligence",
    ],
)
def test_whoever_asks_is_answered_truly(car: Car, asked: str) -> None:
    turn = car.cabin.dialogue.take_turn(Transcript(asked))
    assert "a machine" in turn.reply.text
    assert not turn.frames
