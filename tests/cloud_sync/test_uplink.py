"""Go-back-N by itself: a line that loses, doubles and is silent, and a clock turned by hand."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_sync.errors import RefusedError
from cloud_sync.link.mqtt import Sending
from cloud_sync.link.receipt import Receipt
from cloud_sync.link.topic import StreamKey, read_up
from cloud_sync.link.uplink import Patience, Uplink
from cloud_sync.reference.order import admitted

TRIPS = StreamKey("vehicle", "trips")
BELTS = StreamKey("safety", "belts")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    sequence: int
    size: int = 1

    @property
    def previous(self) -> int:
        return self.sequence - 1


class Shelf:
    """An outbox in memory."""

    def __init__(self, **counts: int) -> None:
        names = {"trips": TRIPS, "belts": BELTS, "doors": StreamKey("vehicle", "doors")}
        self.held = {names[k]: [Kept(n + 1) for n in range(v)] for k, v in counts.items()}

    def streams(self) -> list[StreamKey]:
        return [key for key, events in self.held.items() if events]

    def waiting(self, data_class: str, stream: str, after: int, most: int) -> Sequence[Kept]:
        events = self.held[StreamKey(data_class, stream)]
        return [event for event in events if event.sequence > after][:most]

    def acknowledged(self, data_class: str, stream: str, sequence: int, statement: str) -> None:
        key = StreamKey(data_class, stream)
        self.held[key] = [event for event in self.held[key] if event.sequence > sequence]

    def count(self, data_class: str) -> int:
        return sum(len(e) for key, e in self.held.items() if key.data_class == data_class)


@dataclass
class Sent:
    key: StreamKey
    sequences: list[int]
    digest: str
    sending: Sending


@dataclass
class Road:
    """What a connection offers to the uplink, with nobody at the other end yet."""

    room: int = 16
    sent: list[Sent] = field(default_factory=list)

    def publish(self, topic: str, payload: bytes) -> Sending:
        sending = Sending(topic)
        found = read_up(topic)
        assert found is not None
        digest = hashlib.sha256(payload).hexdigest()
        sequences = [event["sequence"] for event in json.loads(payload)]
        self.sent.append(Sent(found[1], sequences, digest, sending))
        self.room -= 1
        return sending


class Bench:
    def __init__(self, size: int = 1, **counts: int) -> None:
        self.now_s = 1_000.0
        self.shelf = Shelf(**counts)
        self.road = Road()
        self.size = size
        self.uplink = Uplink("car-1", self.shelf, self._encode, Patience(10, 40), self._now)

    def _now(self) -> float:
        return self.now_s

    def _encode(self, kept: Kept) -> bytes:
        return json.dumps({"sequence": kept.sequence, "fill": "x" * self.size}).encode()

    def send(self) -> list[Sent]:
        """What it sends now, one look at what waits."""
        self.road.sent = []
        self.uplink.send(self.road)
        return self.road.sent

    def receive(self, sent: Sent, sequence: int) -> None:
        self.uplink.take(Receipt(sent.key, sequence, NOON, sent.digest, "signed"))

    def open(self) -> list[Sent]:
        """The first batch has its receipt; what is sent then."""
        (first,) = self.send()
        self.receive(first, first.sequences[-1])
        return self.send()


def ends(sent: list[Sent]) -> list[int]:
    return [batch.sequences[-1] for batch in sent]


def test_nothing_follows_the_first_batch_before_its_receipt() -> None:
    bench = Bench(trips=2_000)
    assert ends(bench.send()) == [200]
    assert bench.send() == []
    assert ends(Bench(trips=2_000).open()) == [400, 600, 800, 1_000]


def test_a_receipt_lets_the_outbox_forget_and_makes_room() -> None:
    bench = Bench(trips=2_000)
    sent = bench.open()
    bench.receive(sent[1], 600)
    assert bench.shelf.count("vehicle") == 1_400
    assert ends(bench.send()) == [1_200, 1_400]


def test_a_batch_is_cut_by_bytes() -> None:
    sent = Bench(size=100_000, trips=5).send()
    assert ends(sent) == [2]


def test_one_event_that_is_too_large_goes_alone() -> None:
    sent = Bench(size=300_000, trips=5).send()
    assert ends(sent) == [1]


def test_a_receipt_that_shows_a_gap_sends_it_back() -> None:
    bench = Bench(trips=2_000)
    sent = bench.open()
    bench.receive(sent[1], 200)
    assert bench.send() == []
    bench.now_s += 10.1
    assert ends(bench.send()) == [400]
    assert bench.shelf.count("vehicle") == 1_800


def test_a_receipt_for_a_part_sends_the_rest_at_once() -> None:
    bench = Bench(trips=2_000)
    (first,) = bench.send()
    bench.receive(first, 150)
    (again,) = bench.send()
    assert again.sequences[0] == 151


def test_without_a_receipt_one_batch_at_a_time_is_sent_more_and_more_seldom() -> None:
    bench = Bench(trips=2_000)
    assert ends(bench.open()) == [400, 600, 800, 1_000]
    for silence_s in (10, 20, 40, 40):
        bench.now_s += silence_s - 0.1
        assert bench.send() == []
        bench.now_s += 0.2
        (batch,) = bench.send()
        assert (batch.sequences[0], batch.sequences[-1]) == (201, 400)
    bench.receive(batch, 400)
    assert ends(bench.send()) == [600, 800, 1_000, 1_200]


def test_what_the_broker_refuses_is_tried_again_later() -> None:
    bench = Bench(trips=10)
    (batch,) = bench.send()
    batch.sending.answered, batch.sending.refused = True, RefusedError("no")
    assert bench.send() == []
    bench.now_s += 10.1
    assert ends(bench.send()) == [10]


def test_a_new_connection_begins_after_the_last_receipt() -> None:
    bench = Bench(trips=2_000)
    bench.open()
    bench.uplink.restart()
    (batch,) = bench.send()
    assert batch.sequences[0] == 201


def test_a_receipt_of_an_earlier_life_counts() -> None:
    bench = Bench(trips=2_000)
    bench.uplink.take(Receipt(TRIPS, 700, NOON, "0" * 64, "signed"))
    assert bench.send()[0].sequences[0] == 701


def test_an_old_receipt_changes_nothing() -> None:
    bench = Bench(trips=2_000)
    bench.open()
    bench.uplink.take(Receipt(TRIPS, 100, NOON, "0" * 64, "signed"))
    assert bench.shelf.count("vehicle") == 1_800
    assert bench.send() == []


def test_safety_goes_first_and_the_others_take_turns() -> None:
    bench = Bench(trips=900, doors=900, belts=900)
    bench.road.room = 3
    assert bench.send()[0].key.stream == "belts"
    bench.road.room = 0
    for batch in list(bench.road.sent):
        bench.receive(batch, batch.sequences[-1])
    bench.road.room = 8
    names = [batch.key.stream for batch in bench.send()]
    assert names[:4] == ["belts"] * 4
    assert sorted(names[4:6]) == ["doors", "trips"]


def test_no_more_is_sent_than_there_is_room_for() -> None:
    bench = Bench(trips=900, doors=900)
    bench.road.room = 1
    assert len(bench.send()) == 1


class Ingest:
    """The other end, to which each batch comes in a way of its own."""

    def __init__(self, bench: Bench, fates: list[str]) -> None:
        self.stored: list[Kept] = []
        self._bench = bench
        self._fates = iter(fates)
        self._late: list[Sent] = []

    def hear(self, sent: list[Sent]) -> None:
        sent, self._late = [*self._late, *sent], []
        for batch in sent:
            fate = next(self._fates, "arrives")
            if fate == "line breaks":
                self._bench.uplink.restart()
                return
            if fate == "late":
                self._late.append(batch)
            elif fate != "lost":
                self._store(batch, fate)

    def _store(self, batch: Sent, fate: str) -> None:
        for _ in range(2 if fate == "doubled" else 1):
            last = self.stored[-1].sequence if self.stored else None
            self.stored += admitted(last, [Kept(sequence) for sequence in batch.sequences])
            if fate != "receipt lost":
                self._bench.receive(batch, self.stored[-1].sequence)


_FATES = st.sampled_from(["arrives", "lost", "doubled", "receipt lost", "line breaks", "late"])


@settings(max_examples=200, deadline=None)
@given(st.lists(_FATES, max_size=80), st.integers(1, 1_500))
def test_whatever_happens_on_the_way_every_event_is_stored_once_in_order(
    fates: list[str], count: int
) -> None:
    bench = Bench(trips=count)
    ingest = Ingest(bench, fates)
    for _ in range(1_000):
        bench.road.room = 16
        ingest.hear(bench.send())
        bench.now_s += 45
        if not bench.shelf.count("vehicle"):
            break
    assert ingest.stored == [Kept(number + 1) for number in range(count)]
