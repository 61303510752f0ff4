"""mosquitto as a child of this program: mutual TLS 1.3, loopback only, a name for each topic.

Who somebody is stands in the certificate alone: its common name is the user name and the client
id, and the access list gives each car the topics below its own name. What is withdrawn takes
effect by a restart, not by a signal: only that ends the connections that are open already.
"""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cloud_sync.errors import ServiceError
from cloud_sync.home import replace_file
from cloud_sync.reference.mosquitto import Mosquitto

INGEST = "ingest"
FLEET = "fleet"
"""Names in the certificates of the services that talk to cars; no car may be called so."""

MOST_BYTES = 1_048_576
"""No packet is larger."""

_START_S = 10.0
_STOP_S = 10.0
_ACCESS = f"""\
pattern write codriver/v1/%u/up/#
pattern read codriver/v1/%u/down/#

user {INGEST}
topic read codriver/v1/+/up/#
topic write codriver/v1/+/down/receipt/#

user {FLEET}
topic write codriver/v1/+/down/command
"""


@dataclass(frozen=True, slots=True)
class BrokerFiles:
    """PEM files; the key is its owner's alone."""

    authority: Path
    certificate: Path
    key: Path
    revoked: Path
    """The list of withdrawn certificates."""


class Broker:
    """Started by ``with``, stopped at the end of it; the port stays the same over restarts."""

    host = "127.0.0.1"

    def __init__(
        self, directory: Path, mosquitto: Mosquitto, files: BrokerFiles, port: int | None = None
    ) -> None:
        """``port``: None takes a free one."""
        self._directory = directory
        self._mosquitto = mosquitto
        self._files = files
        self.port = port or _free_port(self.host)
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        return self._directory / "broker.log"

    def start(self) -> None:
        """Returns when it answers. ServiceError: it does not."""
        self.stop()
        configuration = self._write()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 - the program of find_mosquitto
                [str(self._mosquitto.program), "-c", str(configuration)],
                env=self._mosquitto.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._await_answer(self._child)

    def stop(self) -> None:
        """In order: what is queued for whoever is away is written first."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would: what is queued and not yet written is lost."""
        self._end(signal.SIGKILL)

    def reload(self) -> None:
        """Certificates withdrawn meanwhile are refused, their open connections ended."""
        self.start()

    def _end(self, how: signal.Signals) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.send_signal(how)
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _await_answer(self, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _START_S
        while child.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                probe.settimeout(1.0)
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.02)
        self.kill()
        raise ServiceError(f"The broker does not start; {self.log} tells why.")

    def _write(self) -> Path:
        store = self._directory / "store"
        store.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(self._directory / "access.txt", _ACCESS.encode())
        configuration = self._directory / "mosquitto.conf"
        replace_file(configuration, self._configuration(store).encode())
        return configuration

    def _configuration(self, store: Path) -> str:
        lines = [
            "per_listener_settings false",
            f"listener {self.port} {self.host}",
            f"cafile {self._files.authority.resolve()}",
            f"certfile {self._files.certificate.resolve()}",
            f"keyfile {self._files.key.resolve()}",
            f"crlfile {self._files.revoked.resolve()}",
            "require_certificate true",
            "use_identity_as_username true",
            "use_username_as_clientid true",
            "tls_version tlsv1.3",
            "allow_anonymous false",
            f"acl_file {(self._directory / 'access.txt').resolve()}",
            "persistence true",
            f"persistence_location {store.resolve()}/",
            "autosave_interval 60",
            "persistent_client_expiration 1d",
            f"max_packet_size {MOST_BYTES}",
            f"message_size_limit {MOST_BYTES}",
            "max_inflight_messages 20",
            "max_queued_messages 2000",
            "max_queued_bytes 67108864",
            "max_keepalive 60",
            "set_tcp_nodelay true",
            "log_dest stderr",
            "log_type error",
            "log_type warning",
            "log_type notice",
        ]
        if os.geteuid() == 0:
            lines.append("user root")
        return "\n".join(lines) + "\n"


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
