"""Does every event arrive once and in order, whatever is killed on the way, and how fast?

    python -m benchmarks.link_storm [--events N] [--broker-kills N] [--car-kills N]
                                    [--network-cuts N] [--ingest-kills N] [--seed N]

The car and the ingest are processes of their own and killed with SIGKILL, the broker is a real
mosquitto and is too, the network is a proxy that stops forwarding. Faults come in random order,
spread over the way by what has arrived; the car is never more than two faults ahead. At the end
every partition is read.
"""

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger
from cloud_sync.event import (
    DataClass,
    Event,
    Health,
    Kept,
    Program,
    Security,
    Usage,
    encode,
    opened,
)
from cloud_sync.home import CloudHome
from cloud_sync.link.line import Line
from cloud_sync.link.proposal import Proposals
from cloud_sync.link.uplink import Patience, Uplink
from cloud_sync.link.wire import Retry
from cloud_sync.outbox import Outbox
from cloud_sync.reference.broker import Broker
from cloud_sync.reference.ingest import Ingest, Signer
from cloud_sync.reference.mosquitto import find_mosquitto
from cloud_sync.reference.store import Store
from models import DEFAULT_HOME
from tests.cloud_sync.papers import Papers, profile, tls
from tests.cloud_sync.proxy import Proxy

CAR = "car-1"
TOLD: Mapping[type[Event], str] = {
    Health: "odometer_km",
    Usage: "turns",
    Program: "version_number",
    Security: "count",
}
"""What is told, and the field that numbers it."""
_FIELD = {schema.stream: field for schema, field in TOLD.items()}
_KEYS = {c.value: X25519PrivateKey.from_private_bytes(bytes([n] * 32))
         for n, c in enumerate(DataClass, start=1)}  # fmt: skip
_RECIPIENTS = {name: key.public_key().public_bytes_raw() for name, key in _KEYS.items()}
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_KEPT_AT_ONCE = 250
_ALLOWED = "allowed"
"""A file that says how many events of each stream the car may have kept by now."""
_RETRY = Retry(first_s=0.05, longest_s=0.5)
_PATIENCE = Patience(first_s=2.0, longest_s=8.0)
_STALLED_S = 120.0


class StormOutbox:
    """The outbox of the storm: ours, with a grant for all that is told."""

    def __init__(self, directory: Path) -> None:
        home = CloudHome(directory)
        clock = TrustedClock(home)
        self._ledger = Ledger(home, clock)
        for purpose in {schema.purpose for schema in TOLD}:
            if not self._ledger.allows(purpose):
                self._ledger.give(purpose, through="command")
        self._outbox = Outbox(home, clock, self._ledger)
        told = Counter(kept.name for kept, _ in self._outbox.all(_BEGINNING))
        self._told = {schema: told[schema.name] for schema in TOLD}

    def uplink(self) -> Uplink[Kept]:
        seal = partial(encode, vehicle_id=CAR, recipients=_RECIPIENTS)
        return Uplink(CAR, self._outbox, seal, _PATIENCE)

    def keep_more(self, each: int) -> bool:
        """Some events more of every stream, up to ``each``; False: all are kept."""
        missing = False
        for schema, field in TOLD.items():
            kept = self._told[schema]
            until = min(each, kept + _KEPT_AT_ONCE)
            if until > kept:
                events = (schema(**{field: _value(schema, n)}) for n in range(kept, until))
                released = (self._ledger.release(event) for event in events)
                self._outbox.put([one for one in released if one is not None])
                self._told[schema], missing = until, True
        return missing

    def waiting(self) -> int:
        return sum(self._outbox.count(schema.data_class) for schema in TOLD)

    def close(self) -> None:
        self._outbox.close()
        self._ledger.close()


def _value(schema: type[Event], number: int) -> object:
    return str(number) if schema is Program else number


def _opened(event: Mapping[str, Any]) -> bytes:
    _, data = opened(json.dumps(event).encode(), _KEYS)
    return json.dumps(data).encode()


def play_car(directory: Path, port: int, each: int) -> None:
    """Keep events and send them until all are forgotten."""
    papers, home = directory / "papers", CloudHome(directory)
    fleet = profile(CAR, port, {"ingest": _signing_key()})
    proposals = Proposals(fleet, TrustedClock(home), home)
    outbox = StormOutbox(directory)
    line = Line(fleet, lambda: tls(papers, CAR), outbox.uplink(), proposals, _RETRY)
    line.start()
    allowed = 0
    while allowed < each or outbox.waiting():
        allowed = int((directory / _ALLOWED).read_text())
        if outbox.keep_more(allowed):
            line.nudge()
        line.status()
        time.sleep(0.01)
    line.close()


def play_ingest(directory: Path, port: int) -> None:
    papers, store = directory / "papers", Store(directory / "ingest", _opened)
    signer = Signer("ingest", _signing_key())
    ingest = Ingest(port, lambda: tls(papers, "ingest"), store, signer, _RETRY)
    ingest.start()
    while True:
        time.sleep(1.0)
        _ = ingest.online


def _signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Child:
    """A process of this module that can be killed and started again."""

    def __init__(self, *words: object) -> None:
        self._command = [sys.executable, "-m", "benchmarks.link_storm", *map(str, words)]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command)  # noqa: S603 - this module

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def kill_and_start(self) -> None:
        self.kill()
        self.start()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None


