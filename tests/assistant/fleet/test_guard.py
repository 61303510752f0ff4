"""An attack on the bus is in the owner's list, and told to nobody who may not know of it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from assistant import Cabin
from assistant.fleet import joined
from assistant.fleet.guard import Book, Guard, guarded
from assistant.messages import Transcript
from assistant.request import Context
from cloud_sync import (
    CarEvent,
    CloudHome,
    Incidents,
    Ledger,
    Outbox,
    Security,
    SecurityRecord,
    TrustedClock,
)
from cloud_sync.__main__ import main
from cloud_sync.reference.services import Services
from cloud_sync.security.log import SecurityLog
from tests.cloud_sync.running import join
from tests.cloud_sync.until import until
from vehicle_bus import BusCommand, DbcCodec, Frame, PythonCanBus, Rule, Vehicle
from vehicle_bus.virtual import VirtualVehicle

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Road:
    """A car on a real virtual bus, and somebody else who writes to it."""

    virtual: VirtualVehicle
    vehicle: Vehicle
    attacker: PythonCanBus
    home: CloudHome
    notices: list[str] = field(default_factory=list)
    counter: int = 0

    def attack(self) -> None:
        """A sound command that is not ours."""
        self.counter += 1
        command = BusCommand("Window.Driver.Position", 50)
        self.attacker.send(DbcCodec().encode_command([command], self.counter % 16))

    def incidents(self) -> list[tuple[str, str, int]]:
        now, day = datetime.now(UTC), timedelta(days=1)
        with closing(Incidents(self.home)) as incidents:
            noted = incidents.between(now - day, now + day)
        return [(one.kind, one.code, one.count) for one in noted]

    def found(self) -> list[tuple[str, int]]:
        with closing(SecurityLog(self.home)) as log:
            return [(one.event.rule, one.event.count) for one in log.events()]


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    channel = uuid4().hex
    ecus, attacker = PythonCanBus("virtual", channel), PythonCanBus("virtual", channel)
    with (
        VirtualVehicle(ecus) as virtual,
        Vehicle(lambda: PythonCanBus("virtual", channel)) as vehicle,
    ):
        vehicle.await_reports(10.0)
        yield Road(virtual, vehicle, attacker, CloudHome(tmp_path))
    attacker.close()
    ecus.close()


def guard_of(road: Road) -> Guard:
    def now() -> datetime:
        return datetime.now(UTC)

    book = Book(SecurityRecord(road.home, now), Incidents(road.home), now)
    return Guard(book, road.vehicle, road.notices.append)


def test_an_attack_is_kept_and_the_driver_hears_one_sentence_a_drive(road: Road) -> None:
    with guarded(guard := guard_of(road)):
        road.attack()
        until(lambda: len(road.notices) == 1)
        assert (Rule.FOREIGN_COMMAND, 1) in road.found()
        road.attacker.send(Frame(0x7E0, bytes.fromhex("0210030000000000")))
        until(lambda: (Rule.DIAGNOSIS_MOVING, 1) in road.found())
        assert len(road.notices) == 1
        road.virtual.drive(0)
        until(lambda: guard._was_parked is True)
        road.virtual.drive(60)
        until(lambda: guard._was_parked is None)
        road.attacker.send(Frame(0x7E1, bytes.fromhex("0210030000000000")))
        until(lambda: len(road.notices) == 2)
    assert "control units" in road.notices[1]


def test_what_was_held_back_is_written_at_the_end(road: Road) -> None:
    with guarded(guard_of(road)):
        road.attack()
        until(lambda: bool(road.notices))
        for _ in range(9):
            road.attack()
        until(lambda: road.vehicle.dropped.broken >= 10)
    assert sum(n for rule, n in road.found() if rule == Rule.FOREIGN_COMMAND) == 10


def test_what_the_line_and_updates_refuse_is_kept_and_what_is_no_attack_is_not(
    road: Road,
) -> None:
    refused = {"link.receipt.bad_signature": 3, "link.unreachable": 9}
    guard = guard_of(road)
    guard.join(lambda _event: None, lambda: refused)
    with guarded(guard):
        guard.failed("update.trust.rolled_back")
        guard.failed("identity.certificate.expired")
        until(lambda: len(road.found()) == 2)
    assert sorted(road.found()) == [("cloud.receipt", 3), ("update.untrusted", 1)]
    assert road.notices == []


def test_a_wish_refused_again_and_again_is_kept(road: Road, phrase_cabin: Cabin) -> None:
    phrase_cabin.arrange(Context(speed_kmh=100))
    turn = phrase_cabin.dialogue.take_turn(Transcript("open the trunk"))
    with guarded(guard := guard_of(road)):
        for _ in range(20):
            guard.took(turn)
        until(lambda: any(rule == Rule.POLICY_PROBED for rule, _ in road.found()))


def test_what_is_stopped_and_what_attacks_are_incidents(road: Road, phrase_cabin: Cabin) -> None:
    phrase_cabin.arrange(Context(speed_kmh=90))
    turn = phrase_cabin.dialogue.take_turn(Transcript("open the boot"))
    told: list[CarEvent] = []
    guard = guard_of(road)
    guard.join(told.append, dict)
    with guarded(guard):
        guard.took(turn)
        guard.took(turn)
        road.attack()
        guard.gave_up("refused", "update.trial.worse", "2026.12.1")
        until(lambda: len(road.incidents()) == 3)
    assert sorted(road.incidents()) == [
        ("intrusion", Rule.FOREIGN_COMMAND, 1),
        ("unsafe_blocked", "interlock.not_while_moving", 2),
        ("update_refused", "update.trial.worse", 1),
    ]
    kinds = [one.kind for one in told if isinstance(one, Security)]
    assert kinds.count("unsafe_blocked") == 2


def test_a_car_left_alone_writes_nothing_down(road: Road) -> None:
    with guarded(guard_of(road)):
        road.vehicle.actuate([BusCommand("Window.Driver.Position", 50)])
        road.virtual.drive(30)
        road.vehicle.refresh()
    assert not road.home.path("security", "log.db").exists()
    assert road.notices == []


@pytest.mark.parametrize("is_allowed", [True, False])
def test_the_fleet_is_told_what_the_owner_allows(
    road: Road, services: Services, phrase_cabin: Cabin, tmp_path: Path, is_allowed: bool
) -> None:
    vehicle_id = f"guarded-{str(is_allowed).lower()}"
    home = join(services, tmp_path, vehicle_id)
    if is_allowed:
        assert main(["--home", str(tmp_path), "consent", "grant", "security"]) == 0
    with joined(phrase_cabin.dialogue, road.vehicle, tmp_path, road.notices.append):
        road.attack()
        until(lambda: bool(road.notices))
    clock = TrustedClock(home)
    with closing(Ledger(home, clock)) as ledger, closing(Outbox(home, clock, ledger)) as outbox:
        told = [kept for kept, _ in outbox.all(_BEGINNING)]
    events = [Security.model_validate_json(kept.data) for kept in told if kept.name == "security"]
    assert [event.kind for event in events] == ([Rule.FOREIGN_COMMAND] if is_allowed else [])
    assert all(event.statement for event in events)
