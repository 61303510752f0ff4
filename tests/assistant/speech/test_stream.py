"""Between the device's thread and ours nothing is lost, nothing waits, no failure stays unseen."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.device import BLOCK
from assistant.speech.stream import DEVICE_RATE_HZ, Intake, LostError, Outlet
from models import HEARING_RATE_HZ, Samples

PERIOD = DEVICE_RATE_HZ // 50
NEVER_S = 1e9


def _tone(hz: float, seconds: float, rate_hz: int) -> Samples:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.sin(2 * np.pi * hz * times).astype(np.float32)


def _chunks(samples: Samples, sizes: list[int]) -> list[Samples]:
    return np.split(samples, np.cumsum(sizes))


def _all(intake: Intake, channels: int) -> Samples:
    blocks = []
    while (block := intake.read(0)) is not None:
        blocks.append(block)
    assert all(block.shape == (BLOCK, channels) for block in blocks)
    return np.concatenate(blocks)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 3 * PERIOD), max_size=20), st.integers(1, 4))
def test_every_block_is_whole_however_the_device_cuts_its_sound(
    sizes: list[int], channels: int
) -> None:
    whole = np.stack([_tone(300 * (1 + seat), 1, DEVICE_RATE_HZ) for seat in range(channels)], 1)
    intake = Intake(channels, NEVER_S)
    for chunk in _chunks(whole, sizes):
        intake.put(chunk.tobytes())
    heard = _all(intake, channels)
    assert len(heard) >= HEARING_RATE_HZ - 2 * BLOCK
    for seat in range(channels):
        expected = _tone(300 * (1 + seat), 1, HEARING_RATE_HZ)[: len(heard)]
        assert np.abs(heard[200:-200, seat] - expected[200:-200]).max() < 0.02


@pytest.mark.parametrize("hz", [9_500, 12_000, 15_000, 20_000])
def test_what_is_too_high_to_be_heard_does_not_come_back_low(hz: int) -> None:
    intake = Intake(1, NEVER_S)
    intake.put(_tone(hz, 1, DEVICE_RATE_HZ).tobytes())
    assert np.abs(_all(intake, 1)[1_000:]).max() < 0.01


def test_nothing_came_in_time() -> None:
    assert Intake(1, NEVER_S).read(0) is None


def test_unread_sound_is_bounded_and_its_loss_counted() -> None:
    intake = Intake(1, NEVER_S)
    for _ in range(200):
        intake.put(np.zeros(PERIOD, np.float32).tobytes())
    assert intake.overruns == 50
    assert len(_all(intake, 1)) <= 3 * HEARING_RATE_HZ


def test_a_silent_microphone_is_lost_after_what_it_gave_was_read() -> None:
    intake = Intake(1, lost_after_s=-10)
    intake.put(np.zeros(2 * PERIOD, np.float32).tobytes())
    assert intake.read(0) is not None
    with pytest.raises(LostError):
        intake.read(0)


def test_a_failure_of_the_device_thread_is_told_to_whoever_reads() -> None:
    intake, failure = Intake(1, NEVER_S), RuntimeError("broken")
    thread = threading.Thread(target=intake.pulse.fail, args=(failure,))
    thread.start()
    thread.join()
    with pytest.raises(LostError) as told:
        intake.read(0)
    assert told.value.__cause__ is failure


def test_a_lost_loudspeaker_takes_nothing_and_holds_nobody_up() -> None:
    outlet = Outlet(NEVER_S)
    outlet.put(np.ones(DEVICE_RATE_HZ, np.float32))
    assert outlet.pending_s == 1
    outlet.pulse.fail(RuntimeError("broken"))
    assert outlet.pending_s == 0
    with pytest.raises(LostError):
        outlet.put(np.ones(10, np.float32))
    with pytest.raises(LostError):
        Outlet(lost_after_s=-10).put(np.ones(10, np.float32))


@given(st.lists(st.integers(1, 2 * PERIOD), max_size=10))
def test_the_device_gets_all_of_it_in_order_then_silence(takes: list[int]) -> None:
    outlet = Outlet(NEVER_S)
    whole = np.arange(1, 3_001, dtype=np.float32)
    outlet.put(whole)
    given_out = [outlet.give(count) for count in [*takes, 3_000]]
    assert [len(each) for each in given_out] == [*takes, 3_000]
    joined = np.concatenate(given_out)
    assert np.array_equal(joined[:3_000], whole)
    assert not joined[3_000:].any()


def test_dropped_sound_is_silent_with_the_next_period() -> None:
    outlet = Outlet(NEVER_S)
    outlet.put(np.ones(DEVICE_RATE_HZ, np.float32))
    assert outlet.give(PERIOD).all()
    outlet.drop()
    assert not outlet.give(PERIOD).any()


def test_what_was_played_is_told_at_the_rate_of_hearing() -> None:
    outlet = Outlet(NEVER_S)
    outlet.put(_tone(440, 1, DEVICE_RATE_HZ))
    told = []
    for _ in range(30):
        outlet.give(3 * BLOCK)
        told.append(outlet.played())
    played = np.concatenate(told)
    late = int(np.argmax(np.abs(played) > 0.01))
    assert late <= 2 * BLOCK
    whole = _tone(440, 1, HEARING_RATE_HZ)
    likeness = np.correlate(played, whole[: len(played) - 2 * BLOCK])
    assert likeness.max() > 0.9 * 0.5 * (len(played) - 2 * BLOCK)


def test_nothing_played_is_silence() -> None:
    assert Outlet(NEVER_S).played().shape == (BLOCK,)
    assert not Outlet(NEVER_S).played().any()


@pytest.mark.parametrize("surplus", [0.999, 1.0, 1.001, 1.01])
def test_clocks_that_differ_never_drift_apart(surplus: float) -> None:
    outlet = Outlet(NEVER_S)
    owed, farthest = 0.0, 0.0
    mark = _Mark()
    for told in range(3_000):
        owed += 3 * BLOCK * surplus
        count, owed = int(owed), owed % 1
        outlet.put(mark.next(count))
        outlet.give(count)
        mark.see(outlet.played())
        if told > 64:
            farthest = max(farthest, mark.behind_s)
    assert mark.behind_s >= 0
    assert farthest < 0.2


class _Mark:
    """A ramp so slow that its height tells when a sample was given."""

    def __init__(self) -> None:
        self._given = 0
        self.behind_s = 0.0

    def next(self, count: int) -> Samples:
        ramp = (np.arange(self._given, self._given + count) / 1e7).astype(np.float32)
        self._given += count
        return ramp

    def see(self, block: Samples) -> None:
        if block[BLOCK // 2] > 0:
            place = float(block[BLOCK // 2]) * 1e7
            self.behind_s = (self._given - place) / DEVICE_RATE_HZ


def test_a_hurried_reader_keeps_its_place() -> None:
    outlet, mark = Outlet(NEVER_S), _Mark()
    behind = []
    for _ in range(40):
        for _ in range(10):
            outlet.put(mark.next(3 * BLOCK))
            outlet.give(3 * BLOCK)
        for _ in range(10):
            mark.see(outlet.played())
        behind.append(mark.behind_s)
    assert max(behind[5:]) - min(behind[5:]) < 0.01
