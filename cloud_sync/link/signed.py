"""What the cloud signs: a compact JWS, Ed25519, by a key that came with enrolment.

A key speaks for one service alone: its id begins with the name of the service (``ingest``,
``fleet-2``), so that who may sign receipts cannot sign commands. Whether the time is right is
for the caller to judge.
"""

from collections.abc import Mapping
from typing import TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import CommandError, ReceiptError
from cloud_sync.profile import FleetProfile

_LONGEST = 4_096
_ALGORITHM = "EdDSA"


class Claims(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    iss: str
    aud: str


_C = TypeVar("_C", bound=Claims)
_Wrong = type[ReceiptError] | type[CommandError]


def opened(token: bytes, claims: type[_C], profile: FleetProfile, wrong: _Wrong) -> _C:
    """``wrong``, with a finer code, if it is not genuine or not for this vehicle."""
    if len(token) > _LONGEST:
        raise wrong("This is not signed words of the cloud.", "malformed")
    key_id, key = _key(token, profile.signing_keys, wrong)
    try:
        payload: bytes = jwt.PyJWS([_ALGORITHM]).decode(token, key, algorithms=[_ALGORITHM])
    except jwt.InvalidTokenError as error:
        raise wrong("The signature does not fit.", "bad_signature") from error
    try:
        told = claims.model_validate_json(payload)
    except ValidationError as error:
        raise wrong("What is signed does not say what it must.", "malformed") from error
    if key_id.partition("-")[0] != told.iss:
        raise wrong("This key does not speak for that service.", "unknown_key")
    if told.aud != profile.vehicle_id:
        raise wrong("This is for another vehicle.", "not_for_us")
    return told


def _key(token: bytes, keys: Mapping[str, bytes], wrong: _Wrong) -> tuple[str, Ed25519PublicKey]:
    try:
        key_id = jwt.get_unverified_header(token)["kid"]
        return key_id, Ed25519PublicKey.from_public_bytes(keys[key_id])
    except jwt.InvalidTokenError as error:
        raise wrong("This is not signed words of the cloud.", "malformed") from error
    except (KeyError, ValueError) as error:
        raise wrong("The key that signed this is not known.", "unknown_key") from error
