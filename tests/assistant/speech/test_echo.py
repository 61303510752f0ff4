"""The car does not interrupt itself; somebody else does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.device import BLOCK
from assistant.speech.echo import EchoGate
from assistant.speech.echo_path import HOP, EchoPath
from models import Samples

_SILENT = np.zeros(BLOCK, np.float32)


def _babbling(blocks: int, seed: int) -> Samples:
    """Something like speech: broad, and louder and quieter many times a second."""
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal(blocks * BLOCK) * 0.1
    syllables = np.repeat(rng.uniform(0.05, 1.0, blocks), BLOCK)
    return (sound * syllables).astype(np.float32)


def _alarms(gate: EchoGate, heard: Samples, played: Samples) -> list[int]:
    """The blocks at which the driver is said to speak."""
    found = []
    for number in range(len(heard) // BLOCK):
        part = slice(number * BLOCK, (number + 1) * BLOCK)
        gate.take(heard[part], played[part])
        if gate.driver_speaks:
            found.append(number)
    return found


def _echo(played: Samples, level: float, delay: int = 800) -> Samples:
    late = np.concatenate([np.zeros(delay, np.float32), played])[: len(played)]
    noise = 0.001 * np.random.default_rng(9).standard_normal(len(played))
    return (level * late + noise).astype(np.float32)


def _taught(level: float) -> EchoGate:
    gate = EchoGate()
    quiet = np.zeros(30 * BLOCK, np.float32)
    for seed in range(3):
        ours = np.concatenate((quiet, _babbling(60, seed), quiet))
        _alarms(gate, _echo(ours, level), ours)
    return gate


@settings(max_examples=12, deadline=None)
@given(st.floats(0.05, 2.0), st.integers(0, 1000))
def test_our_own_echo_is_nobody(level: float, seed: int) -> None:
    gate, ours = _taught(level), _babbling(80, seed + 10)
    assert _alarms(gate, _echo(ours, level), ours) == []


def test_somebody_who_speaks_over_us_is_noticed_soon() -> None:
    gate, ours = _taught(0.3), _babbling(80, 50)
    heard = _echo(ours, 0.3)
    begins = 40
    heard[begins * BLOCK :] += 3 * _babbling(40, 51)
    alarms = _alarms(gate, heard, ours)
    assert alarms
    assert begins <= alarms[0] <= begins + 4


def test_while_nothing_is_played_there_is_nothing_to_interrupt() -> None:
    gate, driver = _taught(0.3), 3 * _babbling(40, 60)
    silent = np.zeros_like(driver)
    _alarms(gate, _echo(silent, 0.3), silent)
    assert _alarms(gate, driver, silent) == []


def test_before_it_knows_the_echo_it_says_nothing() -> None:
    gate, ours = EchoGate(), _babbling(20, 70)
    assert _alarms(gate, 5 * _babbling(20, 71), ours) == []


@settings(max_examples=8, deadline=None)
@given(st.floats(0.05, 1.0), st.integers(0, 1000), st.integers(0, 1500))
def test_another_way_of_the_echo_is_learned_while_the_car_speaks(
    level: float, seed: int, delay: int
) -> None:
    gate, quiet = _taught(level), np.zeros(30 * BLOCK, np.float32)
    ours = np.concatenate((quiet, *(_babbling(100, seed + n) for n in range(3)), quiet))
    _alarms(gate, _echo(ours, level, delay), ours)
    again = np.concatenate((quiet, _babbling(80, seed + 9), quiet))
    assert _alarms(gate, _echo(again, level, delay), again) == []


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from((0.0, 1e-6, 0.1, 1.0)), min_size=2, max_size=30), st.integers(0, 9))
def test_whatever_is_heard_and_played_the_way_stays_finite(levels: list[float], seed: int) -> None:
    path, rng = EchoPath(), np.random.default_rng(seed)
    for level in levels:
        heard, played = (rng.standard_normal(HOP).astype(np.float32) for _ in range(2))
        split = path.take(heard * np.float32(level), played * np.float32(1 - level))
        assert np.isfinite(split.rest).all()
        assert np.isfinite(split.unsure).all()
        assert (split.unsure >= 0).all()


def test_silence_and_full_scale_do_no_harm() -> None:
    gate = EchoGate()
    loud = np.ones(BLOCK, np.float32)
    for block, played in ((_SILENT, _SILENT), (loud, loud), (_SILENT, loud), (loud, _SILENT)):
        gate.take(block, played)
    assert not gate.driver_speaks
