"""An event as it travels: CloudEvents 1.0 as JSON, its data sealed unless they are public.

Only what was released can be put into one; ``Kept`` is the form it has in the outbox.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cloud_sync.errors import EventError
from cloud_sync.event.schema import DataClass, Purpose
from cloud_sync.event.sealing import seal, unseal

SEALED = "application/vnd.codriver.sealed+json"
_PLAIN = "application/json"
_FORMAT = JSONFormat()
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """One event of the outbox."""

    id: str
    name: str
    version: int
    stream: str
    data_class: DataClass
    purpose: Purpose
    at: datetime
    grants: tuple[str, ...]
    data: bytes
    """JSON of the fields that were released."""
    sequence: int
    previous: int
    """The sequence before it that was not dropped; 0: none was ever acknowledged."""


def type_name(name: str, version: int) -> str:
    """Of a schema, as the envelope and the partitions have it."""
    return f"com.codriver.{name}.v{version}"


def encode(kept: Kept, vehicle_id: str, recipients: dict[str, bytes]) -> bytes:
    """One JSON object. EventError if nobody is to read this class."""
    attributes = {
        "id": kept.id,
        "source": f"/vehicles/{vehicle_id}",
        "type": type_name(kept.name, kept.version),
        "time": kept.at,
        "dataschema": f"urn:codriver:schema:{kept.name}:{kept.version}",
        "sequence": f"{kept.sequence:0{_DIGITS}d}",
        "previous": f"{kept.previous:0{_DIGITS}d}",
        "dataclass": kept.data_class.value,
        "purpose": kept.purpose.value,
        "grant": " ".join(kept.grants),
    }
    if kept.data_class is DataClass.PUBLIC:
        plain: dict[str, Any] = json.loads(kept.data)
        event = CloudEvent({**attributes, "datacontenttype": _PLAIN}, plain)
    else:
        if kept.data_class not in recipients:
            raise EventError("Nobody is to read this class of data.")
        sealed = seal(kept.data, recipients[kept.data_class], _binding(attributes))
        event = CloudEvent({**attributes, "datacontenttype": SEALED}, sealed)
    return _FORMAT.write(event)


def opened(content: bytes, keys: dict[str, X25519PrivateKey]) -> tuple[dict[str, Any], Any]:
    """Attributes and data of one event; EventError if it is none, or not for these keys."""
    try:
        event = _FORMAT.read(CloudEvent, content)
    except (BaseCloudEventException, ValueError, TypeError, KeyError) as error:
        raise EventError("That is no event.") from error
    attributes, data = dict(event.get_attributes()), event.get_data()
    if attributes.get("datacontenttype") != SEALED:
        return attributes, data
    key = keys.get(str(attributes.get("dataclass")))
    if key is None or not isinstance(data, bytes):
        raise EventError("Sealed data do not open.")
    return attributes, json.loads(unseal(data, key, _binding(attributes)))


def _binding(attributes: dict[str, Any]) -> bytes:
    """What sealed data belong to."""
    names = ("id", "source", "type", "dataclass", "purpose", "sequence")
    return "\n".join(str(attributes.get(name)) for name in names).encode()
