"""Whom the services let in, and what a car can see there."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import urllib3

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CloudError, UntrustedError
from cloud_sync.home import CloudHome
from cloud_sync.identity import Kind, client_context, read
from cloud_sync.identity.pair import Pair, keep, new_key
from cloud_sync.identity.tls import show, trusting
from cloud_sync.ota import UpdateServer
from cloud_sync.reference.authority import Authority, Issuer
from tests.cloud_sync.identity.conftest import Office

SECRET = b"the order of this very car"


@pytest.fixture
def car(office: Office) -> tuple[CloudHome, TrustedClock]:
    place = office.directory / "director" / "car-a" / "metadata"
    place.mkdir(parents=True)
    (place / "timestamp.json").write_bytes(SECRET)
    return office.car("car-a")


def asked(office: Office, context: ssl.SSLContext, path: str) -> bytes:
    """What comes back; UntrustedError where nothing does."""
    with closing(UpdateServer(lambda: context)) as server:
        pieces = server.stream(f"https://127.0.0.1:{office.web.port}{path}", 0, 1 << 20)
        return b"".join(piece for _, piece in pieces)


def test_a_car_of_the_fleet_is_let_in(office: Office, car: tuple[CloudHome, TrustedClock]) -> None:
    assert asked(office, client_context(*car), "/director/metadata/timestamp.json") == SECRET


def _nothing(office: Office, home: CloudHome) -> ssl.SSLContext:
    return trusting(office.authority.pem(Issuer.OPERATION))


def _birth(office: Office, home: CloudHome) -> ssl.SSLContext:
    context = _nothing(office, home)
    show(context, home, Kind.BIRTH, read(home, Kind.BIRTH))
    return context


def _issued(office: Office, home: CloudHome, authority: Authority) -> ssl.SSLContext:
    key = new_key()
    certificate = authority.issue(Issuer.OPERATION, "car-a", key.public_key())
    keep(home, Kind.OPERATION, Pair(key, certificate))
    context = _nothing(office, home)
    show(context, home, Kind.OPERATION, read(home, Kind.OPERATION))
    return context


def _strangers(office: Office, home: CloudHome) -> ssl.SSLContext:
    stranger = Authority(home.directory / "stranger")
    stranger.create()
    return _issued(office, home, stranger)


def _expired(office: Office, home: CloudHome) -> ssl.SSLContext:
    earlier = Authority(office.authority.directory, lambda: office.now() - timedelta(days=60))
    return _issued(office, home, earlier)


def _withdrawn(office: Office, home: CloudHome) -> ssl.SSLContext:
    office.authority.revoke("car-a")
    office.web.reload_crl()
    context = _nothing(office, home)
    show(context, home, Kind.OPERATION, read(home, Kind.OPERATION))
    return context


def _old_tls(office: Office, home: CloudHome) -> ssl.SSLContext:
    context = client_context(home, TrustedClock(home))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@pytest.mark.parametrize("papers", [_nothing, _birth, _strangers, _expired, _withdrawn, _old_tls])
def test_nobody_else_is(
    office: Office, car: tuple[CloudHome, TrustedClock], papers: object
) -> None:
    assert callable(papers)
    context = papers(office, car[0])
    with pytest.raises(CloudError) as refused:
        asked(office, context, "/director/metadata/timestamp.json")
    assert refused.value.code in {"link.unreachable", "update.download.interrupted"}


def test_a_car_talks_to_no_service_of_a_stranger(
    office: Office, car: tuple[CloudHome, TrustedClock], tmp_path: Path
) -> None:
    stranger = Office(tmp_path / "stranger")
    with stranger.web, pytest.raises(UntrustedError):
        asked(stranger, client_context(*car), "/director/metadata/timestamp.json")


def test_a_car_sees_its_own_orders_alone(
    office: Office, car: tuple[CloudHome, TrustedClock]
) -> None:
    other = office.car("car-b")
    for path in (
        "/director/metadata/timestamp.json",
        "/director/metadata/../../car-a/metadata/timestamp.json",
        "/director/metadata/%2e%2e/%2e%2e/car-a/metadata/timestamp.json",
        "/image/metadata/..%2f..%2fdirector/car-a/metadata/timestamp.json",
        "/image/targets//etc/passwd",
    ):
        with pytest.raises(CloudError) as refused:
            asked(office, client_context(*other), path)
        assert refused.value.code == "update.download.status"


def test_a_link_that_leads_out_is_not_followed(
    office: Office, car: tuple[CloudHome, TrustedClock]
) -> None:
    (office.directory / "image" / "metadata" / "out").symlink_to("/etc/hostname")
    with pytest.raises(CloudError):
        asked(office, client_context(*car), "/image/metadata/out")


def test_a_file_can_be_gone_on_from(office: Office, car: tuple[CloudHome, TrustedClock]) -> None:
    content = bytes(range(256)) * 5000
    (office.directory / "image" / "metadata" / "large").write_bytes(content)
    url = f"https://127.0.0.1:{office.web.port}/image/metadata/large"
    with closing(UpdateServer(lambda: client_context(*car))) as server:
        pieces = list(server.stream(url, 1_000_000, len(content)))
    assert pieces[0][0] == 1_000_000
    assert b"".join(piece for _, piece in pieces) == content[1_000_000:]


@pytest.fixture
def server(car: tuple[CloudHome, TrustedClock]) -> Iterator[UpdateServer]:
    with closing(UpdateServer(lambda: client_context(*car))) as server:
        yield server


def test_what_a_car_posts_comes_with_its_name(office: Office, server: UpdateServer) -> None:
    url = f"https://127.0.0.1:{office.web.port}/director/manifest"
    assert server.post(url, "a manifest") == 204
    assert office.reports == [("car-a", "a manifest")]
    assert server.post(url, "refuse me") == 400
    assert server.post(url, "x" * 300_000) == 413
    assert len(office.reports) == 1


def test_it_starts_and_stops_again_and_again(tmp_path: Path) -> None:
    for number in range(3):
        office = Office(tmp_path / str(number))
        with office.web:
            assert office.web.port > 0


def test_the_authorities_are_told_to_anybody(office: Office) -> None:
    context = trusting(office.authority.pem(Issuer.OPERATION))
    url = f"https://127.0.0.1:{office.web.enrolment_port}/.well-known/est/cacerts"
    with urllib3.PoolManager(ssl_context=context) as pool:
        assert pool.request("GET", url).status == 200
