"""Real threads of miniaudio on its own device that is silent and needs no hardware."""

import threading
from collections.abc import Iterator
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from assistant.errors import LoudspeakerError, MicrophoneError
from assistant.speech.device import BLOCK, Loudspeaker, Microphone
from assistant.speech.lock import ListeningLock
from assistant.speech.miniaudio_device import (
    HARDWARE,
    MiniaudioLoudspeaker,
    MiniaudioMicrophone,
    _found,
    _giving_out,
    _MissingError,
    _started,
    _taking_in,
)
from assistant.speech.stream import Intake, LostError, Outlet
from models import Sound

SILENT = [miniaudio.Backend.NULL]
PATIENT_S = 20.0
ELSEWHERE = [miniaudio.Backend.COREAUDIO, miniaudio.Backend.WASAPI]
"""No machine has both, so one of them is never there."""


@pytest.fixture
def lock(tmp_path: Path) -> ListeningLock:
    return ListeningLock(tmp_path)


@pytest.fixture
def loudspeaker() -> Iterator[Loudspeaker]:
    device = MiniaudioLoudspeaker(backends=SILENT)
    device.open()
    yield device
    device.close()


def _native_threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_blocks_come_with_a_channel_for_each_seat(lock: ListeningLock, channels: int) -> None:
    microphone: Microphone = MiniaudioMicrophone(lock, channels=channels, backends=SILENT)
    microphone.open()
    for _ in range(3):
        block = microphone.read(PATIENT_S)
        assert block is not None
        assert block.shape == (BLOCK, channels)
    assert not microphone.is_over
    microphone.close()


def test_it_can_be_closed_and_opened_many_times_and_leaves_no_thread(lock: ListeningLock) -> None:
    microphone = MiniaudioMicrophone(lock, backends=SILENT)
    before = _native_threads()
    for _ in range(5):
        microphone.open()
        assert microphone.read(PATIENT_S) is not None
        assert _native_threads() > before
        microphone.close()
        microphone.close()
    assert _native_threads() == before
    with pytest.raises(MicrophoneError, match="closed"):
        microphone.read(0)


def test_opened_twice_is_opened_anew(lock: ListeningLock) -> None:
    microphone = MiniaudioMicrophone(lock, backends=SILENT)
    microphone.open()
    microphone.open()
    assert microphone.read(PATIENT_S) is not None
    assert microphone.overruns == 0
    microphone.close()


def test_two_conversations_at_once(tmp_path: Path, lock: ListeningLock) -> None:
    first = MiniaudioMicrophone(lock, backends=SILENT)
    second = MiniaudioMicrophone(ListeningLock(tmp_path), backends=SILENT)
    first.open()
    with pytest.raises(MicrophoneError, match="already listening"):
        second.open()
    first.close()
    second.open()
    second.close()


def test_an_unknown_name_says_which_there_are(lock: ListeningLock) -> None:
    with pytest.raises(MicrophoneError, match="no microphone called Banana, but NULL Capture"):
        MiniaudioMicrophone(lock, "Banana", backends=SILENT).open()
    with pytest.raises(LoudspeakerError, match="no loudspeaker called Banana, but NULL Playback"):
        MiniaudioLoudspeaker("Banana", backends=SILENT).open()


def test_a_part_of_the_name_is_enough(lock: ListeningLock) -> None:
    microphone = MiniaudioMicrophone(lock, "null cap", backends=SILENT)
    microphone.open()
    assert microphone.read(PATIENT_S) is not None
    microphone.close()


def test_no_sound_system_is_one_sentence_and_frees_the_lock(
    lock: ListeningLock, tmp_path: Path
) -> None:
    for backend in set(ELSEWHERE) - miniaudio.get_enabled_backends():
        with pytest.raises(MicrophoneError, match="no sound system"):
            MiniaudioMicrophone(lock, backends=[backend]).open()
        with pytest.raises(LoudspeakerError, match="no sound system"):
            MiniaudioLoudspeaker(backends=[backend]).open()
    other = ListeningLock(tmp_path)
    other.take()
    other.give_back()


def test_too_many_channels_are_refused_in_a_sentence(lock: ListeningLock) -> None:
    with pytest.raises(MicrophoneError, match="no format that can be used"):
        MiniaudioMicrophone(lock, channels=1_000, backends=SILENT).open()


def test_a_pretended_device_is_never_taken_for_hardware() -> None:
    assert miniaudio.Backend.NULL not in HARDWARE
    assert set(HARDWARE) <= miniaudio.get_enabled_backends()


