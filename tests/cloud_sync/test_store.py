"""What the ingest keeps: once each, over kills at any moment, until it is erased."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cloud_sync.errors import EventError, IngestError
from cloud_sync.link.topic import StreamKey
from cloud_sync.reference.arrival import read_message
from cloud_sync.reference.store import Erased, Store
from tests.cloud_sync.plain import Kept, event

CAR, OTHER = "car-1", "car-2"
TRIPS = StreamKey("vehicle", "trips")
BELTS = StreamKey("safety", "belts")


def message(vehicle: str, key: StreamKey, *numbers: int, **changes: object) -> bytes:
    """Events that follow each other, each telling its own sequence."""
    kept = [Kept(*key, number, number - 1, number) for number in numbers]
    return json.dumps([event(vehicle, one, **changes) for one in kept]).encode()


def send(store: Store, vehicle: str, key: StreamKey, *numbers: int, **changes: object) -> int:
    payload = message(vehicle, key, *numbers, **changes)
    return store.keep(vehicle, key, read_message(payload, vehicle, key))


def stored(store: Store, vehicle: str | None = None) -> list[tuple[str, str, int]]:
    """Everything in the partitions: vehicle, stream, sequence."""
    rows = [
        (row["vehicle"], row["stream"], row["sequence"])
        for path in store.partitions.files()
        for row in pq.ParquetFile(path).read().to_pylist()
    ]
    return sorted(row for row in rows if vehicle in {None, row[0]})


def test_what_is_new_is_kept_in_order(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        assert send(store, CAR, TRIPS, 1, 2, 3) == 3
        assert send(store, CAR, TRIPS, 2, 3, 4) == 4
        assert send(store, CAR, TRIPS, 6, 7) == 4
        assert send(store, CAR, BELTS, 9) == 9
        assert send(store, OTHER, TRIPS, 1) == 1
        store.compact()
        assert stored(store) == [
            (CAR, "belts", 9),
            *[(CAR, "trips", number) for number in (1, 2, 3, 4)],
            (OTHER, "trips", 1),
        ]


def test_how_far_a_stream_came_is_known_after_all_was_moved(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        send(store, CAR, TRIPS, 1, 2)
        assert store.compact() == 2
        assert store.compact() == 0
    with closing(Store(tmp_path)) as store:
        assert send(store, CAR, TRIPS, 4) == 2
        assert send(store, CAR, TRIPS, 1, 2, 3) == 3
        store.compact()
        assert stored(store) == [(CAR, "trips", number) for number in (1, 2, 3)]


def test_partitions_are_by_class_type_and_date_and_hold_the_data(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        send(store, CAR, TRIPS, 1, time="2026-11-23T23:30:00-01:00")
        store.compact()
        (path,) = store.partitions.files()
        where = "class=vehicle/type=com.codriver.test.v1/date=2026-11-24"
        assert str(path.parent.relative_to(tmp_path / "events")) == where
        (row,) = pq.ParquetFile(path).read().to_pylist()
        assert (row["data"], row["sealed"]) == ('{"number": 1}', None)
        assert row["time"].isoformat() == "2026-11-24T00:30:00+00:00"


def _opened(event: Mapping[str, Any]) -> bytes | None:
    if event["dataclass"] == "vehicle":
        return b'{"opened": true}'
    raise EventError("not for us")


@pytest.mark.parametrize(("key", "opened"), [(TRIPS, True), (BELTS, False)])
def test_what_is_sealed_is_opened_only_by_who_can(
    tmp_path: Path, key: StreamKey, opened: bool
) -> None:
    for unseal, expected in ((None, False), (_opened, opened)):
        with closing(Store(tmp_path / str(unseal is None), unseal)) as store:
            send(store, CAR, key, 1, data_base64="c2VhbGVk")
            store.compact()
            (row,) = pq.ParquetFile(store.partitions.files()[0]).read().to_pylist()
            clear = ('{"opened": true}', None)
            assert (row["data"], row["sealed"]) == (clear if expected else (None, "c2VhbGVk"))


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "/vehicles/car-2"},
        {"dataclass": "public"},
        {"specversion": "2.0"},
        {"sequence": "x"},
        {"sequence": "-1"},
        {"sequence": 1.5},
        {"previous": "0000000000000009"},
        {"type": "com.codriver.../../x"},
        {"type": "com.other.x.v1"},
        {"time": 12},
        {"time": "yesterday"},
        {"time": "2026-11-23T12:00:00"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"purpose": None},
        {"data": float("nan")},
        {"data_base64": 3},
    ],
)
def test_a_message_that_does_not_fit_is_refused_whole(changes: dict[str, object]) -> None:
    with pytest.raises(IngestError):
        read_message(message(CAR, TRIPS, 1, 2, **changes), CAR, TRIPS)


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_list_of_events_is_refused(payload: bytes) -> None:
    with pytest.raises(IngestError):
        read_message(payload, CAR, TRIPS)


def test_erasing_leaves_nothing_of_a_vehicle_and_all_of_others(tmp_path: Path) -> None:
    mark = "the lake house"
    with closing(Store(tmp_path)) as store:
        for vehicle in (CAR, OTHER):
            send(store, vehicle, TRIPS, 1, 2, data=f"{mark} of {vehicle}")
        store.compact()
        send(store, CAR, TRIPS, 3, data=f"{mark} of {CAR}")
        send(store, OTHER, TRIPS, 3, data=f"{mark} of {OTHER}")
        assert store.erase(CAR) == Erased(waiting=1, partitioned=2)
        assert store.erase(CAR) == Erased(waiting=0, partitioned=0)
        assert send(store, CAR, BELTS, 5) == 5
        store.erase(CAR)
        content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert CAR.encode() not in content
    with closing(Store(tmp_path)) as store:
        store.compact()
        assert stored(store) == [(OTHER, "trips", number) for number in (1, 2, 3)]


_WORKER = """
import json, os, sys
from pathlib import Path
from tests.cloud_sync import test_store as t

