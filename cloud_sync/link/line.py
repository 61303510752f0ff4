"""The car's line to the cloud: what waits goes up, receipts and proposals come down.

It may be started in a car that has no network and never will: it then sleeps. Everything runs on
one thread of its own; what it hears for others it puts into a queue. It asks nobody and moves
nothing.
"""

import logging
import queue
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from cloud_sync.errors import CommandError, ReceiptError
from cloud_sync.link import topic
from cloud_sync.link.mqtt import Address, Connection, Message
from cloud_sync.link.proposal import Proposal, Proposals
from cloud_sync.link.receipt import read_receipt
from cloud_sync.link.uplink import Uplink, W
from cloud_sync.link.wire import Retry, Tls, Wire
from cloud_sync.profile import FleetProfile

_LOG = logging.getLogger(__name__)
_CLASSES = ("public", "vehicle", "personal", "safety")
_MOST_PROPOSALS = 8
_BUSY_S = 1.0
_IDLE_S = 15.0


@dataclass(frozen=True, slots=True)
class Status:
    online: bool
    last_receipt: datetime | None
    """When the cloud last said that it keeps something, by its clock; None: not since start."""
    waiting: Mapping[str, int]
    """Events by data class."""
    problem: str | None
    """Code of what keeps the line down; None: nothing, or none was tried yet."""
    refused: Mapping[str, int]
    """Receipts and commands that were not genuine, not for us, late or again, by code."""


class Line(Generic[W]):
    def __init__(
        self,
        profile: FleetProfile,
        tls: Tls,
        uplink: Uplink[W],
        proposals: Proposals,
        retry: Retry | None = None,
    ) -> None:
        self.heard: queue.Queue[Proposal] = queue.Queue(_MOST_PROPOSALS)
        """What the fleet proposes, for whoever asks the driver; what does not fit is dropped."""
        self._uplink = uplink
        self._talk = _Talk(profile, uplink, proposals, self.heard)
        self._wire = Wire(_address(profile), tls, self._talk, retry)

    def start(self) -> None:
        self._wire.start()

    def nudge(self) -> None:
        """Something new waits. Any thread."""
        self._wire.nudge()

    def status(self) -> Status:
        """LinkError if the line's thread has died."""
        self._wire.check()
        problem = self._wire.problem
        return Status(
            self._wire.online,
            self._talk.last_receipt,
            {data_class: self._uplink.count(data_class) for data_class in _CLASSES},
            None if problem is None else problem.code,
            dict(self._talk.refused),
        )

    def close(self) -> None:
        self._wire.close()


class _Talk(Generic[W]):
    """What the car does with a connection while there is one."""

    def __init__(
        self,
        profile: FleetProfile,
        uplink: Uplink[W],
        proposals: Proposals,
        heard: queue.Queue[Proposal],
    ) -> None:
        self._profile = profile
        self._uplink = uplink
        self._proposals = proposals
        self._heard = heard
        self._connection: Connection | None = None
        self.last_receipt: datetime | None = None
        self.refused: Counter[str] = Counter()

    def begin(self, connection: Connection) -> None:
        self._connection = connection
        self._uplink.restart()

    def step(self, messages: Sequence[Message]) -> float:
        for message in messages:
            try:
                self._take(message)
            except (ReceiptError, CommandError) as error:
                self.refused[error.code] += 1
                _LOG.warning("link.refused", extra={"code": error.code})
        if self._connection is not None:
            self._uplink.send(self._connection)
        return _BUSY_S if self._uplink.is_waiting else _IDLE_S

    def end(self) -> None:
        self._connection = None

    def _take(self, message: Message) -> None:
        if key := topic.read_receipt(message.topic):
            receipt = read_receipt(message.payload, key, self._profile)
            self._uplink.take(receipt)
            self.last_receipt = receipt.at
        elif message.topic == topic.command(self._profile.vehicle_id):
            self._hear(self._proposals.read(message.payload))

    def _hear(self, proposal: Proposal) -> None:
        try:
            self._heard.put_nowait(proposal)
        except queue.Full as error:
            raise CommandError("Too many proposals wait already.", "too_many") from error


def _address(profile: FleetProfile) -> Address:
    name = profile.vehicle_id
    return Address(
        profile.broker_host,
        profile.broker_port,
        client_id=name,
        subscriptions=(topic.down(name),),
        presence=topic.presence(name),
    )
