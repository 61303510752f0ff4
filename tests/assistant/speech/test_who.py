import stat
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import SpeechError
from assistant.speech.who import Enrolment, KnownVoices, erase_voices
from models import EngineError, Samples, Sound

RATE_HZ = 16_000


class PitchEncoder:
    """The vector of a sound is its spectrum in coarse bands: voices are pitches."""

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, sound: Sound) -> Samples:
        self.asked += 1
        if not sound.samples.any():
            raise EngineError("silence")
        spectrum = np.abs(np.fft.rfft(sound.samples[: RATE_HZ // 2]))[:400].reshape(-1, 10)
        bands = spectrum.sum(axis=1)
        return np.asarray(bands / np.linalg.norm(bands), dtype=np.float32)


def voice(hz: float, seconds: float = 1.5) -> Sound:
    wave = np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return Sound(wave.astype(np.float32), RATE_HZ)


def both(first_hz: float, second_hz: float, share: float) -> Sound:
    mixed = voice(first_hz).samples * share + voice(second_hz).samples * (1 - share)
    return Sound(mixed, RATE_HZ)


def known(directory: Path, **pitches_hz: float) -> KnownVoices:
    voices = KnownVoices(PitchEncoder(), directory)
    for name, hz in pitches_hz.items():
        assert voices.enrol(name, [voice(hz)] * 3) is Enrolment.DONE
    return voices


def files(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.glob("**/*"))


def test_nothing_is_computed_or_stored_before_anybody_is_enrolled(tmp_path: Path) -> None:
    encoder = PitchEncoder()
    voices = KnownVoices(encoder, tmp_path / "voices")
    assert voices.propose(voice(200)) is None
    assert not voices.forget("Ada")
    assert encoder.asked == 0
    assert files(tmp_path) == []


def test_an_enrolled_voice_is_proposed_also_after_a_restart(tmp_path: Path) -> None:
    known(tmp_path, Ada=200, Ben=500)
    voices = KnownVoices(PitchEncoder(), tmp_path)
    assert voices.names == ("Ada", "Ben")
    assert voices.propose(voice(200)) == "Ada"
    assert voices.propose(voice(500)) == "Ben"


def test_a_stranger_a_mixture_and_hardly_a_sound_are_nobody(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200, Ben=500)
    assert voices.propose(voice(700)) is None
    assert voices.propose(both(200, 500, 0.5)) is None
    assert voices.propose(voice(200, seconds=0.9)) is None
    assert voices.propose(Sound(np.zeros(2 * RATE_HZ, dtype=np.float32), RATE_HZ)) is None


def test_two_who_sound_alike_are_not_told_apart(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200)
    assert voices.enrol("Twin", [voice(200)] * 3) is Enrolment.DONE
    assert voices.propose(voice(200)) is None


def test_what_does_not_make_a_voice_is_not_enrolled(tmp_path: Path) -> None:
    voices = KnownVoices(PitchEncoder(), tmp_path)
    silence = Sound(np.zeros(2 * RATE_HZ, dtype=np.float32), RATE_HZ)
    assert voices.enrol("Ada", [voice(200)] * 2) is Enrolment.TOO_FEW
    assert voices.enrol("Ada", [voice(200), voice(200), voice(200, 0.5)]) is Enrolment.TOO_SHORT
    assert voices.enrol("Ada", [voice(200), voice(200), silence]) is Enrolment.TOO_SHORT
    assert voices.enrol("Ada", [voice(200), voice(200), voice(500)]) is Enrolment.NOT_ONE_VOICE
    assert voices.names == ()
    assert files(tmp_path) == []


def test_enrolling_again_replaces_the_voice(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200)
    voices.enrol("Ada", [voice(500)] * 3)
    again = KnownVoices(PitchEncoder(), tmp_path)
    assert (again.propose(voice(200)), again.propose(voice(500))) == (None, "Ada")
    assert len(files(tmp_path)) == 2


def test_forgetting_one_leaves_the_other_and_no_file(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200, Ben=500)
    held = {path: path.read_bytes() for path in tmp_path.glob("*.voice")}
    assert voices.forget("Ada")
    assert not voices.forget("Ada")
    assert voices.propose(voice(200)) is None
    left = list(tmp_path.glob("*.voice"))
    assert len(held) == 2
    assert len(left) == 1
    assert KnownVoices(PitchEncoder(), tmp_path).names == ("Ben",)


def test_what_is_erased_is_overwritten_first(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200)
    (file,) = tmp_path.glob("*.voice")
    other_name = tmp_path / "copy of the same blocks"
    other_name.hardlink_to(file)
    before = other_name.read_bytes()
    voices.forget("Ada")
    assert other_name.read_bytes() != before
    assert len(other_name.read_bytes()) == len(before)


def test_forgetting_all_takes_the_key_and_what_a_crash_left(tmp_path: Path) -> None:
    voices = known(tmp_path, Ada=200, Ben=500)
    (tmp_path / "x.voice.1a2b3c4d.part").write_bytes(b"half")
    voices.forget_all()
    assert files(tmp_path) == []
    assert voices.names == ()
    assert voices.propose(voice(200)) is None
    assert voices.enrol("Ada", [voice(200)] * 3) is Enrolment.DONE


def test_nothing_on_disk_tells_who_or_how_they_sound(tmp_path: Path) -> None:
    known(tmp_path, Ada=200)
    vector = PitchEncoder().embed(voice(200)).tobytes()
    for path in tmp_path.iterdir():
        assert "Ada" not in path.name
        assert b"Ada" not in path.read_bytes()
        assert vector[:32] not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_file_is_an_error_and_can_still_be_erased(tmp_path: Path) -> None:
    known(tmp_path, Ada=200)
    (file,) = tmp_path.glob("*.voice")
    content = file.read_bytes()
    for damaged in (b"", content[:20], content[:-1] + bytes([content[-1] ^ 1])):
        file.write_bytes(damaged)
        with pytest.raises(SpeechError):
            KnownVoices(PitchEncoder(), tmp_path)
    erase_voices(tmp_path)
    assert files(tmp_path) == []


def test_the_key_must_be_whole_and_private(tmp_path: Path) -> None:
    known(tmp_path, Ada=200)
    key = tmp_path / "voices.key"
    key.chmod(0o644)
    with pytest.raises(SpeechError):
        KnownVoices(PitchEncoder(), tmp_path)
    key.chmod(0o600)
    key.write_bytes(b"short")
    with pytest.raises(SpeechError):
        KnownVoices(PitchEncoder(), tmp_path)
    key.unlink()
    with pytest.raises(SpeechError):
        KnownVoices(PitchEncoder(), tmp_path)
    assert not key.exists()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file is in the way")
    voices = KnownVoices(PitchEncoder(), tmp_path / "voices")
    with pytest.raises(SpeechError):
        voices.enrol("Ada", [voice(200)] * 3)
    assert voices.names == ()
