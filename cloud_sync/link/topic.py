"""What is said where on the line: the one place that spells topics.

Version 1 is in the first levels; the broker's access list holds a car to those with its own name.
"""

import re
from typing import NamedTuple

ROOT = "codriver/v1"
STREAM = r"[a-z0-9][a-z0-9._-]{0,63}"
"""A name of a data class or stream: one level, nothing a wildcard could be made of."""
_UP = re.compile(
    rf"{ROOT}/(?P<vehicle>[a-z0-9-]{{3,63}})/up/(?P<data_class>{STREAM})/(?P<stream>{STREAM})"
)
_RECEIPT = re.compile(
    rf"{ROOT}/[a-z0-9-]{{3,63}}/down/receipt/(?P<data_class>{STREAM})/(?P<stream>{STREAM})"
)


class StreamKey(NamedTuple):
    data_class: str
    stream: str


def up(vehicle_id: str, key: StreamKey) -> str:
    return f"{ROOT}/{vehicle_id}/up/{key.data_class}/{key.stream}"


def presence(vehicle_id: str) -> str:
    return f"{ROOT}/{vehicle_id}/up/presence"


def receipt(vehicle_id: str, key: StreamKey) -> str:
    return f"{ROOT}/{vehicle_id}/down/receipt/{key.data_class}/{key.stream}"


def command(vehicle_id: str) -> str:
    return f"{ROOT}/{vehicle_id}/down/command"


def down(vehicle_id: str) -> str:
    """A filter: all that is meant for one car."""
    return f"{ROOT}/{vehicle_id}/down/#"


EVERY_UP = f"{ROOT}/+/up/#"
"""A filter: all that any car says."""


def read_up(topic: str) -> tuple[str, StreamKey] | None:
    """The vehicle and the stream of a batch of events; None: the topic is of something else."""
    found = _UP.fullmatch(topic)
    return found and (found["vehicle"], StreamKey(found["data_class"], found["stream"]))


def read_receipt(topic: str) -> StreamKey | None:
    """None: the topic is not one of receipts."""
    found = _RECEIPT.fullmatch(topic)
    return found and StreamKey(found["data_class"], found["stream"])
