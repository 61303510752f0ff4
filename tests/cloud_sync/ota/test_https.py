"""However an update server misbehaves, the car takes what it asked for, and not for ever."""

import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from cloud_sync.errors import CloudError, DownloadError, UnreachableError, UntrustedError
from cloud_sync.ota.https import Patience, UpdateServer
from tests.cloud_sync.ota.server import Behave, serving

CONTENT = bytes(range(256)) * 4096
IMPATIENT = Patience(connect_s=5, silence_s=1, window_s=0.3, least_bytes_per_s=200_000)


@contextmanager
def car_and_server(directory: Path, behave: Behave) -> Iterator[tuple[UpdateServer, str]]:
    with (
        serving(directory, behave) as (address, trusting),
        closing(UpdateServer(lambda: trusting, IMPATIENT)) as car,
    ):
        yield car, address


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def good(handler: BaseHTTPRequestHandler) -> None:
    asked = handler.headers.get("Range")
    start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
    rest = CONTENT[start:]
    if asked:
        place = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        send(handler, 206, rest, Content_Range=place)
    else:
        send(handler, 200, rest)


def taken(car: UpdateServer, address: str, start: int = 0) -> tuple[int, bytes]:
    pieces = list(car.stream(f"{address}/file", start, len(CONTENT)))
    return pieces[0][0], b"".join(piece for _, piece in pieces)


def refusal(directory: Path, behave: Behave, start: int = 0) -> str:
    """The code of the error it comes to."""
    with (
        car_and_server(directory, behave) as (car, address),
        pytest.raises(CloudError) as refused,
    ):
        taken(car, address, start)
    return refused.value.code


def test_a_file_arrives_whole(tmp_path: Path) -> None:
    with car_and_server(tmp_path, good) as (car, address):
        assert taken(car, address) == (0, CONTENT)


def test_an_interrupted_file_is_gone_on_from(tmp_path: Path) -> None:
    with car_and_server(tmp_path, good) as (car, address):
        assert taken(car, address, 1000) == (1000, CONTENT[1000:])


def test_a_server_that_cannot_go_on_begins_anew(tmp_path: Path) -> None:
    with car_and_server(tmp_path, lambda h: send(h, 200, CONTENT)) as (car, address):
        assert taken(car, address, 1000) == (0, CONTENT)


def test_an_endless_file_is_cut_off(tmp_path: Path) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while True:
            handler.wfile.write(CONTENT)

    assert refusal(tmp_path, endless) == "update.download.too_long"


def test_a_dribbling_server_is_left(tmp_path: Path) -> None:
    stop = threading.Event()

    def dribble(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        for place in range(200):
            if stop.wait(0.05):
                return
            handler.wfile.write(CONTENT[place : place + 1])
            handler.wfile.flush()

    try:
        assert refusal(tmp_path, dribble) == "update.download.too_slow"
    finally:
        stop.set()


def test_a_silent_server_is_left(tmp_path: Path) -> None:
    stop = threading.Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        handler.wfile.write(CONTENT[:10])
        handler.wfile.flush()
        stop.wait(20)

    try:
        assert refusal(tmp_path, silent) == "update.download.interrupted"
    finally:
        stop.set()


def test_a_connection_that_breaks_off_is_an_interruption(tmp_path: Path) -> None:
    def breaking(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, CONTENT[:1000], Content_Length=str(len(CONTENT)))
        handler.close_connection = True

    assert refusal(tmp_path, breaking) == "update.download.interrupted"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(tmp_path: Path, status: int) -> None:
    visited: list[str] = []

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        visited.append(handler.path)
        send(handler, status, b"", Location="/elsewhere")

    assert refusal(tmp_path, elsewhere) == "update.download.redirect"
    assert visited == ["/file"]


def test_nothing_is_unpacked_on_the_way(tmp_path: Path) -> None:
    """A megabyte of zeros in a kilobyte: taken as the kilobyte it is."""
    packed = zlib.compress(bytes(1 << 20))
    with car_and_server(tmp_path, lambda h: send(h, 200, packed, Content_Encoding="deflate")) as (
        car,
        address,
    ):
        assert taken(car, address) == (0, packed)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "update.download.status"),
        (500, "update.download.status"),
        (416, "update.download.range"),
    ],
)
def test_other_answers_are_no_file(tmp_path: Path, status: int, code: str) -> None:
    assert refusal(tmp_path, lambda h: send(h, status, b"no"), start=5) == code


def test_a_rest_that_begins_elsewhere_is_refused(tmp_path: Path) -> None:
    def wrong(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 206, CONTENT[7:], Content_Range=f"bytes 7-99/{len(CONTENT)}")

    assert refusal(tmp_path, wrong, start=5) == "update.download.range"


def test_a_server_nobody_vouches_for_is_not_talked_to(tmp_path: Path) -> None:
    stranger = ssl.create_default_context()
    with (
        serving(tmp_path, good) as (address, _),
        closing(UpdateServer(lambda: stranger, IMPATIENT)) as car,
        pytest.raises(UntrustedError),
    ):
        taken(car, address)


def test_nobody_at_all_is_unreachable(tmp_path: Path) -> None:
    with serving(tmp_path, good) as (address, trusting):
        pass
    with (
        closing(UpdateServer(lambda: trusting, IMPATIENT)) as car,
        pytest.raises(UnreachableError),
    ):
        taken(car, address)


def test_a_report_is_posted_and_its_status_told(tmp_path: Path) -> None:
    posted: list[bytes] = []

    def keep(handler: BaseHTTPRequestHandler) -> None:
        posted.append(handler.rfile.read(int(handler.headers["Content-Length"])))
        send(handler, 204, b"")

    with car_and_server(tmp_path, keep) as (car, address):
        assert car.post(f"{address}/manifest", "signed") == 204
    assert posted == [b"signed"]


def test_errors_of_downloads_are_errors_of_updates() -> None:
    assert DownloadError("x", "update.download.range").code == "update.download.range"
