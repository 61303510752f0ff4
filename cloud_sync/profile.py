"""Whom this car talks to: addresses and keys of its fleet, as handed over at enrolment.

Every byte of it arrives with the car's first certificate and is not changed by the network later:
who could change it could be the cloud.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from cloud_sync.errors import CloudHomeError, NotEnrolledError
from cloud_sync.home import CloudHome, replace_file

_FILE = "profile.json"
Https = Annotated[str, Field(pattern=r"^https://[^\s/]+(/\S*)?$")]
VehicleId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,62}$")]


class FleetProfile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    vehicle_id: VehicleId
    """A pseudonym, the common name of its certificates; no VIN."""
    est_url: Https
    """Where certificates come from: RFC 7030, up to and without the operation."""
    image_url: Https
    director_url: Https
    """The two update repositories; ``metadata/`` and ``targets/`` lie below each."""
    broker_host: str
    broker_port: Annotated[int, Field(gt=0, le=65_535)]
    authority: str
    """PEM: signs the certificates of cars in use and of every service."""
    image_root: Base64Bytes
    director_root: Base64Bytes
    """The first root metadata of the repositories, the beginning of all trust in updates."""
    recipients: dict[str, Base64Bytes]
    """X25519 public key, 32 bytes, of who may read each data class."""
    signing_keys: dict[str, Base64Bytes]
    """Ed25519 public key, 32 bytes, by key id: commands and receipts are signed with these."""


def read_profile(home: CloudHome) -> FleetProfile:
    """NotEnrolledError if this car belongs to no fleet."""
    path = home.path(_FILE)
    try:
        return FleetProfile.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotEnrolledError(
            "This car belongs to no fleet; 'python -m cloud_sync enrol FILE' joins one."
        ) from error
    except (OSError, ValidationError) as error:
        raise CloudHomeError(f"{Path(_FILE).name} is damaged; enrol the car again.") from error


def keep_profile(home: CloudHome, profile: FleetProfile) -> None:
    replace_file(home.path(_FILE), profile.model_dump_json(indent=1).encode())
