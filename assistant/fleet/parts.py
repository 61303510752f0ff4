"""The parts of the line to the cloud, opened together: ledger, outbox, updates, and the line."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cloud_sync import (
    AssistantExaminer,
    CloudHome,
    Erasure,
    Examiner,
    FleetProfile,
    Installation,
    Journey,
    Kept,
    Ledger,
    Line,
    Logbook,
    Manifest,
    Orders,
    Outbox,
    OwnRows,
    Proposals,
    TrustedClock,
    UpdateServer,
    Uplink,
    client_context,
    encode,
    read_profile,
    signed,
)


@dataclass(frozen=True, slots=True)
class Parts:
    home: CloudHome
    profile: FleetProfile
    clock: TrustedClock
    ledger: Ledger
    outbox: Outbox
    own: OwnRows
    journey: Journey
    installation: Installation
    orders: Orders
    line: Line[Kept]
    examiner: Examiner
    erasure: Erasure
    logbook: Logbook

    def server(self) -> UpdateServer:
        return UpdateServer(partial(client_context, self.home, self.clock))


@contextmanager
def open_parts(directory: Path) -> Iterator[Parts]:
    """NotEnrolledError if the car belongs to no fleet. The line is started."""
    home = CloudHome(directory)
    profile = read_profile(home)
    clock = TrustedClock(home)
    journey = Journey(home, clock)
    with (
        closing(Ledger(home, clock)) as ledger,
        closing(Outbox(home, clock, ledger)) as outbox,
        closing(OwnRows(home, ledger)) as own,
        closing(Proposals(profile, clock, home)) as proposals,
        closing(Logbook(home)) as logbook,
    ):
        seal = partial(encode, vehicle_id=profile.vehicle_id, recipients=profile.recipients)
        uplink = Uplink(profile.vehicle_id, outbox, seal)
        tls = partial(client_context, home, clock)
        with closing(Line(profile, tls, uplink, proposals)) as line:
            line.start()
            yield Parts(
                home,
                profile,
                clock,
                ledger,
                outbox,
                own,
                journey,
                Installation(journey),
                _orders(journey, home, clock),
                line,
                AssistantExaminer(directory, own.rows),
                Erasure(home, profile),
                logbook,
            )


def _orders(journey: Journey, home: CloudHome, clock: TrustedClock) -> Orders:
    def connect(_profile: FleetProfile) -> UpdateServer:
        return UpdateServer(partial(client_context, home, clock))

    def sign(manifest: Manifest) -> str:
        return signed(home, manifest.model_dump(mode="json"))

    return Orders(journey, connect, sign)
