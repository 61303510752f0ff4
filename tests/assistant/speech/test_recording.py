"""Any sound file becomes sound at the rate of hearing, or a sentence; never anything else."""

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import RecordingError
from assistant.speech.recording import read_recording, write_recording
from models import HEARING_RATE_HZ, Samples

KINDS = [
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "PCM_32"),
    ("WAV", "FLOAT"),
    ("WAV", "DOUBLE"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
]


def _tone(seconds: float, rate_hz: int, channels: int = 1) -> Samples:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    tones = [0.5 * np.sin(2 * np.pi * 440 * (1 + seat) * times) for seat in range(channels)]
    return np.stack(tones, axis=1).astype(np.float32)


def _code(path: Path) -> str:
    with pytest.raises(RecordingError) as told:
        read_recording(path)
    assert str(told.value).endswith(".")
    return told.value.code


@pytest.mark.parametrize(("form", "subtype"), KINDS)
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_every_kind_is_read_with_its_channels(
    tmp_path: Path, form: str, subtype: str, rate_hz: int
) -> None:
    path = tmp_path / "spoken"
    soundfile.write(path, _tone(0.5, rate_hz, 2), rate_hz, subtype, format=form)
    samples = read_recording(path)
    assert samples.dtype == np.float32
    assert samples.shape == (HEARING_RATE_HZ // 2, 2)
    middle = slice(2_000, 6_000)
    off = samples[middle] - _tone(0.5, HEARING_RATE_HZ, 2)[middle]
    assert np.abs(off).max() < 0.05


@pytest.mark.parametrize("rate_hz", [8_000, 44_100])
def test_a_millisecond_is_sound(tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(0.001, rate_hz), rate_hz)
    assert 1 <= len(read_recording(tmp_path / "a.wav")) <= 32


def test_a_single_sample_is_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.ones(1), 48_000)
    assert read_recording(tmp_path / "a.wav").shape == (1, 1)


def test_silence_and_clipping_are_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "zero.wav", np.zeros(800), 16_000)
    soundfile.write(tmp_path / "loud.wav", 9 * _tone(0.1, 16_000), 16_000, "FLOAT")
    assert not read_recording(tmp_path / "zero.wav").any()
    assert np.abs(read_recording(tmp_path / "loud.wav")).max() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_sound(tmp_path: Path, value: float) -> None:
    samples = _tone(0.1, 16_000)
    samples[7] = value
    soundfile.write(tmp_path / "a.wav", samples, 16_000, "FLOAT")
    assert _code(tmp_path / "a.wav") == "recording.unreadable"


def test_missing_and_not_audio(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("this is no sound " * 100)
    (tmp_path / "nothing.wav").touch()
    assert _code(tmp_path / "gone.wav") == "recording.missing"
    assert _code(tmp_path / "text.wav") == "recording.unreadable"
    assert _code(tmp_path / "nothing.wav") == "recording.unreadable"
    assert _code(tmp_path) == "recording.unreadable"
    assert _code(Path("\0.wav")) == "recording.unreadable"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert _code(tmp_path / "pipe.wav") == "recording.unreadable"
    assert _code(Path("/dev/zero")) == "recording.unreadable"


def test_no_samples(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((0, 1)), 16_000)
    assert _code(tmp_path / "a.wav") == "recording.empty"


def test_a_truncated_header(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(0.1, 16_000), 16_000)
    whole = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(whole[:30])
    assert _code(tmp_path / "a.wav") == "recording.unreadable"


def test_too_long_is_told_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(600 * 16_000, np.int16), 16_000)
    assert _code(path) == "recording.too_long"
    assert len(read_recording(path, longest_s=600)) == 600 * 16_000


def test_a_header_that_claims_more_than_there_is_reads_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, _tone(0.5, 16_000), 16_000)
    _claim(path, 20 * 16_000 * 2)
    assert len(read_recording(path)) == 8_000


def test_a_flac_that_hides_its_length_is_no_way_around(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(600 * 16_000, np.int16), 16_000)
    _hide_length(path)
    assert _code(path) == "recording.too_long"


