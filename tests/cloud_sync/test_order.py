"""Whatever is lost, doubled or sent again, the stored stream is what the vehicle kept, in order."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from cloud_sync.reference.order import admitted


@dataclass(frozen=True)
class Placed:
    sequence: int
    previous: int


def kept(sequences: list[int], before: int = 0) -> list[Placed]:
    return [
        Placed(sequence, previous)
        for previous, sequence in zip([before, *sequences], sequences, strict=False)
    ]


_KEPT = st.sets(st.integers(1, 60), min_size=1).map(sorted).map(kept)


def test_what_follows_is_taken() -> None:
    assert admitted(3, kept([4, 5], before=3)) == kept([4, 5], before=3)


def test_what_is_stored_is_not_taken_again() -> None:
    assert admitted(4, kept([3, 4, 5], before=2)) == kept([5], before=4)


def test_a_gap_ends_it() -> None:
    assert admitted(3, [Placed(5, 4), Placed(6, 5)]) == []
    assert admitted(3, [Placed(4, 3), Placed(6, 5)]) == [Placed(4, 3)]


def test_what_the_vehicle_dropped_is_no_gap() -> None:
    assert admitted(3, [Placed(9, 3)]) == [Placed(9, 3)]


def test_what_was_stored_and_then_dropped_by_the_vehicle_is_no_gap() -> None:
    """Sequence 4 arrived, was revoked in the car, and 5 now names 3 as the one before it."""
    assert admitted(4, [Placed(5, 3)]) == [Placed(5, 3)]


def test_whatever_comes_first_begins() -> None:
    assert admitted(None, [Placed(7, 6)]) == [Placed(7, 6)]


@given(_KEPT, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=30))
def test_any_pieces_in_any_order_store_a_beginning_of_the_stream(
    stream: list[Placed], pieces: list[tuple[int, int]]
) -> None:
    stored = admitted(None, stream[:1])
    for start, length in pieces:
        piece = stream[start : start + length]
        stored += admitted(stored[-1].sequence, piece)
        assert stored == stream[: len(stored)]


@given(_KEPT, st.integers(1, 9))
def test_sending_on_from_what_is_stored_stores_all(stream: list[Placed], length: int) -> None:
    stored: list[Placed] = []
    while len(stored) < len(stream):
        last = stored[-1].sequence if stored else None
        waiting = [event for event in stream if last is None or event.sequence > last]
        stored += admitted(last, waiting[:length])
    assert stored == stream


@given(_KEPT, st.data())
def test_what_the_vehicle_drops_never_stops_the_rest(
    stream: list[Placed], data: st.DataObject
) -> None:
    """Some of what waits is dropped, stored already or not; what is left names what is left."""
    count = data.draw(st.integers(1, len(stream)))
    stored = stream[:count]
    acknowledged = data.draw(st.integers(0, count))
    waiting = [event.sequence for event in stream[acknowledged:]]
    left = sorted(data.draw(st.sets(st.sampled_from(waiting)))) if waiting else []
    before = stream[acknowledged - 1].sequence if acknowledged else 0
    taken = admitted(stored[-1].sequence, kept(left, before))
    assert [event.sequence for event in taken] == [s for s in left if s > stored[-1].sequence]
