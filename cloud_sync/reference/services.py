"""The whole reference cloud, running: broker, ingest, web, on loopback, from one directory.

Whatever is missing is made at the first start: authorities, signing keys, repositories. Ports are
chosen then and stay, for cars remember them.
"""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cloud_sync.errors import CloudError, CloudHomeError, ServiceError
from cloud_sync.event import opened
from cloud_sync.home import replace_file
from cloud_sync.identity import Invitation, verified
from cloud_sync.ota.release import Manifest
from cloud_sync.profile import FleetProfile
from cloud_sync.reference.authority import Authority, Issuer
from cloud_sync.reference.broker import INGEST, Broker, BrokerFiles
from cloud_sync.reference.enrolment import Enrolment
from cloud_sync.reference.ingest import Ingest, Signer
from cloud_sync.reference.mosquitto import find_mosquitto
from cloud_sync.reference.secrets import FLEET_KEY, INGEST_KEY, SEALED_CLASSES, Secrets
from cloud_sync.reference.store import Store
from cloud_sync.reference.updates import create_updates, offline_ring, open_updates
from cloud_sync.reference.web import Web

_LOOPBACK = "127.0.0.1"
_PORTS = "ports.json"
_RESIGN_S = 6 * 60 * 60.0
_LOOK_S = 1.0


class Ports(BaseModel):
    """0: any that is free, chosen at the first start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    web: int = 8443
    enrolment: int = 8444
    broker: int = 8883


ANY_PORTS = Ports(web=0, enrolment=0, broker=0)


@dataclass(frozen=True, slots=True)
class Places:
    """What lies where below the directory of a reference cloud."""

    directory: Path

    @property
    def authority(self) -> Authority:
        return Authority(self.directory / "authority")

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.directory / "secrets")

    @property
    def is_made(self) -> bool:
        return (self.directory / "secrets" / INGEST_KEY).exists()

    def make(self) -> None:
        """All keys and empty repositories."""
        self.authority.create()
        create_updates(self.directory)
        self.secrets.create()

    def ports(self) -> Ports:
        """As cars know them; CloudHomeError if it was never started."""
        try:
            return Ports.model_validate_json((self.directory / _PORTS).read_bytes())
        except (OSError, ValidationError) as error:
            raise CloudHomeError(
                "This cloud was never started; 'python -m cloud_sync.reference up' does."
            ) from error

    def keep(self, ports: Ports) -> None:
        replace_file(self.directory / _PORTS, ports.model_dump_json().encode())

    def service_context(self, name: str) -> ssl.SSLContext:
        """For a service that talks to the broker."""
        context = ssl.create_default_context(cadata=self.authority.pem(Issuer.OPERATION))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.authority.issue_service(name, self.authority.directory))
        return context

    def profile(self, vehicle_id: str) -> FleetProfile:
        ports, secrets = self.ports(), self.secrets
        with open_updates(self.directory, offline_ring(self.directory)) as updates:
            roots = (updates.image.first_root(), updates.director.first_root())
        signing = {k: secrets.signing(k).public_key() for k in (INGEST_KEY, FLEET_KEY)}
        opening = secrets.opening()
        service = f"https://{_LOOPBACK}:{ports.web}"
        return FleetProfile.model_construct(
            vehicle_id=vehicle_id,
            est_url=f"https://{_LOOPBACK}:{ports.enrolment}/.well-known/est",
            image_url=f"{service}/image",
            director_url=f"{service}/director",
            broker_host=_LOOPBACK,
            broker_port=ports.broker,
            authority=self.authority.pem(Issuer.OPERATION),
            image_root=roots[0],
            director_root=roots[1],
            recipients={c: opening[c].public_key().public_bytes_raw() for c in SEALED_CLASSES},
            signing_keys={k: key.public_bytes_raw() for k, key in signing.items()},
        )

    def invite(self, vehicle_id: str) -> Invitation:
        """What somebody carries into a car to make it one of this fleet."""
        profile = FleetProfile.model_validate_json(self.profile(vehicle_id).model_dump_json())
        return Invitation(
            profile=profile,
            birth_authority=self.authority.pem(Issuer.BIRTH),
            token=Enrolment(self.authority).invite(vehicle_id),
        )


@dataclass(frozen=True, slots=True)
class Services:
    places: Places
    web: Web
    broker: Broker
    ingest: Ingest
    store: Store

    def withdraw(self, vehicle_id: str) -> int:
        """A car's certificates count no more, now; how many there were."""
        count = self.places.authority.revoke(vehicle_id)
        self.apply_withdrawals()
        return count

    def apply_withdrawals(self) -> None:
        self.web.reload_crl()
        self.broker.reload()

    def watch(self, stop: threading.Event) -> None:
        """Until told to stop: what would expire is signed anew, what was withdrawn is refused."""
        register = self.places.authority.directory / "register.json"
        withdrawn, waited_s = _withdrawn(register), 0.0
        while not stop.wait(_LOOK_S):
            waited_s += _LOOK_S
            if (now := _withdrawn(register)) != withdrawn or waited_s >= _RESIGN_S:
                withdrawn, waited_s = now, 0.0
                self.apply_withdrawals()
                with open_updates(self.places.directory) as updates:
                    updates.refresh()