def storm(options: argparse.Namespace, directory: Path) -> bool:
    papers = Papers(directory / "papers")
    for name in (CAR, "ingest"):
        papers.issue(name)
    each = options.events // len(TOLD)
    with ExitStack() as stack:
        mosquitto = find_mosquitto(DEFAULT_HOME / "mosquitto")
        broker = stack.enter_context(Broker(directory / "broker", mosquitto, papers.broker_files()))
        proxy = stack.enter_context(closing(Proxy(broker.port)))
        _allow(directory, 0, each)
        began_s = time.monotonic()
        ingest = stack.enter_context(_child("--ingest", directory, broker.port))
        car = stack.enter_context(_child("--car", directory, proxy.port, each))
        faults = _faults(options, broker, proxy, car, ingest)
        _wait(directory, car, faults, each)
        took_s = time.monotonic() - began_s
    return _report(directory, each, took_s, options)


@contextmanager
def _child(*words: object) -> Iterator[Child]:
    child = Child(*words)
    try:
        yield child
    finally:
        child.kill()


def _faults(
    options: argparse.Namespace, broker: Broker, proxy: Proxy, car: Child, ingest: Child
) -> list[Callable[[], None]]:
    def kill_broker() -> None:
        broker.kill()
        time.sleep(random.uniform(0, 0.2))  # noqa: S311
        broker.start()

    def cut() -> None:
        proxy.cut()
        time.sleep(random.uniform(0.05, 0.5))  # noqa: S311
        proxy.mend()

    faults: list[Callable[[], None]] = [kill_broker] * options.broker_kills
    faults += [car.kill_and_start] * options.car_kills
    faults += [cut] * options.network_cuts
    faults += [ingest.kill_and_start] * options.ingest_kills
    random.shuffle(faults)
    return faults


def _wait(directory: Path, car: Child, faults: list[Callable[[], None]], each: int) -> None:
    """Let each fault happen when its part has arrived; until the car has nothing left."""
    total, done = len(faults), 0
    last, moved_s = 0, time.monotonic()
    while not car.has_ended:
        arrived = _arrived(directory)
        if done == total:
            _allow(directory, each, each)
        elif arrived * (total + 1) >= done * each * len(TOLD):
            time.sleep(random.uniform(0, 0.1))  # noqa: S311
            faults[done]()
            done += 1
            _allow(directory, each * (done + 2) // (total + 1), each)
        if arrived > last:
            last, moved_s = arrived, time.monotonic()
        if time.monotonic() - moved_s > _STALLED_S:
            raise SystemExit(f"stalled at {arrived} events after {done} faults")
        time.sleep(0.01)


def _allow(directory: Path, count: int, each: int) -> None:
    new = directory / f"{_ALLOWED}.new"
    new.write_text(str(min(count, each)))
    new.replace(directory / _ALLOWED)


def _arrived(directory: Path) -> int:
    path = directory / "ingest" / "journal.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as base:
            query = "SELECT seq FROM sqlite_sequence WHERE name = 'event'"
            return int(base.execute(query).fetchone()[0])
    except (sqlite3.OperationalError, TypeError):
        return 0


def _report(directory: Path, each: int, took_s: float, options: argparse.Namespace) -> bool:
    with closing(Store(directory / "ingest", _opened)) as store:
        store.compact()
        files = store.partitions.files()
    came: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for path in files:
        for row in pq.ParquetFile(path).read(_COLUMNS).to_pylist():
            number = int(float(json.loads(row["data"])[_FIELD[row["stream"]]]))
            came[row["stream"]].append((row["sequence"], number))
    numbers = {stream: [number for _, number in sorted(came[stream])] for stream in _FIELD}
    lost = sum(len(set(range(each)) - set(found)) for found in numbers.values())
    twice = sum(len(found) - len(set(found)) for found in numbers.values())
    unordered = sum(found != sorted(found) for found in numbers.values())
    wanted = each * len(TOLD)
    faults = (options.broker_kills, options.car_kills, options.network_cuts, options.ingest_kills)
    print("kills: broker {}, car {}; network cuts {}; ingest kills {}".format(*faults))
    print(f"events {wanted:,}: {lost} lost, {twice} twice, {unordered} streams out of order")
    print(f"{took_s:.1f} s, {wanted / took_s:,.0f} events/s, in {len(files)} files")
    return not (lost or twice or unordered)


_COLUMNS = ["stream", "sequence", "data"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--broker-kills", type=int, default=5)
    parser.add_argument("--car-kills", type=int, default=5)
    parser.add_argument("--network-cuts", type=int, default=3)
    parser.add_argument("--ingest-kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--car", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--ingest", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    random.seed(options.seed)
    if options.car:
        play_car(Path(options.car[0]), int(options.car[1]), int(options.car[2]))
        return 0
    if options.ingest:
        play_ingest(Path(options.ingest[0]), int(options.ingest[1]))
    with tempfile.TemporaryDirectory() as directory:
        return 0 if storm(options, Path(directory)) else 1


if __name__ == "__main__":
    sys.exit(main())
