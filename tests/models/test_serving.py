import argparse
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from wyoming.info import Describe, Info
from wyoming.ping import Ping

from models import EngineError, MissingModelError, Sound, UnknownModelError
from models.adapters.wyoming import WyomingTranscriber, WyomingVoice, WyomingWakeWord
from models.adapters.wyoming_services import Engines
from models.loader import DEFAULT_HOME, load_transcriber, load_voice, load_wake_word
from models.serving import add_options, check_reach, is_loopback, run
from tests.models.speech_engines import blocks
from tests.models.wyoming_home import HOST, Wire, served

_SERVE = """
import argparse, sys
from pathlib import Path
from models.serving import add_options, run
parser = argparse.ArgumentParser()
add_options(parser)
run(parser.parse_args(sys.argv[2:]), Path(sys.argv[1]), lambda line: print(line, flush=True))
"""


@contextmanager
def process(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int, list[str]]]:
    """The command as a process of its own: with its port and what it said before."""
    words = [sys.executable, "-c", _SERVE, str(home), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as started:
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
        assert started.stdout is not None
        assert started.stdout.read().strip() == "stopped"
        assert started.wait() == 0


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
