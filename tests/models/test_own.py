"""Models of one's own: found in their folder, refused before they are kept, used by their name."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models import (
    DEFAULT_HOME,
    Catalogue,
    ModelStore,
    Sound,
    StoreError,
    Voice,
    load_speaker_encoder,
    load_transcriber,
    load_voice,
    load_wake_word,
    normalise,
)
from models.__main__ import main
from models.bundle import read_bundle
from tests.models.test_resemblyzer import SHAPES, weights_file

PROJECT = Path(__file__).parents[2]
SAID = "Close all the windows, please."
WHISPER = {
    "config.json": b"{}",
    "model.bin": b"\x06\0\0\0\x0c\0WhisperSpec\0" + bytes(100),
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"a\nb\n",
}
PIPER = {"own.onnx": b"\x08\x08", "own.onnx.json": b"{}"}


def run(home: Path, *words: str | Path) -> int:
    return main(["--home", str(home), *map(str, words)])


def _folder(place: Path, files: dict[str, bytes]) -> Path:
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def _nothing_is_kept(home: Path) -> bool:
    kept = (home / "models").iterdir() if (home / "models").exists() else ()
    return not (home / "models.toml").exists() and list(kept) == []


def _without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {kept: content for kept, content in files.items() if kept != name}


REFUSED = {
    "no such file": ("transcriber", None, "models.store"),
    "an empty folder": ("transcriber", {}, "models.incomplete"),
    "a voice as a recogniser": ("transcriber", PIPER, "models.incomplete"),
    "a recogniser as a voice": ("voice", WHISPER, "models.incomplete"),
    "no vocabulary": ("transcriber", _without(WHISPER, "vocabulary.txt"), "models.incomplete"),
    "two vocabularies": ("transcriber", {**WHISPER, "vocabulary.json": b"[]"}, "models.unsuitable"),
    "an empty file": ("transcriber", {**WHISPER, "tokenizer.json": b""}, "models.incomplete"),
    "another model": ("transcriber", {**WHISPER, "model.bin": b"GGUF"}, "models.unsuitable"),
    "a damaged model": ("transcriber", WHISPER, "models.unsuitable"),
    "too large a file": (
        "transcriber",
        {**WHISPER, "config.json": bytes(1 << 21)},
        "models.too_large",
    ),
    "no description": ("voice", _without(PIPER, "own.onnx.json"), "models.incomplete"),
    "two voices": ("voice", {**PIPER, "other.onnx": b"\x08"}, "models.unsuitable"),
    "a damaged voice": ("voice", PIPER, "models.unsuitable"),
    "no wake word": ("wake-word", {"a.tflite": b"not a model"}, "models.unsuitable"),
    "no speaker encoder": ("speaker-encoder", {"a.pt": b"not a model"}, "models.unsuitable"),
    "no embedder": (
        "embedder",
        {"model.safetensors": b"not a model", "tokenizer.json": b"{}"},
        "models.unsuitable",
    ),
    "no language model": ("language-model", {"a.gguf": b"not a model"}, "models.unsuitable"),
    "an adapter without base": ("language-adapter", {"a.gguf": b"GGUF"}, "models.catalogue"),
}


@pytest.mark.parametrize(("task", "files", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_its_engine_cannot_use_is_refused_and_not_kept(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    task: str,
    files: dict[str, bytes] | None,
    code: str,
) -> None:
    folder = tmp_path / "own" if files is None else _folder(tmp_path / "own", files)
    assert run(tmp_path, "add", "mine", "--task", task, "--file", folder) == 1
    message = capsys.readouterr().err
    assert message.startswith(f"{code}: ")
    assert message.count("\n") == 1
    assert _nothing_is_kept(tmp_path)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "My Model", "--file", "FILE"), "models.catalogue"),
        (("add", "mine", "--file", "FILE", "--adapter-for", "nothing"), "models.catalogue"),
        (("add", "mine", "--file", "FILE", "--engine", "whisper"), "models.catalogue"),
        (
            ("add", "mine", "--file", "FILE", "--task", "transcriber", "--engine", "piper"),
            "models.catalogue",
        ),
    ],
)
def test_what_cannot_be_a_card_is_refused_and_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF of my own")
    assert run(tmp_path, *(str(file) if word == "FILE" else word for word in words)) == 1
    assert capsys.readouterr().err.startswith(f"{code}: ")
    assert _nothing_is_kept(tmp_path)


def test_what_is_missing_is_named_with_all_that_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _folder(tmp_path / "own", _without(WHISPER, "model.bin"))
    run(tmp_path, "add", "mine", "--task", "transcriber", "--file", folder)
    assert capsys.readouterr().err == (
        "models.incomplete: model.bin is missing: whisper needs config.json, model.bin, "
        "tokenizer.json, vocabulary.json or vocabulary.txt\n"
    )


def test_a_path_of_any_letters_is_written_down_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / 'my "m\u00f6del" \U0001f697\x7f.gguf'
    file.write_bytes(b"GGUF of my own")
    assert run(tmp_path, "add", "mine", "--file", file) == 0
    assert run(tmp_path, "add", "mine") == 0
    assert Catalogue.read(tmp_path).card("mine").description == f"added from {file.name}"


def test_a_speaker_encoder_of_one_s_own(tmp_path: Path) -> None:
    file = weights_file(tmp_path / "mine.pt", SHAPES)
    assert run(tmp_path, "add", "mine", "--task", "speaker-encoder", "--file", file) == 0
    assert run(tmp_path, "use", "mine") == 0
    load_speaker_encoder(tmp_path)


@pytest.mark.engine
def test_a_wake_word_of_one_s_own_is_named_like_its_phrase(tmp_path: Path) -> None:
    file = shutil.copy(_stored("hey-jarvis"), tmp_path / "any name.tflite")
    assert run(tmp_path, "add", "hey-you", "--task", "wake-word", "--file", file) == 0
    assert load_wake_word("hey-you", tmp_path).phrase == "hey you"


@pytest.mark.engine
def test_a_voice_of_another_engine(tmp_path: Path) -> None:
    file = shutil.copy(_stored("hibari-heart"), tmp_path / "mine.onnx")
    words = ("add", "mine", "--task", "voice", "--engine", "hibari", "--file", file)
    assert run(tmp_path, *words) == 0
    voice = load_voice("mine", tmp_path)
    assert _spoken(voice).duration_s > 0
    voice.close()


def _stored(name: str) -> Path:
    try:
        return ModelStore(DEFAULT_HOME / "models").verify(Catalogue.read(DEFAULT_HOME).card(name))
    except StoreError:
        pytest.skip(f"{name} is not installed: python -m models setup")


def _spoken(voice: Voice) -> Sound:
    samples = np.concatenate([piece.samples for piece in voice.speak(SAID)])
    return Sound(samples, voice.rate_hz)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program in a folder of its own, with nothing installed but a recogniser and a voice of
    the user's own, which are the real ones under other names."""
    clone = tmp_path_factory.mktemp("clone")
    for package in ("assistant", "vehicle_bus", "models", "personalization", "cloud_sync"):
        kept_out = shutil.ignore_patterns("training", "__pycache__")
        shutil.copytree(PROJECT / package, clone / package, ignore=kept_out)
    home, ear, voice = clone / ".codriver", clone / "ear", clone / "voice"
    _folder(ear, read_bundle(_stored("whisper-tiny-en")))
    (ear / "README.md").write_text("what else lies there is left there", encoding="utf-8")
    files = read_bundle(_stored("piper-joe"))
    _folder(voice, {name.replace("voice", "my own Jo\u00eb"): files[name] for name in files})
    added = ("add", "my-whisper", "--task", "transcriber", "--licence", "MIT", "--file", ear)
    assert run(home, *added) == 0
    assert run(home, "add", "my-voice", "--task", "voice", "--file", *voice.glob("*.onnx")) == 0
    yield clone
    shutil.rmtree(clone)