def test_a_short_flac_that_hides_its_length_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, _tone(0.5, 16_000), 16_000)
    _hide_length(path)
    assert _code(path) == "recording.unreadable"


@pytest.mark.parametrize("rate_hz", [1, 3_999, 192_001, 2**31 - 1])
def test_absurd_rates(tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(10), rate_hz)
    assert _code(tmp_path / "a.wav") == "recording.unreadable"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_garbled_files_are_read_or_refused(
    tmp_path: Path, data: st.DataObject, kind: tuple[str, str]
) -> None:
    path = tmp_path / "a"
    soundfile.write(path, _tone(0.05, 16_000, 2), 16_000, kind[1], format=kind[0])
    garbled = bytearray(path.read_bytes())
    place = st.one_of(st.integers(0, 80), st.integers(0, len(garbled) - 1))
    for _ in range(data.draw(st.integers(0, 6))):
        garbled[min(data.draw(place), len(garbled) - 1)] = data.draw(st.integers(0, 255))
    path.write_bytes(garbled[: data.draw(st.integers(0, len(garbled)))])
    with suppress(RecordingError):
        samples = read_recording(path)
        assert samples.ndim == 2
        assert len(samples) >= 1
        assert np.abs(samples).max() <= 1.5


def test_written_whole_and_marked_as_synthetic(tmp_path: Path) -> None:
    path = tmp_path / "reply.wav"
    write_recording(path, _tone(0.5, 16_000, 2), 16_000, synthetic_voice="joe")
    assert np.allclose(read_recording(path), _tone(0.5, 16_000, 2), atol=1e-4)
    told = dict(_list_info(path.read_bytes()))
    assert told["IART"] == "joe"
    assert "Synthetic speech" in told["ICMT"]
    assert "joe" in told["ICMT"]
    assert told["ISFT"].startswith("codriver")
    assert list(tmp_path.iterdir()) == [path]


def test_what_no_voice_spoke_is_not_marked(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.wav", np.zeros(10, np.float32), 16_000, synthetic_voice=None)
    assert [key for key, _ in _list_info((tmp_path / "a.wav").read_bytes())] == ["ISFT"]


def test_too_loud_is_clipped_and_never_wraps(tmp_path: Path) -> None:
    write_recording(
        tmp_path / "a.wav", np.array([2.0, -2.0], np.float32), 16_000, synthetic_voice=None
    )
    assert np.allclose(read_recording(tmp_path / "a.wav")[:, 0], [1, -1], atol=1e-4)


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"old")
    with pytest.raises(RecordingError, match="cannot be written") as told:
        write_recording(path, np.zeros((4, 2), np.float32), -1, synthetic_voice=None)
    assert told.value.code == "recording.unwritable"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["gone/a.wav", "folder", "pipe"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordingError, match="cannot be written"):
        write_recording(tmp_path / name, np.zeros(4, np.float32), 16_000, synthetic_voice=None)
    assert {each.name for each in tmp_path.iterdir()} == {"folder", "pipe"}


def _claim(path: Path, data_bytes: int) -> None:
    wav = bytearray(path.read_bytes())
    at = wav.index(b"data") + 4
    wav[at : at + 4] = struct.pack("<I", data_bytes)
    wav[4:8] = struct.pack("<I", data_bytes + 36)
    path.write_bytes(wav)


def _hide_length(path: Path) -> None:
    """Sets a FLAC's total number of samples to "unknown": the low 36 bits before its MD5."""
    flac = bytearray(path.read_bytes())
    flac[21] &= 0xF0
    flac[22:26] = bytes(4)
    path.write_bytes(flac)


def _list_info(wav: bytes) -> Iterator[tuple[str, str]]:
    at = wav.index(b"LIST")
    end = at + 8 + struct.unpack_from("<I", wav, at + 4)[0]
    assert wav[at + 8 : at + 12] == b"INFO"
    at += 12
    while at < end:
        size = struct.unpack_from("<I", wav, at + 4)[0]
        yield wav[at : at + 4].decode(), wav[at + 8 : at + 8 + size].rstrip(b"\0").decode()
        at += 8 + size + size % 2
