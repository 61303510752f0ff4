"""A car that talks, its fleet, and a whole cloud between them: nothing of it stands in."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant import Cabin
from assistant.dialogue.turn import Dialogue
from assistant.fleet.car_cloud import CarCloud
from assistant.fleet.parts import Parts, open_parts
from assistant.fleet.upkeep import Upkeep, kept_up
from assistant.messages import Transcript, Turn
from assistant.request import Context
from assistant.talk.session import Session
from cloud_sync.ota.trial import Answered, Examined, Of
from cloud_sync.reference.services import Services
from models import Slot
from tests.cloud_sync.running import join, running
from vehicle_bus import Zone


@dataclass
class Trial:
    """What a trial comes to is written down before; the real one is tried elsewhere."""

    share_right: float = 1.0

    def examine(self, slot: Slot | None) -> Examined:
        share = 1.0 if slot is None else self.share_right
        rows = [Answered(f"r{n}", Of.EVERYDAY, n < 100 * share, False, 50.0) for n in range(100)]
        return Examined(tuple(rows))


@dataclass
class Owner:
    """Somebody at the wheel of a car that belongs to a fleet."""

    cabin: Cabin
    parts: Parts
    upkeep: Upkeep
    session: Session
    trial: Trial
    services: Services
    vehicle_id: str
    notices: list[str] = field(default_factory=list)

    def say(self, text: str, seat: Zone = Zone.DRIVER) -> Turn:
        return self.session.take(Transcript(text, seat))

    def hear(self, text: str) -> str:
        return self.say(text).reply.text


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with running(tmp_path_factory.mktemp("cloud")) as services:
        yield services


_NUMBERS = iter(range(1, 1000))


@pytest.fixture
def owner(services: Services, phrase_cabin: Cabin, tmp_path: Path) -> Iterator[Owner]:
    vehicle_id = f"car-{next(_NUMBERS)}"
    join(services, tmp_path, vehicle_id)
    with ExitStack() as stack:
        trial, notices = Trial(), list[str]()
        parts = replace(stack.enter_context(open_parts(tmp_path)), examiner=trial)
        upkeep = Upkeep(parts, phrase_cabin.vehicle, notices.append)
        cloud = CarCloud(parts, upkeep.look, upkeep.nudge)
        upkeep.watch(cloud.refresh)
        dialogue: Dialogue = replace(phrase_cabin.dialogue, cloud=cloud)
        session = Session(dialogue, upkeep.taken.put)
        stack.enter_context(kept_up(upkeep))
        phrase_cabin.memory.seat_somebody_new()
        phrase_cabin.arrange(Context())
        yield Owner(phrase_cabin, parts, upkeep, session, trial, services, vehicle_id, notices)