@contextmanager
def cloud(directory: Path, cache: Path, wanted: Ports = ANY_PORTS) -> Iterator[Services]:
    """Everything running, and everything closed at the end. ``cache``: for the broker's program."""
    places = Places(directory)
    if not places.is_made:
        places.make()
        places.keep(wanted)
    with open_updates(directory) as updates:
        updates.refresh()
    known = places.ports()
    authority, mosquitto = places.authority, find_mosquitto(cache)
    store = Store(directory / "ingest", partial(_opened, places.secrets.opening()))
    web = Web(
        authority,
        directory / "image",
        directory / "director",
        manifest=partial(_reported, places),
        erase=partial(_erased, places, store),
        port=known.web,
        enrolment_port=known.enrolment,
    )
    try:
        with web, Broker(directory, mosquitto, _broker_files(places), known.broker) as broker:
            ports = Ports(web=web.port, enrolment=web.enrolment_port, broker=broker.port)
            places.keep(ports)
            signer = Signer(INGEST_KEY, places.secrets.signing(INGEST_KEY))
            tls = partial(places.service_context, INGEST)
            ingest = Ingest(broker.port, tls, store, signer)
            ingest.start()
            try:
                yield Services(places, web, broker, ingest, store)
            finally:
                ingest.close()
    finally:
        store.close()


def _broker_files(places: Places) -> BrokerFiles:
    own = places.authority.issue_service("broker", places.authority.directory)
    root = places.authority.directory / "operation-certificate.pem"
    replace_file(root, places.authority.pem(Issuer.OPERATION).encode())
    return BrokerFiles(root, own, own, places.authority.write_crl())


def _reported(places: Places, vehicle_id: str, statement: str) -> None:
    """A car's manifest, signed by the car that brings it; its next order is out afterwards."""
    claims = _said_by(places, vehicle_id, statement)
    try:
        manifest = Manifest.model_validate_json(json.dumps(claims))
    except ValidationError as error:
        raise ServiceError("That is no manifest.") from error
    if manifest.vehicle != vehicle_id:
        raise ServiceError("A manifest of another car.")
    with open_updates(places.directory) as updates:
        updates.rollout.took(manifest)


def _erased(places: Places, store: Store, vehicle_id: str, statement: str) -> None:
    """All that this car ever sent."""
    if _said_by(places, vehicle_id, statement).get("erase") != "everything":
        raise ServiceError("That is no wish to erase.")
    store.erase(vehicle_id)


def _said_by(places: Places, vehicle_id: str, statement: str) -> dict[str, Any]:
    authority = places.authority
    certificate = authority.certificate(Issuer.OPERATION)
    name, claims = verified(statement, certificate, datetime.now(UTC), authority.crl())
    if name != vehicle_id:
        raise ServiceError("A statement of another car.")
    return claims


def _opened(keys: Mapping[str, Any], event: Mapping[str, Any]) -> bytes | None:
    try:
        _, data = opened(json.dumps(event).encode(), dict(keys))
    except CloudError:
        return None
    return json.dumps(data).encode()


def _withdrawn(register: Path) -> bytes:
    return register.read_bytes() if register.exists() else b""
