"""Files from the update repositories, over TLS that both sides prove themselves in.

Nothing that arrives is believed here: signatures and digests are checked by who asked. What is
kept here are limits: no redirect is followed, nothing is unpacked on the way, nobody may answer
for ever or too slowly, and no more is taken than was asked for.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import urllib3
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface

from cloud_sync.errors import DownloadError, UnreachableError, UntrustedError
from cloud_sync.identity import is_stranger

_CHUNK_BYTES = 1 << 18
_JSON = {"Content-Type": "application/jose"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how slowly somebody may answer."""

    connect_s: float = 10.0
    silence_s: float = 20.0
    window_s: float = 15.0
    """Over so long the rate is looked at."""
    least_bytes_per_s: float = 4096.0


class UpdateServer(FetcherInterface):
    """One connection pool to the update repositories; to be closed."""

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``tls`` makes a context with the certificate the car has now."""
        timeout = urllib3.Timeout(connect=patience.connect_s, read=patience.silence_s)
        self._pool = urllib3.PoolManager(
            ssl_context=tls(), timeout=timeout, retries=False, maxsize=4
        )
        self._patience = patience
        self._clock = clock

    def close(self) -> None:
        self._pool.clear()

    def post(self, url: str, text: str) -> int:
        """The status of the answer; its content is of no interest. UnreachableError."""
        try:
            return self._pool.request(
                "POST", url, body=text.encode(), headers=_JSON, redirect=False
            ).status
        except urllib3.exceptions.HTTPError as error:
            raise _unreachable(error) from error

    def stream(self, url: str, start: int, size_bytes: int) -> Iterator[tuple[int, bytes]]:
        """Pieces of a file of so many bytes, each with where it begins.

        They begin at ``start`` if the server can do that, else at 0; a server that sends more
        than is left is cut off. DownloadError or UnreachableError.
        """
        asked = {"Range": f"bytes={start}-"} if start else {}
        with self._answer(url, asked) as answer:
            at = _where_it_begins(answer, start)
            for piece in self._pieces(answer):
                if at + len(piece) > size_bytes:
                    raise DownloadError("More arrives than was signed.", "update.download.too_long")
                yield at, piece
                at += len(piece)

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Metadata, for the updater framework."""
        with self._answer(url, {}) as answer:
            if answer.status != HTTPStatus.OK:
                raise DownloadHTTPError(f"status {answer.status}", answer.status)
            yield from self._pieces(answer)

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        try:
            answer = self._pool.request(
                "GET",
                url,
                headers={"Accept-Encoding": "identity", **headers},
                preload_content=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise _unreachable(error) from error
        try:
            if answer.get_redirect_location():
                raise DownloadError(
                    "The update server sends the car elsewhere.", "update.download.redirect"
                )
            yield answer
        except urllib3.exceptions.HTTPError as error:
            raise DownloadError(
                "The update stopped on its way.", "update.download.interrupted"
            ) from error
        finally:
            answer.close()

    def _pieces(self, answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        """As they come; DownloadError if they come too slowly."""
        since_s, taken = self._clock(), 0
        while piece := answer.read1(_CHUNK_BYTES, decode_content=False):
            yield piece
            taken += len(piece)
            if (passed_s := self._clock() - since_s) >= self._patience.window_s:
                if taken < passed_s * self._patience.least_bytes_per_s:
                    raise DownloadError(
                        "The update arrives too slowly.", "update.download.too_slow"
                    )
                since_s, taken = self._clock(), 0


def _where_it_begins(answer: urllib3.BaseHTTPResponse, start: int) -> int:
    if answer.status == HTTPStatus.OK:
        return 0
    if answer.status == HTTPStatus.PARTIAL_CONTENT:
        if answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            return start
        raise DownloadError("The rest of the update begins elsewhere.", "update.download.range")
    if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise DownloadError("There is no rest of the update.", "update.download.range")
    raise DownloadError(f"The update server answers {answer.status}.", "update.download.status")


def _unreachable(error: Exception) -> UnreachableError:
    if is_stranger(error):
        return UntrustedError("Who answers there cannot prove to be our update server.")
    refused = isinstance(error, urllib3.exceptions.SSLError)
    said = "does not let this car in" if refused else "cannot be reached"
    return UnreachableError(f"The update server {said}.")
