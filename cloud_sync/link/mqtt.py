"""One life of a connection to the broker, from the TLS handshake to the last packet.

The only file that imports paho. One thread drives it by calling ``turn``; nothing happens between
turns and nothing calls back. A publish is done only when its PUBACK says so: one that the broker's
access list forbids is a RefusedError, not a success. How to come back after the end is not known
here: see ``wire``.
"""

import select
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from cloud_sync.errors import LinkError, RefusedError, UnreachableError, UntrustedError
from cloud_sync.link.wake import Wake

_CONNECT_S = 5.0
_ANSWER_S = 10.0
_FAREWELL_S = 2.0
_KEEPALIVE_S = 30
_SESSION_S = 24 * 60 * 60
_MOST_UNANSWERED = 16
_ONLINE = b'{"online":true}'
_OFFLINE = b'{"online":false}'
_WITH_WILL = 0x04
_PASSING = {"Server shutting down", "Server busy", "Server unavailable", "Keep alive timeout"}


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    client_id: str
    """The name in the certificate as well; the broker takes no other."""
    subscriptions: tuple[str, ...] = ()
    presence: str | None = None
    """A topic that says, retained, whether this client is on the line; None: nobody asks."""


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    payload: bytes
    number: int
    """By which the broker is told that it has been dealt with."""


@dataclass(slots=True)
class Sending:
    """What has become of one publish."""

    topic: str
    answered: bool = False
    refused: RefusedError | None = None
    """None: the broker has taken it, or said nothing yet."""


class Connection:
    def __init__(self, address: Address, context: ssl.SSLContext, wake: Wake) -> None:
        """UnreachableError or RefusedError; otherwise connected, subscribed and present."""
        self._wake = wake
        self._greeted = False
        self._ended: LinkError | None = None
        self._unanswered: dict[int, Sending] = {}
        self._arrived: list[Message] = []
        self._handed: list[Message] = []
        self._client = _Client(address, context)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe
        try:
            self._open(address)
        except BaseException:
            self._client.drop()
            raise

    @property
    def room(self) -> int:
        """How many more may be published before the broker answers."""
        return _MOST_UNANSWERED - len(self._unanswered)

    def turn(self, timeout_s: float) -> Sequence[Message]:
        """What arrived; waits for something to happen. LinkError: this life is over.

        What the turn before gave is dealt with by now, and only now is the broker told so.
        """
        for message in self._handed:
            self._client.ack(message.number, 1)
        self._handed = []
        if not self._arrived:
            self._wait(timeout_s)
        self._handed, self._arrived = self._arrived, []
        return self._handed

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> Sending:
        """At least once; the answer comes with a later turn, or never if this life ends."""
        sending = Sending(topic)
        number = self._client.publish(topic, payload, qos=1, retain=retain).mid
        self._unanswered[number] = sending
        return sending

    def settle(self, sending: Sending) -> None:
        """Wait for the broker's answer. RefusedError: it does not allow that."""
        self._until(lambda: sending.answered)
        if sending.refused is not None:
            raise sending.refused

    def close(self) -> None:
        """Say good-bye, by the last will, too."""
        self._client.disconnect(ReasonCode(PacketTypes.DISCONNECT, identifier=_WITH_WILL))
        until = time.monotonic() + _FAREWELL_S
        with suppress(LinkError):
            while time.monotonic() < until:
                self._wait(0.1)
        self._client.drop()

    def _open(self, address: Address) -> None:
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = _SESSION_S
        try:
            self._client.connect(
                address.host,
                address.port,
                keepalive=_KEEPALIVE_S,
                clean_start=False,
                properties=session,
            )
        except ssl.SSLCertVerificationError as error:
            raise UntrustedError("Who answers there cannot prove to be our broker.") from error
        except OSError as error:
            raise UnreachableError("The broker does not answer.") from error
        self._until(lambda: self._greeted)
        for topic in address.subscriptions:
            self.settle(self._subscribe(topic))
        if address.presence is not None:
            self.settle(self.publish(address.presence, _ONLINE, retain=True))

    def _subscribe(self, topic: str) -> Sending:
        sending = Sending(topic)
        _, number = self._client.subscribe(topic, options=SubscribeOptions(qos=1))
        if number is not None:
            self._unanswered[number] = sending
        return sending

    def _until(self, met: Callable[[], bool]) -> None:
        limit = time.monotonic() + _ANSWER_S
        while not met():
            if time.monotonic() > limit:
                raise UnreachableError("The broker does not answer any more.")
            self._wait(0.5)

    def _wait(self, timeout_s: float) -> None:
        """For bytes from the broker, room for ours, or a call; and deal with them."""
        secure = self._client.secure()
        if secure is None:
            raise self._end()
        poll = select.poll()
        writing = select.POLLOUT if self._client.want_write() else 0
        poll.register(secure, select.POLLIN | writing)
        poll.register(self._wake, select.POLLIN)
        poll.poll(0 if secure.pending() else timeout_s * 1_000)
        self._wake.clear()
        self._client.loop_read()
        if self._client.want_write():
            self._client.loop_write()
        self._client.loop_misc()

    def _end(self) -> LinkError:
        if self._ended is not None:
            return self._ended
        if not self._greeted:
            return RefusedError(
                "The broker ended the line before its greeting:"
                " it does not accept the certificate, or it is stopping."
            )
        return UnreachableError("The line to the broker is down.")

    def _answer(self, number: int, reasons: Sequence[ReasonCode]) -> None:
        sending = self._unanswered.pop(number, None)
        if sending is None:
            return
        sending.answered = True
        if any(reason.is_failure for reason in reasons):
            sending.refused = RefusedError(f"The broker refused this: {reasons[0]}.")

    def _on_connect(
        self, _client: Client, _data: Any, _flags: ConnectFlags, reason: ReasonCode, _more: Any
    ) -> None:
        if reason.is_failure:
            self._ended = _named(reason)
        else:
            self._greeted = True

    def _on_disconnect(
        self, _client: Client, _data: Any, flags: DisconnectFlags, reason: ReasonCode, _more: Any
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._ended = _named(reason)

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._arrived.append(Message(message.topic, bytes(message.payload), message.mid))

    def _on_publish(
        self, _client: Client, _data: Any, number: int, reason: ReasonCode, _more: Any
    ) -> None:
        self._answer(number, [reason])

    def _on_subscribe(
        self, _client: Client, _data: Any, number: int, reasons: list[ReasonCode], _more: Any
    ) -> None:
        self._answer(number, reasons)


class _Client(Client):
    def __init__(self, address: Address, context: ssl.SSLContext) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            address.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        self._context = context
        if address.presence is not None:
            self.will_set(address.presence, _OFFLINE, qos=1, retain=True)

    def secure(self) -> ssl.SSLSocket | None:
        """None: this life is over."""
        secure = self.socket()
        return secure if isinstance(secure, ssl.SSLSocket) else None

    def drop(self) -> None:
        if secure := self.secure():
            secure.close()

    def _create_socket(self) -> ssl.SSLSocket:
        """In place of paho's, which leaves an open socket behind when a handshake fails."""
        with socket.create_connection((self.host, self.port), timeout=_CONNECT_S) as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._context.wrap_socket(plain, server_hostname=self.host)


def _named(reason: ReasonCode) -> LinkError:
    name = str(reason)
    kind = UnreachableError if name in _PASSING else RefusedError
    return kind(f"The broker ended the line: {name}.")
