"""A real mosquitto: who may connect, who may say and hear what, and what is heard of a death."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from cloud_sync.errors import LinkError, RefusedError, UnreachableError, UntrustedError
from cloud_sync.link import topic
from cloud_sync.link.mqtt import Address, Connection, Message
from cloud_sync.link.topic import StreamKey
from cloud_sync.link.wake import Wake
from cloud_sync.reference.broker import Broker
from tests.cloud_sync.papers import Papers

CAR = "car-1"
OTHER = "car-2"
TRIPS = StreamKey("vehicle", "trips")
_TURNS = 200


@pytest.fixture
def wake() -> Iterator[Wake]:
    with closing(Wake()) as wake:
        yield wake


Connect = Callable[..., Connection]


@pytest.fixture
def connect(broker: Broker, papers: Papers, wake: Wake) -> Iterator[Connect]:
    opened = []

    def connect(name: str, *subscriptions: str, present: bool = False) -> Connection:
        presence = topic.presence(name) if present else None
        address = Address(broker.host, broker.port, name, subscriptions, presence)
        opened.append(Connection(address, papers.tls(name), wake))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def arrived(connection: Connection, count: int = 1) -> list[Message]:
    """Turns until so many messages have come."""
    messages: list[Message] = []
    for _ in range(_TURNS):
        messages += connection.turn(0.1)
        if len(messages) >= count:
            return messages
    raise AssertionError(f"only {len(messages)} of {count} came")


def test_what_one_says_the_other_hears(connect: Connect) -> None:
    ingest = connect("ingest", topic.EVERY_UP)
    car = connect(CAR)
    car.settle(car.publish(topic.up(CAR, TRIPS), b"[1]"))
    (message,) = arrived(ingest)
    assert (message.topic, message.payload) == ("codriver/v1/car-1/up/vehicle/trips", b"[1]")


def test_nagle_does_not_hold_up_what_is_said(connect: Connect) -> None:
    secure = connect(CAR)._client.secure()
    assert secure is not None
    assert secure.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert secure.version() == "TLSv1.3"


def refusal(broker: Broker, papers: Papers, wake: Wake, name: str | None) -> LinkError:
    with pytest.raises(LinkError) as caught:
        Connection(Address(broker.host, broker.port, CAR), papers.tls(name), wake)
    return caught.value


def test_without_a_certificate_nobody_connects(broker: Broker, papers: Papers, wake: Wake) -> None:
    assert isinstance(refusal(broker, papers, wake, None), RefusedError)


def test_a_certificate_of_another_authority_is_refused(
    broker: Broker, papers: Papers, wake: Wake
) -> None:
    others = Papers(papers.directory / "others")
    others.authority.write_bytes(papers.authority.read_bytes())
    assert isinstance(refusal(broker, others, wake, CAR), RefusedError)


def test_a_broker_of_another_authority_is_refused(
    broker: Broker, papers: Papers, wake: Wake
) -> None:
    others = Papers(papers.directory / "others")
    assert isinstance(refusal(broker, others, wake, CAR), UntrustedError)


def test_older_tls_is_refused(broker: Broker, papers: Papers, wake: Wake) -> None:
    older = papers.tls(CAR)
    older.minimum_version = older.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(UnreachableError):
        Connection(Address(broker.host, broker.port, CAR), older, wake)


def test_a_withdrawn_certificate_is_cut_off_and_refused(
    broker: Broker, papers: Papers, wake: Wake, connect: Connect
) -> None:
    car, other = connect(CAR), connect(OTHER)
    papers.revoke(CAR)
    broker.reload()
    for connection in (car, other):
        with pytest.raises(LinkError):
            arrived(connection)
    assert isinstance(refusal(broker, papers, wake, CAR), RefusedError)
    connect(OTHER)


def test_nobody_answers_when_the_broker_is_down(broker: Broker, papers: Papers, wake: Wake) -> None:
    broker.stop()
    assert isinstance(refusal(broker, papers, wake, CAR), UnreachableError)


@pytest.mark.parametrize(
    "name",
    [
        topic.up(OTHER, TRIPS),
        topic.presence(OTHER),
        topic.command(CAR),
        topic.receipt(CAR, TRIPS),
        "codriver/v1/car-1",
        "other",
        "$SYS/x",
    ],
)
def test_a_car_speaks_in_no_other_name_and_is_told_so(connect: Connect, name: str) -> None:
    car = connect(CAR)
    with pytest.raises(RefusedError):
        car.settle(car.publish(name, b"x"))
    car.settle(car.publish(topic.up(CAR, TRIPS), b"x"))


def test_a_car_hears_nothing_that_is_for_another(connect: Connect) -> None:
    car = connect(CAR, "#", topic.down(OTHER), topic.EVERY_UP)
    other, fleet = connect(OTHER, topic.down(OTHER)), connect("fleet")
    other.settle(other.publish(topic.up(OTHER, TRIPS), b"secret"))
    fleet.settle(fleet.publish(topic.command(OTHER), b"for car 2"))
    fleet.settle(fleet.publish(topic.command(CAR), b"for car 1"))
    assert [message.payload for message in arrived(other)] == [b"for car 2"]
    assert {message.payload for message in arrived(car)} == {b"for car 1"}


@pytest.mark.parametrize(
    ("name", "allowed", "forbidden"),
    [
        ("ingest", topic.receipt(CAR, TRIPS), topic.command(CAR)),
        ("fleet", topic.command(CAR), topic.receipt(CAR, TRIPS)),
    ],
)
def test_each_service_says_only_what_is_its_own(
    connect: Connect, name: str, allowed: str, forbidden: str
) -> None:
    service = connect(name)
    service.settle(service.publish(allowed, b"x"))
    with pytest.raises(RefusedError):
        service.settle(service.publish(forbidden, b"x"))


def test_a_car_cannot_take_the_session_of_another(
    broker: Broker, papers: Papers, wake: Wake, connect: Connect
) -> None:
    victim = connect(CAR, topic.down(CAR))
    thief = Connection(Address(broker.host, broker.port, CAR), papers.tls(OTHER), wake)
    fleet = connect("fleet")
    fleet.settle(fleet.publish(topic.command(CAR), b"x"))
    assert arrived(victim)
    assert not thief.turn(0.2)
    thief.close()


def test_presence_is_told_and_a_death_by_the_last_will(connect: Connect) -> None:
    ingest = connect("ingest", topic.EVERY_UP)
    car = connect(CAR, present=True)
    assert arrived(ingest)[0].payload == b'{"online":true}'
    secure = car._client.secure()
    assert secure is not None
    secure.shutdown(socket.SHUT_RDWR)
    assert arrived(ingest)[0].payload == b'{"online":false}'


def test_a_good_bye_is_told(connect: Connect) -> None:
    ingest = connect("ingest", topic.EVERY_UP)
    connect(CAR, present=True).close()
    assert [message.payload for message in arrived(ingest, 2)][1] == b'{"online":false}'


def test_what_came_while_away_is_there_on_coming_back(connect: Connect) -> None:
    connect(CAR, topic.down(CAR)).close()
    fleet = connect("fleet")
    fleet.settle(fleet.publish(topic.command(CAR), b"x"))
    assert arrived(connect(CAR, topic.down(CAR)))[0].payload == b"x"


def test_what_was_not_dealt_with_comes_again(connect: Connect) -> None:
    car, fleet = connect(CAR, topic.down(CAR)), connect("fleet")
    fleet.settle(fleet.publish(topic.command(CAR), b"x"))
    assert arrived(car)
    car.close()
    assert arrived(connect(CAR, topic.down(CAR)))[0].payload == b"x"


def test_a_message_too_large_is_refused(connect: Connect) -> None:
    car = connect(CAR)
    with pytest.raises(LinkError):
        car.settle(car.publish(topic.up(CAR, TRIPS), bytes(2_000_000)))


def test_a_dead_line_says_so(broker: Broker, connect: Connect) -> None:
    car = connect(CAR)
    broker.kill()
    with pytest.raises(UnreachableError):
        arrived(car)
