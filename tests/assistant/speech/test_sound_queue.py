"""Sound that waits comes out whole, in order, in any sizes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.sound_queue import SoundQueue, filled

SIZES = st.lists(st.integers(0, 2_000), max_size=12)


@given(SIZES, SIZES)
def test_what_was_put_in_comes_out_in_order(puts: list[int], takes: list[int]) -> None:
    whole = np.arange(sum(puts), dtype=np.float32)
    queue = SoundQueue()
    for piece in np.split(whole, np.cumsum(puts)[:-1] if puts else []):
        queue.put(piece)
    taken = [queue.take(count) for count in takes]
    out = np.concatenate([*taken, queue.take(len(queue))])
    assert np.array_equal(out, whole)
    assert all(len(part) <= count for part, count in zip(taken, takes, strict=True))


@given(SIZES, st.integers(1, 1_500))
def test_too_much_pushes_out_the_oldest(puts: list[int], longest: int) -> None:
    queue = SoundQueue(longest)
    whole = np.arange(sum(puts), dtype=np.float32)
    start = 0
    for count in puts:
        queue.put(whole[start : start + count])
        start += count
        assert len(queue) == min(longest, start)
    assert np.array_equal(queue.take(longest), whole[-longest:])


def test_dropped_sound_is_gone() -> None:
    queue = SoundQueue()
    queue.put(np.ones(100, np.float32))
    queue.drop()
    assert len(queue) == 0
    assert not len(queue.take(100))


def test_filled_up_with_silence() -> None:
    assert filled(np.ones(2, np.float32), 4).tolist() == [1, 1, 0, 0]
