import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from wyoming.info import Describe, Info
from wyoming.ping import Ping

from models import (
    Catalogue,
    EngineError,
    MissingModelError,
    ModelStore,
    Sound,
    Task,
    UnknownModelError,
    name_in_use,
)
from models.adapters.wyoming import WyomingTranscriber, WyomingVoice, WyomingWakeWord
from models.adapters.wyoming_services import Engines
from models.loader import DEFAULT_HOME, load_transcriber, load_voice, load_wake_word
from models.serving import add_options, check_reach, is_loopback, run
from tests.models.speech_engines import blocks
from tests.models.wyoming_home import HOST, Wire, served

PROJECT = Path(__file__).parents[2]
_AS_FROM_A_TERMINAL = """\
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("models", run_name="__main__", alter_sys=True)
"""


def _command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "models", "--home", str(home), "serve", *words]


def _refused(home: Path, *words: str) -> str:
    """What the command says when it cannot serve: one line, without a traceback."""
    ended = subprocess.run(
        _command(home, *words), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "serving at" not in ended.stdout
    assert ended.stderr.startswith("models.engine: ")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@contextmanager
def process(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int, list[str]]]:
    """The command as people run it: with its port and what it said before."""
    with subprocess.Popen(
        _command(home, "--port", "0"),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        assert started.stdout is not None
        said: list[str] = []
        try:
            while not said or "serving at" not in said[-1]:
                line = started.stdout.readline()
                assert line
                said.append(line.strip())
            yield started, int(said[-1].rpartition(":")[2]), said
        finally:
            started.kill()


def _ends_in_order(started: "subprocess.Popen[str]") -> None:
    out, err = started.communicate()
    assert (out.strip(), err, started.returncode) == ("stopped", "", 0)


def test_what_is_not_installed_is_said_and_not_served(tmp_path: Path) -> None:
    with process(tmp_path) as (_, port, said), Wire(port) as wire:
        wire.send(Describe())
        info = Info.from_event(wire.read())
    assert (info.asr, info.tts, info.wake) == ([], [], [])
    assert [line.partition(":")[0] for line in said[:-1]] == [
        "no wake word",
        "no recogniser",
        "no voice",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with process(tmp_path) as (started, port, _), Wire(port) as wire:
        wire.send(Ping())
        assert wire.read().type == "pong"
        started.send_signal(number)
        assert wire.is_ended
        _ends_in_order(started)


def test_it_listens_on_this_machine_only_unless_told_otherwise(tmp_path: Path) -> None:
    with process(tmp_path) as (started, port, said):
        assert said[-1] == f"serving at tcp://127.0.0.1:{port}"
        started.send_signal(signal.SIGTERM)
        _ends_in_order(started)
    assert "--expose" in _refused(tmp_path, "--host", "0.0.0.0", "--port", "0")  # noqa: S104


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        message = _refused(tmp_path, "--port", str(port))
    assert f"cannot listen at {HOST}:{port}: Address already in use\n" in message


@pytest.mark.parametrize("port", ["-1", "65536", "9" * 30])
def test_a_port_that_cannot_be_is_said(tmp_path: Path, port: str) -> None:
    assert f"cannot listen at {HOST}:{port}: there is no such address" in _refused(
        tmp_path, "--port", port
    )


@pytest.mark.parametrize("host", ["a..b", "\u00e4..b", "\u00e4" * 64])
def test_a_host_that_cannot_be_is_said(tmp_path: Path, host: str) -> None:
    message = _refused(tmp_path, "--host", host, "--expose", "--port", "0")
    assert f"cannot listen at {host}:0: " in message


def test_interrupted_before_it_serves_it_ends_without_a_traceback(tmp_path: Path) -> None:
    """The catalogue is a pipe here: opening it waits until the command reads it.

    What a shell runs in the background has interrupts ignored, so they are switched on first.
    """
    command = [sys.executable, "-c", _AS_FROM_A_TERMINAL, *_command(tmp_path, "--port", "0")[3:]]
    os.mkfifo(tmp_path / "models.toml")
    with (
        subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as started,
        (tmp_path / "models.toml").open("w", encoding="utf-8"),
    ):
        started.send_signal(signal.SIGINT)
        err = started.communicate(timeout=30)[1]
    assert (started.returncode, err) == (130, "")


def test_a_killed_server_is_an_error_for_its_clients(tmp_path: Path) -> None:
    with process(tmp_path) as (started, port, _):
        started.kill()
        started.wait()
        with pytest.raises(EngineError, match="no Wyoming server"):
            WyomingTranscriber(HOST, port).transcribe(Sound(np.zeros(160, np.float32), 16_000))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "car.local", ""])  # noqa: S104
def test_other_machines_are_let_in_only_when_asked_for(host: str, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    with pytest.raises(EngineError, match="--expose"):
        run(parser.parse_args(["--host", host]), tmp_path, lambda _line: None)
    check_reach(host, is_exposed=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_is_let_in(host: str) -> None:
    assert is_loopback(host)
    check_reach(host, is_exposed=False)


@pytest.mark.engine
def test_the_installed_engines_are_served_by_the_command() -> None:
    """What the car would use hears what the car would say, each in the other's process."""
    try:
        for name in map(name_in_use, (Task.TRANSCRIBER, Task.VOICE, Task.WAKE_WORD)):
            ModelStore(DEFAULT_HOME / "models").verify(Catalogue.read(DEFAULT_HOME).card(name))
    except (MissingModelError, UnknownModelError):
        pytest.skip(f"no models in {DEFAULT_HOME.name}; run 'python -m models setup'")
    with process(DEFAULT_HOME) as (started, port, said):
        assert len(said) == 1
        address = f"tcp://{HOST}:{port}"
        voice, ear = load_voice(address), load_transcriber(address)
        pieces = list(voice.speak("Close all the windows, please."))
        spoken = Sound(np.concatenate([piece.samples for piece in pieces]), voice.rate_hz)
        assert "close all the windows" in ear.transcribe(spoken).text.lower()
        assert load_wake_word(address).phrase == name_in_use(Task.WAKE_WORD).replace("-", " ")
        started.send_signal(signal.SIGTERM)
        _ends_in_order(started)


@pytest.mark.engine
def test_the_real_engines_over_the_line() -> None:
    try:
        wake_word = load_wake_word()
        engines = Engines(load_transcriber(), load_voice(), lambda: wake_word)
    except (MissingModelError, UnknownModelError):
        pytest.skip(f"no models in {DEFAULT_HOME.name}; run 'python -m models setup'")
    assert engines.transcriber is not None
    assert engines.voice is not None
    try:
        with served(engines) as server:
            voice = WyomingVoice(HOST, server.port)
            pieces = list(voice.speak("Hey Jarvis, open the window."))
            spoken = Sound(np.concatenate([piece.samples for piece in pieces]), voice.rate_hz)
            heard = WyomingTranscriber(HOST, server.port).transcribe(spoken, ["Open the window."])
            ear = WyomingWakeWord(HOST, server.port)
            quiet = np.zeros(16_000, dtype=np.float32)
            whole = Sound(np.concatenate((quiet, spoken.at(16_000).samples, quiet)), 16_000)
            answers = [ear.heard(block) for block in blocks(whole)]
            while not any(answers):
                answers.append(ear.heard(quiet[:512]))
            ear.reset()
    finally:
        engines.transcriber.close()
        engines.voice.close()
    assert "open the window" in heard.text.lower()
    assert heard.log_probability < 0
    assert answers.count(True) == 1