store = t.Store(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    t.send(store, t.CAR, t.TRIPS, *range(number, number + 20))
    number += 20
    print(number - 1, flush=True)
    if number % 60 == 1:
        store.compact()
"""


def test_every_event_is_stored_once_over_kills(tmp_path: Path) -> None:
    promised = 0
    for rounds in (3, 7, 8, 11, 19):
        command = [sys.executable, "-c", _WORKER, str(tmp_path), str(max(1, promised - 30))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            told = [int(next(worker.stdout)) for _ in range(rounds)]
            worker.kill()
            promised = max([promised, *told])
    with closing(Store(tmp_path)) as store:
        store.compact()
        sequences = [sequence for _, _, sequence in stored(store)]
        assert sequences == list(range(1, len(sequences) + 1))
        assert len(sequences) >= promised


def test_a_move_that_was_cut_short_is_repeated_into_the_same_files(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        send(store, CAR, TRIPS, 1, 2)
        moved = store.journal.begin_move(100)
        assert moved is not None
        store.partitions.write(moved, store.journal.rows(moved))
        before = store.partitions.files()
        send(store, CAR, TRIPS, 3)
    stale = before[0].with_name(".part-1.99")
    stale.write_bytes(b"half")
    with closing(Store(tmp_path)) as store:
        assert not stale.exists()
        assert store.compact() == 3
        assert set(before) <= set(store.partitions.files())
        assert stored(store) == [(CAR, "trips", number) for number in (1, 2, 3)]


def test_an_erasure_that_was_cut_short_is_ended_at_the_next_start(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        send(store, CAR, TRIPS, 1, 2)
        store.compact()
        store.journal.begin_erasure(CAR)
        assert stored(store)
    with closing(Store(tmp_path)) as store:
        assert stored(store) == []
        assert store.journal.erasing() == []