@pytest.mark.engine
def test_the_same_files_are_the_same_model(clone: Path) -> None:
    catalogue = Catalogue.read(clone / ".codriver")
    for own, shipped in (("my-whisper", "whisper-tiny-en"), ("my-voice", "piper-joe")):
        assert catalogue.card(own).sha256 == catalogue.card(shipped).sha256
    assert catalogue.card("my-whisper").licence.name == "MIT"


@pytest.mark.engine
def test_a_recogniser_and_a_voice_of_one_s_own_are_loaded_by_name(clone: Path) -> None:
    home = clone / ".codriver"
    voice, transcriber = load_voice("my-voice", home), load_transcriber("my-whisper", home=home)
    heard = transcriber.transcribe(_spoken(voice))
    voice.close()
    transcriber.close()
    assert normalise(heard.text).text == normalise(SAID).text


@pytest.mark.engine
def test_a_bundle_that_was_lost_is_packed_again(clone: Path) -> None:
    home = clone / ".codriver"
    card = Catalogue.read(home).card("my-voice")
    ModelStore(home / "models").remove(card)
    assert run(home, "verify", "my-voice") == 1
    assert run(home, "add", "my-voice") == 0
    assert run(home, "verify", "my-voice") == 0


@pytest.mark.engine
def test_the_assistant_hears_and_speaks_by_them_when_configured(clone: Path) -> None:
    """Nothing else is installed in the clone: without its own models it could do neither."""
    (clone / "codriver.toml").write_text(
        '[speech]\nrecogniser = "my-whisper"\nvoice = "my-voice"\n', encoding="utf-8"
    )
    voice = load_voice("my-voice", clone / ".codriver")
    said = _spoken(voice)
    voice.close()
    quiet = np.zeros(said.rate_hz, dtype=np.float32)
    recording = np.concatenate((quiet, said.samples, quiet, quiet))
    soundfile.write(clone / "in.wav", recording, said.rate_hz)
    words = ["--understanding", "phrases", "talk", "--in", "in.wav", "--out", "out.wav", "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "windows" in told.stdout.lower()
    answer = soundfile.read(clone / "out.wav")[0][:, 1]
    assert np.abs(answer).max() > 0.05
