"""The fleet's words to a car: a wish, signed, which the car may put to its driver."""

import json
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt

from cloud_sync.errors import ServiceError
from cloud_sync.link import topic
from cloud_sync.link.mqtt import Address, Connection
from cloud_sync.link.wake import Wake
from cloud_sync.reference.broker import FLEET
from cloud_sync.reference.secrets import FLEET_KEY
from cloud_sync.reference.services import Places

_LIFE = timedelta(minutes=30)
_PATIENCE_S = 10.0


def propose(places: Places, vehicle_id: str, signal: str, value: str, why: str) -> str:
    """Its id, once the broker has it. LinkError if it does not take it."""
    now, id_ = datetime.now(UTC), uuid4().hex
    claims = {
        "iss": FLEET,
        "aud": vehicle_id,
        "iat": int(now.timestamp()),
        "exp": int((now + _LIFE).timestamp()),
        "jti": id_,
        "signal": signal,
        "value": _plain(value),
        "why": why,
    }
    key = places.secrets.signing(FLEET_KEY)
    told = jwt.encode(claims, key, "EdDSA", headers={"kid": FLEET_KEY}).encode()
    address = Address("127.0.0.1", places.ports().broker, FLEET)
    wake = Wake()
    connection = Connection(address, places.service_context(FLEET), wake)
    try:
        sending = connection.publish(topic.command(vehicle_id), told)
        until_s = time.monotonic() + _PATIENCE_S
        while not sending.answered and time.monotonic() < until_s:
            connection.turn(0.2)
    finally:
        connection.close()
        wake.close()
    if sending.refused is not None:
        raise sending.refused
    if not sending.answered:
        raise ServiceError("The broker does not answer.")
    return id_


def _plain(text: str) -> object:
    """A number or a truth value if it reads like one."""
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text
