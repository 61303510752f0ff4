"""Which seat a sound came from."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.seat import SEATS, SeatMeter, mixed
from models import Samples
from vehicle_bus import Zone


def _speech(*levels: float) -> Samples:
    tone = np.sin(np.arange(512) / 5).astype(np.float32)
    return np.stack([tone * level for level in levels], axis=1)


@given(st.integers(0, 3), st.floats(0.001, 0.2))
def test_the_clearly_loudest_microphone_names_the_seat(loudest: int, level: float) -> None:
    levels = [level * 0.3] * 4
    levels[loudest] = level
    meter = SeatMeter()
    meter.add(_speech(*levels))
    assert meter.seat() is SEATS[loudest]


def test_alike_channels_name_nobody() -> None:
    meter = SeatMeter()
    meter.add(_speech(0.5, 0.4))
    assert meter.seat() is None


def test_one_microphone_names_nobody() -> None:
    meter = SeatMeter()
    meter.add(_speech(0.5))
    assert meter.seat() is None


def test_a_whole_utterance_counts_not_its_last_block() -> None:
    meter = SeatMeter()
    for _ in range(10):
        meter.add(_speech(0.05, 0.5))
    meter.add(_speech(0.5, 0.05))
    assert meter.seat() is Zone.PASSENGER
    meter.reset()
    assert meter.seat() is None


def test_mixing_keeps_the_shape_of_one_channel() -> None:
    assert mixed(_speech(1.0, 0.0)).shape == (512,)
