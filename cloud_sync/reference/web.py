"""The HTTPS side of the reference cloud, on loopback: enrolment, update repositories, reports.

Two ports. The enrolment port lets anybody speak (a car that is born has no certificate yet) and
looks at what is shown; the service port speaks only with cars of the fleet whose certificate is in
use and was not withdrawn, and gives each the director's words for itself, never another's.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import BasicAuth, hdrs, web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cloud_sync.errors import CloudError
from cloud_sync.reference.authority import Authority, Issuer
from cloud_sync.reference.enrolment import Enrolment

_LOOPBACK = "127.0.0.1"
_CHUNK_BYTES = 1 << 20
_MOST_BODY_BYTES = 256 << 10
_START_S = 20.0
_PKCS7 = "application/pkcs7-mime; smime-type=certs-only"

_LOG = logging.getLogger(__name__)

Report = Callable[[str, str], None]
"""Takes the name of a car and what it posted; CloudError refuses it."""


@dataclass
class Web:
    authority: Authority
    image: Path
    director: Path
    """Holds one directory for each car."""
    manifest: Report
    erase: Report
    port: int = 0
    """0: any that is free; afterwards the one it is."""
    enrolment_port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _ready: threading.Event = field(default_factory=threading.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _contexts: list[ssl.SSLContext] = field(default_factory=list)
    _failure: BaseException | None = None

    def __enter__(self) -> "Web":
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        self._ready.wait(_START_S)
        if self._failure is not None:
            raise CloudError("The web service did not start.") from self._failure
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment(self.authority, self.authority.now)

    def reload_crl(self) -> None:
        """Who was withdrawn is refused from the next connection on."""
        crl = self.authority.write_crl()
        for context in self._contexts:
            context.load_verify_locations(cafile=crl)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the start
            self._failure = error
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        _LOG.addFilter(_is_no_hang_up)
        services, enrolment = (
            web.AppRunner(app, access_log=None, shutdown_timeout=1, logger=_LOG)
            for app in (self._services(), self._enrolling())
        )
        self.port = await self._site(services, self.port, ssl.CERT_REQUIRED)
        self.enrolment_port = await self._site(enrolment, self.enrolment_port, ssl.CERT_OPTIONAL)
        self._ready.set()
        await self._stop.wait()
        await services.cleanup()
        await enrolment.cleanup()

    async def _site(self, runner: web.AppRunner, port: int, shown: ssl.VerifyMode) -> int:
        await runner.setup()
        site = web.TCPSite(runner, _LOOPBACK, port, ssl_context=self._context(shown))
        await site.start()
        return int(runner.addresses[0][1])

    def _context(self, shown: ssl.VerifyMode) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.authority.issue_service("web", self.authority.directory))
        context.load_verify_locations(cadata=self.authority.pem(Issuer.OPERATION))
        context.verify_mode = shown
        if shown is ssl.CERT_REQUIRED:
            context.load_verify_locations(cafile=self.authority.write_crl())
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
            self._contexts.append(context)
        else:
            context.load_verify_locations(cadata=self.authority.pem(Issuer.BIRTH))
        return context

    def _services(self) -> web.Application:
        app = web.Application(client_max_size=_MOST_BODY_BYTES)
        app.router.add_get("/image/{kind:metadata|targets}/{path:.+}", self._image)
        app.router.add_get("/director/{kind:metadata|targets}/{path:.+}", self._director)
        app.router.add_post("/director/manifest", self._reported(lambda: self.manifest))
        app.router.add_post("/director/erase", self._reported(lambda: self.erase))
        return app

    def _enrolling(self) -> web.Application:
        app = web.Application(client_max_size=_MOST_BODY_BYTES)
        base = "/.well-known/est"
        app.router.add_get(f"{base}/cacerts", self._authorities)
        app.router.add_get(f"{base}/crl", self._crl)
        app.router.add_post(f"{base}/simpleenroll", self._enrol)
        app.router.add_post(f"{base}/simplereenroll", self._enrol)
        return app

    async def _image(self, request: web.Request) -> web.StreamResponse:
        return _file(self.image, request)

    async def _director(self, request: web.Request) -> web.StreamResponse:
        return _file(self.director / _name(request), request)

    def _reported(
        self, to: Callable[[], Report]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            text = await request.text()
            try:
                await asyncio.to_thread(to(), _name(request), text)
            except CloudError as error:
                return web.json_response({"code": error.code}, status=400)
            return web.Response(status=204)

        return handle

    async def _authorities(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=self.enrolment.authorities(), content_type="application/pkcs7-mime"
        )

    async def _crl(self, _request: web.Request) -> web.Response:
        body = self.authority.crl().public_bytes(Encoding.DER)
        return web.Response(body=body, content_type="application/pkix-crl")

    async def _enrol(self, request: web.Request) -> web.Response:
        body, shown = await request.read(), _shown(request)
        try:
            if shown is not None:
                answer = self.enrolment.renewed(body, shown)
            else:
                answer = self.enrolment.born(body, _token(request))
        except CloudError as error:
            return web.json_response({"code": error.code}, status=401)
        headers = {"Content-Type": _PKCS7, "Content-Transfer-Encoding": "base64"}
        return web.Response(body=answer, headers=headers)


def _is_no_hang_up(record: logging.LogRecord) -> bool:
    """A car that is cut off in the midst of a file is nothing to tell anybody."""
    error = record.exc_info[1] if record.exc_info else None
    cause = error.__context__ if error is not None else None
    return not isinstance(error, ConnectionError) and not isinstance(cause, ConnectionError)


def _file(directory: Path, request: web.Request) -> web.StreamResponse:
    """A file below a directory; nothing that points out of it."""
    path = directory / request.match_info["kind"] / request.match_info["path"]
    base = directory.resolve()
    if not path.resolve().is_relative_to(base) or path.is_symlink() or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, chunk_size=_CHUNK_BYTES)


def _shown(request: web.Request) -> x509.Certificate | None:
    """What the other side has shown and proved to own; None: nothing."""
    connection: Any = request.transport and request.transport.get_extra_info("ssl_object")
    shown = connection.getpeercert(binary_form=True) if connection else None
    return x509.load_der_x509_certificate(shown) if shown else None


def _name(request: web.Request) -> str:
    shown = _shown(request)
    if shown is None:
        raise web.HTTPForbidden
    (name,) = shown.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name.value)


def _token(request: web.Request) -> str | None:
    try:
        shown = BasicAuth.decode(request.headers.get(hdrs.AUTHORIZATION, ""))
        return str(shown.password)
    except ValueError:
        return None