def test_what_is_played_is_told_back_block_by_block(
    lock: ListeningLock, loudspeaker: Loudspeaker
) -> None:
    microphone = MiniaudioMicrophone(lock, backends=SILENT)
    microphone.open()
    loudspeaker.play(Sound(np.full(22_050, 0.5, np.float32), 22_050))
    told = []
    for _ in range(30):
        assert microphone.read(PATIENT_S) is not None
        told.append(loudspeaker.played())
    microphone.close()
    assert all(block.shape == (BLOCK,) for block in told)
    assert 0.3 < np.concatenate(told).mean() < 0.51


def test_it_falls_silent_when_told_to(loudspeaker: Loudspeaker) -> None:
    loudspeaker.play(Sound(np.ones(100 * 16_000, np.float32), 16_000))
    assert loudspeaker.pending_s > 90
    loudspeaker.hush()
    assert loudspeaker.pending_s == 0


def test_many_threads_may_speak(loudspeaker: Loudspeaker) -> None:
    sound = Sound(np.ones(16_000 * 60, np.float32), 16_000)
    threads = [threading.Thread(target=loudspeaker.play, args=(sound,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loudspeaker.pending_s > 200


def test_a_closed_loudspeaker_says_so_and_opens_again(loudspeaker: Loudspeaker) -> None:
    loudspeaker.close()
    assert loudspeaker.pending_s == 0
    assert not loudspeaker.played().any()
    with pytest.raises(LoudspeakerError, match="closed"):
        loudspeaker.play(Sound(np.ones(10, np.float32), 16_000))
    loudspeaker.open()
    loudspeaker.play(Sound(np.ones(16_000, np.float32), 16_000))


def test_an_unplugged_microphone_says_so_and_is_heard_again(lock: ListeningLock) -> None:
    microphone = MiniaudioMicrophone(lock, backends=SILENT)
    microphone.open()
    assert microphone.read(PATIENT_S) is not None
    _unplug(microphone)
    with pytest.raises(MicrophoneError, match="may be unplugged"):
        _listen(microphone)
    microphone.open()
    assert microphone.read(PATIENT_S) is not None
    microphone.close()


def test_an_unplugged_loudspeaker_says_so_and_holds_nobody_up(lock: ListeningLock) -> None:
    microphone, loudspeaker = (
        MiniaudioMicrophone(lock, backends=SILENT),
        MiniaudioLoudspeaker(backends=SILENT),
    )
    microphone.open()
    loudspeaker.open()
    loudspeaker.play(Sound(np.ones(100 * 16_000, np.float32), 16_000))
    _unplug(loudspeaker)
    blocks = 0
    while loudspeaker.pending_s > 0 and blocks < 500:
        assert microphone.read(PATIENT_S) is not None
        blocks += 1
    with pytest.raises(LoudspeakerError, match="may be unplugged"):
        loudspeaker.play(Sound(np.ones(10, np.float32), 16_000))
    loudspeaker.open()
    loudspeaker.play(Sound(np.ones(16_000, np.float32), 16_000))
    loudspeaker.close()
    microphone.close()


def test_a_failure_on_the_device_thread_is_told_to_whoever_plays() -> None:
    outlet = Outlet()
    thread = _started(_giving_out(outlet))
    with pytest.raises(StopIteration):
        thread.send(-1)
    with pytest.raises(LostError) as told:
        outlet.put(np.ones(10, np.float32))
    assert isinstance(told.value.__cause__, ValueError)


def test_a_failure_on_the_device_thread_is_told_to_whoever_reads() -> None:
    intake = Intake(channels=1)
    thread = _started(_taking_in(intake))
    with pytest.raises(StopIteration):
        thread.send(b"odd")
    with pytest.raises(LostError) as told:
        intake.read(0)
    assert isinstance(told.value.__cause__, ValueError)


def test_a_device_that_is_none_is_missing() -> None:
    name = "Discard all samples (playback) or generate zero samples (capture)"
    with pytest.raises(_MissingError):
        _found([{"name": name, "id": 1}], None)
    assert _found([{"name": name, "id": 1}, {"name": "Cabin array", "id": 2}], "cabin") == 2
    assert _found([{"name": "Cabin array", "id": 2}], None) is None


def _unplug(device: MiniaudioMicrophone | MiniaudioLoudspeaker) -> None:
    """Its thread stops, and nobody is told, as with real hardware."""
    assert device._device is not None
    device._device.stop()


def _listen(microphone: Microphone) -> None:
    for _ in range(500):
        microphone.read(0.1)
