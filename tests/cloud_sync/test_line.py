"""The whole line: outbox, uplink, real broker, ingest, and everything that can be killed on it."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import LinkError
from cloud_sync.home import CloudHome
from cloud_sync.link import topic
from cloud_sync.link.line import Line
from cloud_sync.link.mqtt import Address, Connection
from cloud_sync.link.proposal import Proposals
from cloud_sync.link.uplink import Patience, Uplink
from cloud_sync.link.wake import Wake
from cloud_sync.link.wire import Retry
from cloud_sync.reference.broker import Broker
from cloud_sync.reference.ingest import Ingest, Signer
from cloud_sync.reference.store import Store
from tests.cloud_sync.papers import Papers, command, profile
from tests.cloud_sync.plain import Kept, PlainOutbox, encoded
from tests.cloud_sync.proxy import Proxy
from tests.cloud_sync.test_store import stored
from tests.cloud_sync.until import until

CAR = "car-1"
SOON = Retry(first_s=0.05, longest_s=0.3)
FLEET, INGEST = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


class World:
    """One car, one broker, one ingest; each can be started and stopped by itself."""

    def __init__(self, directory: Path, broker: Broker, papers: Papers) -> None:
        self.directory = directory
        self.broker = broker
        self.papers = papers
        self.outbox = PlainOutbox(directory / "outbox.db")
        self.store = Store(directory / "ingest")
        self.proxy = Proxy(broker.port)
        home = CloudHome(directory)
        self.profile = profile(CAR, self.proxy.port, {"fleet": FLEET, "ingest": INGEST})
        self.proposals = Proposals(self.profile, TrustedClock(home), home)
        self._running: list[Line[Kept] | Ingest] = []

    def ingest(self, key: Ed25519PrivateKey = INGEST) -> Ingest:
        """A running one."""
        signer = Signer("ingest", key)
        port = self.broker.port
        ingest = Ingest(port, lambda: self.papers.tls("ingest"), self.store, signer, SOON)
        ingest.start()
        self._running.append(ingest)
        return ingest

    def line(self, name: str = CAR) -> Line[Kept]:
        """A running one, of a car with the certificate of this name."""
        uplink = Uplink(CAR, self.outbox, lambda kept: encoded(CAR, kept), Patience(1.0, 2.0))
        line = Line(self.profile, lambda: self.papers.tls(name), uplink, self.proposals, SOON)
        line.start()
        self._running.append(line)
        return line

    def say(self, name: str, payload: bytes) -> None:
        with closing(Wake()) as wake:
            address = Address(self.broker.host, self.broker.port, "fleet")
            connection = Connection(address, self.papers.tls("fleet"), wake)
            try:
                connection.settle(connection.publish(name, payload))
            finally:
                connection.close()

    def keep(self, count: int, stream: str = "trips", data_class: str = "vehicle") -> None:
        self.outbox.keep(data_class, stream, range(count))

    def all_sent(self) -> bool:
        return not self.outbox.streams()

    def close(self) -> None:
        for running in self._running:
            running.close()
        self.proxy.close()
        self.proposals.close()
        self.store.close()
        self.outbox.close()


@pytest.fixture
def world(tmp_path: Path, broker: Broker, papers: Papers) -> Iterator[World]:
    with closing(World(tmp_path, broker, papers)) as world:
        yield world


def whole(world: World, *counts: tuple[str, int]) -> bool:
    """Whether the cloud holds each stream whole, once, in order."""
    world.store.compact()
    return stored(world.store) == sorted(
        (CAR, stream, number + 1) for stream, count in counts for number in range(count)
    )


def test_what_waits_is_stored_and_then_forgotten_by_the_car(world: World) -> None:
    world.keep(1_000)
    world.keep(3, "belts", "safety")
    world.ingest()
    line = world.line()
    until(world.all_sent)
    status = line.status()
    assert status.online
    assert status.last_receipt is not None
    assert (status.waiting, status.problem, status.refused) == (
        {"public": 0, "vehicle": 0, "personal": 0, "safety": 0},
        None,
        {},
    )
    assert whole(world, ("trips", 1_000), ("belts", 3))


def test_what_is_kept_later_goes_at_a_nudge(world: World) -> None:
    world.ingest()
    line = world.line()
    until(lambda: line.status().online)
    world.keep(1)
    line.nudge()
    until(world.all_sent)


def test_without_an_ingest_nothing_is_forgotten(world: World) -> None:
    world.keep(10)
    line = world.line()
    until(lambda: line.status().online)
    world.say(topic.command(CAR), command(FLEET))
    line.heard.get(timeout=60)
    assert line.status().waiting["vehicle"] == 10
    world.ingest()
    until(world.all_sent)
    assert whole(world, ("trips", 10))


def test_receipts_signed_by_another_let_nothing_be_forgotten(world: World) -> None:
    world.keep(10)
    world.ingest(Ed25519PrivateKey.generate())
    line = world.line()
    until(lambda: line.status().refused.get("link.receipt.bad_signature", 0) > 0)
    assert line.status().waiting["vehicle"] == 10
    assert line.status().last_receipt is None


def test_a_car_without_a_network_waits_and_catches_up_by_itself(world: World) -> None:
    world.broker.stop()
    world.keep(500)
    line = world.line()
    until(lambda: line.status().problem == "link.unreachable")
    assert not line.status().online
    world.broker.start()
    world.ingest()
    until(world.all_sent)
    assert line.status().problem is None
    assert whole(world, ("trips", 500))


def test_a_car_whose_certificate_is_withdrawn_is_told_so(world: World) -> None:
    line = world.line()
    until(lambda: line.status().online)
    world.papers.revoke(CAR)
    world.broker.reload()
    until(lambda: line.status().problem == "link.refused")


def test_a_car_with_the_certificate_of_another_brings_nothing_in(world: World) -> None:
    world.keep(5)
    ingest = world.ingest()
    line = world.line("car-2")
    until(lambda: line.status().problem == "link.refused")
    assert line.status().waiting["vehicle"] == 5
    assert world.store.journal.count() == 0
    assert not ingest.refused


def test_a_message_that_does_not_fit_gets_no_receipt(world: World) -> None:
    world.keep(5)
    ingest = world.ingest()
    uplink = Uplink(CAR, world.outbox, lambda kept: encoded("car-2", kept), Patience(0.2, 0.4))
    line = Line(world.profile, lambda: world.papers.tls(CAR), uplink, world.proposals, SOON)
    line.start()
    try:
        until(lambda: ingest.refused[CAR] >= 2)
    finally:
        line.close()
    assert world.outbox.count("vehicle") == 5
    assert world.store.journal.count() == 0


def test_a_proposal_is_heard_once(world: World) -> None:
    line = world.line()
    until(lambda: line.status().online)
    token = command(FLEET)
    world.say(topic.command(CAR), token)
    world.say(topic.command(CAR), token)
    world.say(topic.command(CAR), command(INGEST))
    until(lambda: sum(line.status().refused.values()) == 2)
    assert line.heard.get_nowait().signal == "hvac_power"
    assert line.heard.empty()
    assert set(line.status().refused) == {
        "link.command.replayed",
        "link.command.bad_signature",
    }


def test_more_proposals_than_anybody_asks_about_are_dropped(world: World) -> None:
    line = world.line()
    until(lambda: line.status().online)
    for number in range(9):
        world.say(topic.command(CAR), command(FLEET, {"jti": f"command-{number}"}))
    until(lambda: line.status().refused.get("link.command.too_many") == 1)
    assert line.heard.qsize() == 8


def test_everything_arrives_once_in_order_whatever_is_killed(world: World) -> None:
    """Broker killed, network cut, ingest and line ended in the middle of it."""
    rounds = 6
    for number in range(rounds):
        ingest, line = world.ingest(), world.line()
        world.keep(1_000)
        world.keep(50, "belts", "safety")
        line.nudge()
        until(lambda: world.outbox.count("safety") < 50)
        if number % 2:
            world.broker.kill()
            world.broker.start()
        else:
            world.proxy.cut()
            world.keep(10)
            world.proxy.mend()
        for running in (ingest, line):
            running.close()
    world.ingest()
    world.line()
    until(world.all_sent)
    assert whole(world, ("trips", 1_000 * rounds + 10 * rounds // 2), ("belts", 50 * rounds))


def test_a_line_closes_at_once_whatever_it_does(world: World) -> None:
    world.proxy.cut()
    line = world.line()
    closing_thread = threading.Thread(target=line.close)
    closing_thread.start()
    closing_thread.join(30)
    assert not closing_thread.is_alive()


def test_a_line_that_was_never_started_can_be_closed(world: World) -> None:
    uplink = Uplink(CAR, world.outbox, lambda kept: encoded(CAR, kept))
    Line(world.profile, lambda: world.papers.tls(CAR), uplink, world.proposals).close()


def test_a_thread_that_dies_is_noticed(world: World) -> None:
    def broken(_kept: Kept) -> bytes:
        raise RuntimeError("a fault of ours")

    world.keep(1)
    uplink = Uplink(CAR, world.outbox, broken)
    line = Line(world.profile, lambda: world.papers.tls(CAR), uplink, world.proposals, SOON)
    line.start()
    try:
        with pytest.raises(LinkError):
            until(lambda: line.status().waiting["vehicle"] == 0)
    finally:
        line.close()
