"""What was acknowledged as kept is kept, in order, once; what does not fit is told."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.outbox import killed
from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger
from cloud_sync.errors import OutboxFullError
from cloud_sync.event import DataClass, Event, Health, Kept, Place, Purpose, Security
from cloud_sync.home import CloudHome
from cloud_sync.outbox import LIMITS, Limit, Outbox

START = datetime(2026, 11, 23, tzinfo=UTC)


class Car:
    def __init__(
        self,
        directory: Path,
        most_bytes: int | None = None,
        most_pages: int | None = None,
        now: datetime = START,
    ) -> None:
        self.home, self.now_s = CloudHome(directory), 0.0
        self.clock = TrustedClock(self.home, now.timestamp, lambda: self.now_s)
        self.ledger = Ledger(self.home, self.clock)
        limits = {c: _limit(limit, most_bytes) for c, limit in LIMITS.items()}
        self.outbox = Outbox(self.home, self.clock, self.ledger, limits, most_pages)
        for purpose in set(Purpose) - {grant.purpose for grant in self.ledger.live()}:
            self.ledger.give(purpose, through="command", life=timedelta(days=730))

    def tell(self, *events: Event) -> tuple[str, ...]:
        released = [self.ledger.release(event) for event in events]
        return self.outbox.put([one for one in released if one is not None])

    def waits(self, data_class: str = "vehicle", stream: str = "health") -> tuple[Kept, ...]:
        return self.outbox.waiting(data_class, stream, 0, 100_000)

    def close(self) -> None:
        self.outbox.close()
        self.ledger.close()


def _limit(limit: Limit, most_bytes: int | None) -> Limit:
    return limit if most_bytes is None else replace(limit, most_bytes=most_bytes)


@pytest.fixture
def car(tmp_path: Path) -> Iterator[Car]:
    with closing(Car(tmp_path)) as car:
        yield car


def _fill(car: Car, events: Callable[[int], list[Event]]) -> list[str]:
    """Until it is full; ids of all that was kept."""
    ids: list[str] = []
    for number in range(10_000):
        try:
            ids += car.tell(*events(number))
        except OutboxFullError:
            return ids
    raise AssertionError("it never was full")


def test_events_of_a_stream_wait_in_the_order_they_were_told(car: Car) -> None:
    for km in range(5):
        car.tell(Health(odometer_km=km))
    found = car.waits()
    assert [kept.data for kept in found] == [
        f'{{"odometer_km":{km}.0}}'.encode() for km in range(5)
    ]
    assert [kept.previous for kept in found[1:]] == [kept.sequence for kept in found[:-1]]


def test_the_same_event_is_kept_once(car: Car) -> None:
    released = car.ledger.release(Health(odometer_km=1))
    assert released is not None
    assert car.outbox.put([released]) == car.outbox.put([released])
    assert len(car.waits()) == 1


def test_what_has_arrived_waits_no_more_and_can_be_shown(car: Car) -> None:
    car.tell(*(Health(odometer_km=km) for km in range(4)))
    second = car.waits()[1]
    car.outbox.acknowledged("vehicle", "health", second.sequence, "signed")
    left = car.waits()
    assert len(left) == 2
    assert left[0].previous == second.sequence
    everything = car.outbox.all(START - timedelta(days=1))
    assert [sent is not None for _, sent in everything] == [True, True, False, False]
    ((data_class, receipt),) = car.outbox.receipts(START - timedelta(days=1))
    assert (data_class, receipt.statement) == (DataClass.VEHICLE, "signed")
    assert car.outbox.forget_sent() == 2
    assert len(car.outbox.all(START - timedelta(days=1))) == 2


def test_a_gap_is_told_by_what_was_there_before(car: Car) -> None:
    first = car.ledger.live()
    car.tell(Health(odometer_km=1))
    (kept,) = car.waits()
    car.outbox.acknowledged("vehicle", "health", kept.sequence)
    car.tell(Health(odometer_km=2))
    car.ledger.take_back([grant for grant in first if grant.purpose is Purpose.MAINTENANCE])
    car.outbox.drop_what_is_not_allowed()
    car.ledger.give(Purpose.MAINTENANCE, through="voice")
    car.tell(Health(odometer_km=3))
    (after,) = car.waits()
    assert after.previous == kept.sequence
    assert after.sequence > kept.sequence + 1


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with closing(Car(tmp_path)) as car:
        ids = car.tell(Health(odometer_km=1), Place(latitude=1.0), Security(kind="test"))
    with closing(Car(tmp_path)) as again:
        found = [*again.waits(), *again.waits("personal", "place")]
        found += again.waits("safety", "security")
        assert sorted(kept.id for kept in found) == sorted(ids)


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with closing(Car(tmp_path)):
        pass
    acknowledged: list[str] = []
    for after_s in (0.3, 0.4, 0.5):
        acknowledged += killed(tmp_path, after_s)
    with closing(Car(tmp_path)) as car:
        found = [kept.id for kept in car.waits()]
    assert set(acknowledged) <= set(found)
    assert len(found) == len(set(found))
    assert acknowledged


def test_the_classes_lie_apart_and_nothing_can_be_read(car: Car) -> None:
    car.tell(Place(latitude=52.123456), Health(odometer_km=654321))
    files = {path.name: path.read_bytes() for path in car.home.path("outbox").iterdir()}
    assert {"personal.db", "vehicle.db", "personal.key", "vehicle.key"} <= files.keys()
    assert files["personal.key"] != files["vehicle.key"]
    assert not any(b"52.123456" in f or b"654321" in f or b"SQLite" in f for f in files.values())


def test_a_full_shelf_of_personal_data_loses_its_oldest(tmp_path: Path) -> None:
    with closing(Car(tmp_path, most_bytes=2_000)) as car:
        for number in range(300):
            car.tell(Place(latitude=number))
            assert car.outbox.waiting_bytes(DataClass.PERSONAL) <= 2_000
        found = car.waits("personal", "place")
        assert found[-1].data == b'{"latitude":299.0}'
        assert car.outbox.dropped()[DataClass.PERSONAL]["no room"] == 300 - len(found)


def test_a_full_shelf_of_the_car_is_thinned_from_the_old_end(tmp_path: Path) -> None:
    with closing(Car(tmp_path, most_bytes=2_000)) as car:
        for km in range(300):
            car.tell(Health(odometer_km=km))
        kept = [int(float(k.data.split(b":")[1].rstrip(b"}"))) for k in car.waits()]
    assert kept[-1] == 299
    assert kept == sorted(kept)
    assert min(kept) < 150
    assert len(kept) < 130


def test_a_full_shelf_of_safety_refuses_what_comes_and_keeps_what_is(tmp_path: Path) -> None:
    with closing(Car(tmp_path, most_bytes=200)) as car:
        _fill(car, lambda n: [Security(kind="flood", count=n)])
        first = car.waits("safety", "security")[0]
        assert b'"count":0' in first.data


@pytest.mark.parametrize("together", [3, 7, 20, 50])
def test_a_full_disk_queues_nothing_and_is_gone_on_from(tmp_path: Path, together: int) -> None:
    with closing(Car(tmp_path, most_pages=60)) as car:
        ids = _fill(car, lambda n: [Health(odometer_km=n + one) for one in range(together)])
        found = [kept.id for kept in car.waits()]
        assert found == ids
        car.outbox.acknowledged("vehicle", "health", car.waits()[-1].sequence)
        car.outbox.forget_sent()
        assert car.tell(Health(odometer_km=1))


def test_a_disk_that_takes_no_more_bytes_is_a_full_one(tmp_path: Path) -> None:
    """A real limit of the operating system, in a process of its own."""
    with closing(Car(tmp_path)):
        pass
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with closing(Car(tmp_path)) as car:
                resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
                _fill(car, lambda n: [Health(odometer_km=n + one) for one in range(50)])
                os._exit(7)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7
    with closing(Car(tmp_path)) as car:
        found = car.waits()
        assert found
        assert car.tell(Health(odometer_km=1))


def test_a_damaged_file_is_put_aside_and_told(tmp_path: Path) -> None:
    with closing(Car(tmp_path)) as car:
        car.tell(Health(odometer_km=1))
        last = car.waits()[0].sequence
    file = CloudHome(tmp_path).path("outbox", "vehicle.db")
    file.write_bytes(b"\0" * file.stat().st_size)
    with closing(Car(tmp_path, now=START + timedelta(seconds=5))) as car:
        assert car.outbox.dropped()[DataClass.VEHICLE] == {"damaged": 1}
        car.tell(Health(odometer_km=2))
        assert car.waits()[0].sequence > last
    assert file.with_suffix(".damaged").exists()


def test_personal_data_grow_old_although_nobody_confirms_the_time(car: Car) -> None:
    car.tell(Place(latitude=1.0), Health(odometer_km=1))
    car.now_s += 31 * 86_400
    car.outbox.expire()
    assert not car.waits("personal", "place")
    assert car.waits()


def test_other_data_grow_old_only_by_a_time_the_cloud_has_stated(car: Car) -> None:
    car.tell(Health(odometer_km=1))
    car.ledger.give(Purpose.MAINTENANCE, through="command")
    car.now_s += 729 * 86_400
    car.outbox.expire()
    assert car.waits()
    car.clock.confirm(START + timedelta(days=900))
    car.outbox.expire()
    assert not car.waits()


def test_a_clock_that_is_turned_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    jumps = [START, START + timedelta(days=4000), START - timedelta(days=9000), START]
    for km, now in enumerate(jumps):
        with closing(Car(tmp_path, now=now)) as car:
            if not car.ledger.allows(Purpose.MAINTENANCE):
                car.ledger.give(Purpose.MAINTENANCE, through="command")
            car.tell(Health(odometer_km=km))
            found = car.waits()
            numbers = [kept.sequence for kept in found]
            assert numbers == sorted(set(numbers))
            assert found[-1].data == f'{{"odometer_km":{km}.0}}'.encode()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["tell", "arrive", "read"]), st.integers(1, 5))))
def test_whatever_arrives_in_between_the_order_holds(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with closing(Car(tmp_path_factory.mktemp("car"))) as car:
        told = arrived = 0
        for verb, amount in steps:
            found = car.waits()
            if verb == "tell":
                car.tell(*(Health(odometer_km=told + n) for n in range(amount)))
                told += amount
            elif verb == "arrive" and found:
                last = found[:amount][-1]
                car.outbox.acknowledged("vehicle", "health", last.sequence)
                arrived += len(found[:amount])
            values = [int(float(k.data.split(b":")[1].rstrip(b"}"))) for k in car.waits()]
            assert values == list(range(arrived, told))
