"""An authority, its web service, and a car that was enrolled there; all over real TLS."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloud_sync.clock import TrustedClock
from cloud_sync.errors import ServiceError
from cloud_sync.home import CloudHome
from cloud_sync.identity import Invitation, enrol
from cloud_sync.profile import FleetProfile
from cloud_sync.reference.authority import Authority, Issuer
from cloud_sync.reference.web import Web


@dataclass
class Office:
    """``passed``: how far the clocks of both sides are ahead of the system's."""

    directory: Path
    passed: timedelta = timedelta(0)
    reports: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.authority = Authority(self.directory / "authority", self.now)
        self.authority.create()
        for name in ("image", "director"):
            (self.directory / name / "metadata").mkdir(parents=True)
        self.web = Web(
            self.authority,
            self.directory / "image",
            self.directory / "director",
            manifest=self._report,
            erase=self._report,
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + self.passed

    def _report(self, vehicle_id: str, text: str) -> None:
        if text == "refuse me":
            raise ServiceError("As you wish.")
        self.reports.append((vehicle_id, text))

    def invitation(self, vehicle_id: str) -> Invitation:
        service = f"https://127.0.0.1:{self.web.port}"
        profile = FleetProfile.model_validate(
            {
                "vehicle_id": vehicle_id,
                "est_url": f"https://127.0.0.1:{self.web.enrolment_port}/.well-known/est",
                "image_url": f"{service}/image",
                "director_url": f"{service}/director",
                "broker_host": "127.0.0.1",
                "broker_port": 8883,
                "authority": self.authority.pem(Issuer.OPERATION),
                "image_root": base64.b64encode(b"{}").decode(),
                "director_root": base64.b64encode(b"{}").decode(),
                "recipients": {},
                "signing_keys": {},
            }
        )
        token = self.web.enrolment.invite(vehicle_id)
        birth = self.authority.pem(Issuer.BIRTH)
        return Invitation(profile=profile, birth_authority=birth, token=token)

    def car(self, name: str = "car-a") -> tuple[CloudHome, TrustedClock]:
        """One that is enrolled."""
        home = CloudHome(self.directory / name)
        clock = TrustedClock(home, lambda: self.now().timestamp())
        enrol(home, self.invitation(name), clock)
        return home, clock


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    with office.web:
        yield office
