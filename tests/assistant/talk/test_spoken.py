"""The whole of it with the real engines: a voice speaks a command, noise is mixed in, it is heard,
the car moves, and the answer is heard back and means the same."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.config import Config
from assistant.speech.recording import read_recording, write_recording
from assistant.talk.recorded import Files, converse
from benchmarks.speech.noise import mix, road
from cloud_sync import CloudHome, Records
from models import (
    HEARING_RATE_HZ,
    Samples,
    Sound,
    Transcriber,
    Voice,
    normalise,
)
from tests.assistant.talk.cast import Watcher, silence
from tests.conftest import Car

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[3]


def _spoken(voice: Voice, text: str) -> Samples:
    whole = np.concatenate([piece.samples for piece in voice.speak(text)])
    return 0.5 * Sound(whole, voice.rate_hz).at(HEARING_RATE_HZ).samples


def _in_noise(sound: Samples, snr_db: float) -> Samples:
    padded = np.concatenate([silence(0.5), sound, silence(3.0)])
    return mix(padded, road(len(padded) / HEARING_RATE_HZ, seed=7), snr_db)


def test_a_command_spoken_on_the_road_is_done_and_answered_aloud(
    car: Car, voice: Voice, transcriber: Transcriber, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.wav", tmp_path / "out.wav"
    command = _in_noise(_spoken(voice, "Set the temperature to twenty four degrees."), 20)
    write_recording(source, command, HEARING_RATE_HZ, synthetic_voice="test")
    watcher = Watcher()
    converse(car.cabin, Config(), watcher, Files(source, out))
    assert [turn.reply.text for turn in watcher.turns] == ["Driver's side at 24 degrees."]
    assert car.reports("HVAC.Driver.Temperature") == 24
    said = read_recording(out)[:, 1]
    heard = transcriber.transcribe(Sound(said[: 20 * HEARING_RATE_HZ], HEARING_RATE_HZ))
    words = set(normalise(heard.text).words)
    assert {"24", "degrees"} <= words
    assert b"ynthetic speech" in out.read_bytes()


def test_road_alone_is_nothing(car: Car, tmp_path: Path, transcriber: Transcriber) -> None:
    source = tmp_path / "road.wav"
    noise = 0.1 * road(20.0, seed=3)
    write_recording(source, noise, HEARING_RATE_HZ, synthetic_voice=None)
    watcher = Watcher()
    converse(car.cabin, Config(), watcher, Files(source, None))
    assert (watcher.turns, watcher.words) == ([], [])


def test_what_is_spoken_into_a_file_is_recorded_like_any_turn(voice: Voice, tmp_path: Path) -> None:
    source, config = tmp_path / "in.wav", tmp_path / "codriver.toml"
    command = _in_noise(_spoken(voice, "Set the temperature to twenty four degrees."), 20)
    write_recording(source, command, HEARING_RATE_HZ, synthetic_voice="test")
    config.write_text(f'[driver]\nhome = "{tmp_path}"\n')
    talk = ("talk", "--in", str(source), "--json")
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--config", str(config), *talk],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "24 degrees" in done.stdout
    with closing(Records(CloudHome(tmp_path))) as records:
        assert [row.kind for row in records.rows()] == ["start", "turn"]


def test_a_recording_is_answered_like_typed_words(voice: Voice, tmp_path: Path) -> None:
    """In its own process, as a check would ask, and with the seat told by the channel."""
    spoken = _spoken(voice, "Close my window.")
    stereo = np.stack([0.05 * spoken, spoken], axis=1)
    write_recording(tmp_path / "w.wav", stereo, HEARING_RATE_HZ, synthetic_voice="test")
    requests = [
        {
            "id": 1,
            "wav": str(tmp_path / "w.wav"),
            "context": {"state": {"Window.Passenger.Position": 50}},
        },
        {"id": 2, "wav": str(tmp_path / "none.wav")},
        {"id": 3, "utterance": "fan to 60", "wav": "both.wav"},
        {"id": 4, "utterance": "fan to 60"},
    ]
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "batch"],
        input="\n".join(json.dumps(request) for request in requests),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    spoken_turn, missing, both, typed = map(json.loads, done.stdout.splitlines())
    assert normalise(spoken_turn["transcript"]).text == "close my window"
    assert spoken_turn["actions"][0]["signal"] == "Window.Passenger.Position"
    assert spoken_turn["ms"]["hear"] > 0
    assert missing["error"]["code"] == "recording.missing"
    assert both["error"]["code"] == "request.invalid"
    assert "hear" not in typed["ms"]
