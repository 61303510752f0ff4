"""A car off the net for a year: does it go on, within its limits, and catch up afterwards?

    python -m benchmarks.offline_year --days 365

Every ten minutes of simulated time it tells its condition and where it is, and every hour how
turns went. Its operational certificate expires after a month. Then the fleet is there again: the
car gets a new certificate with the one it was born with, and sends what waits.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from cloud_sync.clock import TrustedClock
from cloud_sync.consent import Ledger
from cloud_sync.errors import CertificateError
from cloud_sync.event import DataClass, Event, Health, Place, Purpose, Usage, encode
from cloud_sync.home import CloudHome
from cloud_sync.identity import Kind, Pair, client_context, renew_if_due, signed
from cloud_sync.identity.pair import keep, new_key
from cloud_sync.link import Line, Proposals, Uplink
from cloud_sync.ota import Journey, Orders, UpdateServer
from cloud_sync.outbox import LIMITS, Outbox
from cloud_sync.profile import keep_profile, read_profile
from cloud_sync.reference.authority import Authority, Issuer
from cloud_sync.reference.services import ANY_PORTS, Places, Services, cloud
from models import DEFAULT_HOME

CAR = "car-1"
_TELLS_EVERY = timedelta(minutes=10)
_PURPOSES = (Purpose.MAINTENANCE, Purpose.IMPROVEMENT, Purpose.LOCATION)


@dataclass
class Car:
    """Its clock goes as fast as it is told to."""

    home: CloudHome
    born: datetime
    passed: timedelta = field(default_factory=timedelta)

    def __post_init__(self) -> None:
        self.clock = TrustedClock(
            self.home,
            self.born.timestamp,
            lambda: self.passed.total_seconds(),  # noqa: PLW0108 - it changes
        )

    @contextmanager
    def opened(self) -> Iterator[tuple[Ledger, Outbox]]:
        with (
            closing(Ledger(self.home, self.clock)) as ledger,
            closing(Outbox(self.home, self.clock, ledger)) as outbox,
        ):
            yield ledger, outbox


def bear(directory: Path, days: int) -> tuple[Car, Places]:
    """A car that was enrolled so many days ago."""
    born = datetime.now(UTC) - timedelta(days=days)
    places = Places(directory / "cloud")
    places.make()
    places.keep(ANY_PORTS.model_copy(update={"web": 1, "enrolment": 1, "broker": 1}))
    car = Car(CloudHome(directory / "car"), born)
    then = Authority(places.authority.directory, lambda: born)
    for kind, issuer in ((Kind.BIRTH, Issuer.BIRTH), (Kind.OPERATION, Issuer.OPERATION)):
        key = new_key()
        keep(car.home, kind, Pair(key, then.issue(issuer, CAR, key.public_key())))
    return car, places


def live(car: Car, days: int) -> tuple[int, dict[DataClass, int]]:
    """Events told, and the most that waited of each class, in bytes."""
    told, most = 0, dict.fromkeys(DataClass, 0)
    with car.opened() as (ledger, outbox):
        for purpose in _PURPOSES:
            ledger.give(purpose, through="command", life=timedelta(days=730))
        for day in range(days):
            for step in range(int(timedelta(days=1) / _TELLS_EVERY)):
                car.passed += _TELLS_EVERY
                events: list[Event] = [
                    Health(odometer_km=day * 50.0 + step / 10, fuel_percent=50),
                    Place(where=f"near milestone {day}"),
                ]
                if step % 6 == 0:
                    events.append(Usage(turns=20, done=18, failed=1, median_ms=61.0))
                released = [one for e in events if (one := ledger.release(e)) is not None]
                told += len(outbox.put(released))
            outbox.expire()
            for data_class in DataClass:
                waits = outbox.waiting_bytes(data_class)
                most[data_class] = max(most[data_class], waits)
                if waits > LIMITS[data_class].most_bytes:
                    raise RuntimeError(f"{data_class} is over its limit")
    return told, most


def catch_up(car: Car, services: Services) -> tuple[int, float]:
    """Everything that waited has arrived; how many events, and in how many seconds."""
    profile = read_profile(car.home)
    began_s = time.perf_counter()
    with car.opened() as (_, outbox), closing(Proposals(profile, car.clock, car.home)) as heard:
        waited = sum(outbox.count(data_class) for data_class in DataClass)
        seal = partial(encode, vehicle_id=CAR, recipients=profile.recipients)
        tls = partial(client_context, car.home, car.clock)
        with closing(Line(profile, tls, Uplink(CAR, outbox, seal), heard)) as line:
            line.start()
            while outbox.streams():
                time.sleep(0.2)
        services.store.compact()
        return waited, time.perf_counter() - began_s


def arrived(services: Services) -> tuple[int, int, bool]:
    """Events, different events, and whether each stream came in order."""
    rows = [
        row
        for file in services.store.partitions.files()
        for row in pq.read_table(file, columns=["stream", "sequence", "id", "data"]).to_pylist()
    ]
    streams: dict[str, list[int]] = {}
    for row in rows:
        streams.setdefault(row["stream"], []).append(row["sequence"])
    in_order = all(len(numbers) == len(set(numbers)) for numbers in streams.values())
    is_readable = all(row["data"] for row in rows)
    return len(rows), len({row["id"] for row in rows}), in_order and is_readable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=DEFAULT_HOME) as directory:
        run(Path(directory), options.days)


def run(directory: Path, days: int) -> None:
    car, places = bear(directory, days)
    keep_profile(car.home, places.profile(CAR))
    began_s = time.perf_counter()
    told, most = live(car, days)
    lived_s = time.perf_counter() - began_s
    print(f"{days} days without a network: {told:,} events told in {lived_s:.0f} s")
    for data_class, size in most.items():
        limit = LIMITS[data_class].most_bytes
        print(f"  {data_class:9} at most {size / 1e6:6.2f} MB of {limit / 1e6:.0f} MB")
    with car.opened() as (_, outbox):
        print(f"  never to be sent: {outbox.dropped()}")
        files = sum(f.stat().st_size for f in car.home.path("outbox").iterdir())
    print(f"  on the disk: {files / 1e6:.1f} MB")
    places.keep(ANY_PORTS)
    with cloud(places.directory, DEFAULT_HOME / "mosquitto") as services:
        keep_profile(car.home, services.places.profile(CAR))
        try:
            client_context(car.home, car.clock)
        except CertificateError as error:
            print(f"back on the net: {error}")
        print(f"  a new certificate with the one of birth: {renew_if_due(car.home, car.clock)}")
        waited, seconds = catch_up(car, services)
        count, different, in_order = arrived(services)
        print(
            f"  {waited:,} events waited, {count:,} arrived in {seconds:.1f} s,"
            f" {count - different} twice, in order and readable: {in_order}"
        )
        journey = Journey(car.home, car.clock)
        server = partial(UpdateServer, partial(client_context, car.home, car.clock))
        told_by = lambda manifest: signed(car.home, manifest.model_dump(mode="json"))  # noqa: E731
        orders = Orders(journey, lambda _: server(), told_by)
        print(f"  updates: {orders.check().phase}, nothing waits")


if __name__ == "__main__":
    main()
