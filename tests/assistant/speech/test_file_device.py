"""A recording serves a conversation: one clock, exact shares of sound, the same every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import LoudspeakerError, MicrophoneError
from assistant.speech.device import BLOCK, Loudspeaker, Microphone
from assistant.speech.file_device import LONGEST_END_S, QUIET_END_S, Tape
from models import HEARING_RATE_HZ, Samples, Sound


def _open(samples: Samples, echo: Samples | None = None) -> tuple[Tape, Microphone, Loudspeaker]:
    tape = Tape(samples, echo)
    tape.microphone.open()
    tape.loudspeaker.open()
    return tape, tape.microphone, tape.loudspeaker


def _noise(count: int, channels: int = 1) -> Samples:
    return np.random.default_rng(7).uniform(-0.5, 0.5, (count, channels)).astype(np.float32)


def _read(microphone: Microphone) -> Samples:
    block = microphone.read(0)
    assert block is not None
    return block


@settings(deadline=None)
@given(st.integers(0, 4_000), st.integers(1, 4))
def test_the_whole_recording_is_heard_then_silence(count: int, channels: int) -> None:
    samples = _noise(count, channels)
    _, microphone, _ = _open(samples)
    blocks = []
    while not microphone.is_over:
        blocks.append(_read(microphone))
    heard = np.concatenate(blocks)
    assert all(block.shape == (BLOCK, channels) for block in blocks)
    assert np.array_equal(heard[:count], samples)
    assert not heard[count:].any()
    assert len(heard) - count >= QUIET_END_S * HEARING_RATE_HZ
    assert microphone.read(0) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3_000)), max_size=5))
def test_what_is_played_goes_out_in_order_and_is_kept_at_its_place(
    plays: list[tuple[int, int]],
) -> None:
    tape, microphone, loudspeaker = _open(_noise(20_000))
    expected = np.zeros(200_000, np.float32)
    free, blocks = 0, []
    for wait, count in plays:
        for _ in range(wait):
            _read(microphone)
            blocks.append(loudspeaker.played())
        sound = np.full(count, 0.25, np.float32)
        loudspeaker.play(Sound(sound, HEARING_RATE_HZ))
        free = max(free, len(blocks) * BLOCK)
        expected[free : free + count] = sound
        free += count
    while not microphone.is_over:
        _read(microphone)
        blocks.append(loudspeaker.played())
    said = np.concatenate(blocks)
    assert np.array_equal(said, expected[: len(said)])
    assert not expected[len(said) :].any()
    assert np.array_equal(tape.both()[:, 1], said)


def test_it_is_not_over_while_something_is_being_said() -> None:
    _, microphone, loudspeaker = _open(_noise(BLOCK))
    loudspeaker.play(Sound(np.ones(10 * HEARING_RATE_HZ, np.float32), HEARING_RATE_HZ))
    assert loudspeaker.pending_s == 10
    said = 0
    while not microphone.is_over:
        _read(microphone)
        said += int(loudspeaker.played().sum())
    assert said == 10 * HEARING_RATE_HZ


def test_a_reply_without_end_ends() -> None:
    tape, microphone, loudspeaker = _open(_noise(BLOCK))
    while not microphone.is_over:
        loudspeaker.play(Sound(np.ones(BLOCK, np.float32), HEARING_RATE_HZ))
        _read(microphone)
    assert LONGEST_END_S <= tape.now_s <= LONGEST_END_S + 1


def test_hushed_within_one_block() -> None:
    _, microphone, loudspeaker = _open(_noise(4 * BLOCK))
    loudspeaker.play(Sound(np.ones(4 * BLOCK, np.float32), HEARING_RATE_HZ))
    _read(microphone)
    assert loudspeaker.played().all()
    loudspeaker.hush()
    assert loudspeaker.pending_s == 0
    _read(microphone)
    assert not loudspeaker.played().any()


def test_other_rates_are_played_as_long_as_they_last() -> None:
    _, _, loudspeaker = _open(_noise(BLOCK))
    loudspeaker.play(Sound(np.ones(22_050, np.float32), 22_050))
    assert loudspeaker.pending_s == pytest.approx(1, abs=1e-3)


@settings(deadline=None)
@given(st.integers(1, 2_000))
def test_the_echo_is_what_a_room_would_make_of_it(length: int) -> None:
    echo = np.random.default_rng(length).normal(0, 0.1, length).astype(np.float32)
    tape, microphone, loudspeaker = _open(np.zeros((BLOCK, 2), np.float32), echo)
    said = _noise(3_000)[:, 0]
    loudspeaker.play(Sound(said, HEARING_RATE_HZ))
    heard = np.concatenate([_read(microphone) for _ in range(12)])
    expected = np.convolve(said, echo)
    assert np.allclose(heard[: len(expected), 1], expected[: len(heard)], atol=1e-4)
    assert np.allclose(heard[:, 0], tape.both()[:, 0])


def test_both_are_empty_before_anything_was_heard() -> None:
    assert Tape(_noise(10)).both().shape == (0, 2)


def test_closed_devices_neither_hear_nor_speak() -> None:
    tape, microphone, loudspeaker = _open(_noise(4 * BLOCK))
    loudspeaker.play(Sound(np.ones(BLOCK, np.float32), HEARING_RATE_HZ))
    microphone.close()
    loudspeaker.close()
    with pytest.raises(MicrophoneError, match="closed"):
        microphone.read(0)
    with pytest.raises(LoudspeakerError, match="closed"):
        loudspeaker.play(Sound(np.ones(1, np.float32), HEARING_RATE_HZ))
    assert loudspeaker.pending_s == 0
    assert tape.now_s == 0
    microphone.open()
    assert _read(microphone).any()
