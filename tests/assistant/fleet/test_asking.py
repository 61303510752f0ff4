"""What a driver is told about the cloud is true, and what they say about it is done."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assistant.fleet import joined
from assistant.known import Offer
from assistant.messages import Status
from assistant.request import Context
from cloud_sync.event import Purpose
from cloud_sync.ota.release import Kind, Notice
from cloud_sync.reference import releasing
from cloud_sync.reference.proposing import propose
from cloud_sync.reference.releasing import Draft, NewFile
from cloud_sync.reference.updates import offline_ring, open_updates
from models import Catalogue
from tests.assistant.fleet.conftest import Owner
from tests.cloud_sync.until import until
from vehicle_bus import Zone

PHRASES = '[phrases]\n"climate.recirculation" = ["keep that smell {} outside => on"]\n'
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def release(owner: Owner, name: str, changes: str) -> None:
    """Published and ordered for every car of the fleet."""
    directory = owner.services.places.directory
    file = directory / f"smells-{hashlib.sha256(name.encode()).hexdigest()[:6]}.toml"
    file.write_text(PHRASES.format(name.replace(".", " ")))
    notice = Notice(purpose="Smells are understood.", changes=changes, minutes=2)
    draft = Draft(name, (NewFile(file, Kind.PHRASES),), notice, changes)
    with open_updates(directory, offline_ring(directory)) as updates:
        updates.rollout.offer(releasing.publish(updates.image, draft, Catalogue.read(directory)))
        updates.rollout.start(name, 100)


def test_at_first_nothing_is_sent_and_nothing_is_new(owner: Owner) -> None:
    assert owner.hear("what do you send about me") == (
        "Nothing. You have allowed nothing to be sent."
    )
    assert owner.hear("what changed") == "This is the version the car came with."
    assert owner.say("install it").reply.status is Status.UNSUPPORTED


def test_what_is_allowed_arrives_and_is_told(owner: Owner) -> None:
    turn = owner.say("share my location")
    assert ("Privacy.LocationSharing", True) in turn.reported
    assert "where the car is" in turn.reply.text
    assert owner.parts.ledger.allows(Purpose.LOCATION)
    owner.upkeep._guarded(owner.upkeep._tell_condition)
    until(lambda: bool(owner.parts.outbox.receipts(_BEGINNING)))
    assert "1 report arrived" in owner.hear("what do you send about me")
    owner.services.store.compact()
    assert owner.vehicle_id in _vehicles(owner)


def test_to_stop_it_takes_one_sentence_and_what_waits_is_gone(owner: Owner) -> None:
    owner.say("share my location")
    owner.parts.line.close()
    owner.upkeep._guarded(owner.upkeep._tell_condition)
    assert owner.parts.outbox.count("personal") == 1
    assert "1 report that waited is deleted" in owner.hear("stop sharing my location")
    assert owner.parts.outbox.count("personal") == 0
    assert not owner.parts.ledger.live()


def test_undo_allows_nothing(owner: Owner) -> None:
    owner.say("stop sharing my location")
    assert ("Privacy.LocationSharing", True) in owner.say("undo that").reported
    assert not owner.parts.ledger.live()


def test_to_stop_sharing_data_stops_everything(owner: Owner) -> None:
    owner.say("turn on data sharing")
    owner.say("share my location")
    assert len(owner.parts.ledger.live()) == 5
    owner.say("stop sharing my data")
    assert not owner.parts.ledger.live()


def test_a_passenger_can_allow_and_install_nothing(owner: Owner) -> None:
    for wish in ("share my location", "go back to the old version", "delete what you sent"):
        assert owner.say(wish, Zone.PASSENGER).reply.status is Status.REFUSED
    assert not owner.parts.ledger.live()


def test_what_was_sent_is_deleted_here_and_there(owner: Owner) -> None:
    owner.say("share my location")
    owner.upkeep._guarded(owner.upkeep._tell_condition)
    until(lambda: bool(owner.parts.outbox.receipts(_BEGINNING)))
    owner.services.store.compact()
    assert owner.vehicle_id in _vehicles(owner)
    assert owner.say("delete what you sent").reply.status is Status.NEEDS_CONFIRMATION
    owner.say("yes")
    until(lambda: not owner.parts.erasure.is_wanted)
    assert owner.vehicle_id not in _vehicles(owner)


def test_an_update_is_told_of_agreed_to_and_installed_when_parked(owner: Owner) -> None:
    release(owner, "2026.11.20", "It knows about smells.")
    owner.cabin.arrange(Context(speed_kmh=50))
    told = owner.hear("is there an update")
    assert "Version 2026.11.20 is waiting." in told
    assert "about 2 minutes. Nothing is lost." in told
    until(lambda: owner.parts.journey.state.phase == "downloaded")
    asked = owner.say("install it")
    assert asked.reply.status is Status.NEEDS_CONFIRMATION
    assert "It knows about smells." in asked.reply.text
    assert "as soon as we are parked" in owner.hear("yes")
    assert owner.parts.journey.in_use is None
    owner.cabin.arrange(Context(speed_kmh=0))
    owner.upkeep.nudge()
    until(lambda: owner.parts.journey.state.phase == "probation")
    until(lambda: any("next start" in notice for notice in owner.notices))
    assert "Version 2026.11.20 is in use" in owner.hear("what changed")
    owner.say("go back to the old version")
    assert owner.hear("yes") == "From the next start on I use the version before."
    assert owner.parts.journey.in_use is None


def test_an_update_that_fails_its_trial_is_told_and_not_used(owner: Owner) -> None:
    release(owner, "2026.11.21", "It forgets things.")
    owner.trial.share_right = 0.5
    owner.cabin.arrange(Context(speed_kmh=0))
    owner.say("is there an update")
    until(lambda: owner.parts.journey.state.phase == "downloaded")
    owner.say("install it")
    owner.say("yes")
    until(lambda: owner.parts.journey.state.phase == "refused")
    assert owner.parts.journey.in_use is None
    until(lambda: any("failed its trial" in notice for notice in owner.notices))
    assert "failed its trial" in owner.hear("what changed")


def test_tonight_is_not_now(owner: Owner) -> None:
    release(owner, "2026.11.22", "It knows more smells.")
    owner.cabin.arrange(Context(speed_kmh=0))
    owner.say("is there an update")
    until(lambda: owner.parts.journey.state.phase == "downloaded")
    owner.say("install it tonight")
    assert "tonight" in owner.hear("yes")
    agreement = owner.parts.journey.state.agreement
    assert agreement is not None
    begins = agreement.not_before.astimezone()
    assert begins.hour >= 22 or begins.hour < 5
    owner.parts.installation.postpone()
    assert owner.parts.journey.state.agreement is None


def test_what_the_fleet_proposes_is_asked_and_judged(owner: Owner) -> None:
    owner.cabin.arrange(Context(speed_kmh=100))
    until(lambda: owner.parts.line.status().online)
    asked = proposed(owner, "HVAC.Driver.Temperature", "21")
    turn = owner.session.propose(asked)
    assert turn is not None
    assert turn.reply.status is Status.NEEDS_CONFIRMATION
    assert "A message from the fleet" in turn.reply.text
    assert not turn.frames
    assert ("HVAC.Driver.Temperature", 21) in owner.say("yes").reported


def test_what_the_fleet_may_not_have_is_not_even_asked(owner: Owner) -> None:
    owner.cabin.arrange(Context(speed_kmh=100))
    until(lambda: owner.parts.line.status().online)
    assert owner.session.propose(proposed(owner, "Trunk.Rear.Open", "true")) is None
    assert owner.say("yes").frames == ()


def proposed(owner: Owner, signal: str, value: str) -> Offer:
    propose(owner.services.places, owner.vehicle_id, signal, value, "It is good for you.")
    found: list[Offer] = []

    def look() -> bool:
        if (offer := owner.upkeep.offer()) is not None:
            found.append(offer)
        return bool(found)

    until(look)
    return found[0]


def test_a_car_of_no_fleet_talks_as_before(
    phrase_cabin: object, owner: Owner, tmp_path: Path
) -> None:
    told: list[str] = []
    with joined(
        owner.cabin.dialogue, owner.cabin.vehicle, tmp_path / "other", told.append
    ) as alone:
        assert alone.dialogue.cloud is owner.cabin.dialogue.cloud
        assert alone.offer() is None
    assert told == []


@pytest.mark.parametrize("days", [0, 400])
def test_time_in_answers_is_the_drivers_own(owner: Owner, days: int) -> None:
    owner.parts.clock.confirm(datetime.now(UTC) + timedelta(days=days))
    owner.say("share my location")
    (grant,) = owner.parts.ledger.live()
    assert f"{grant.expires_at.astimezone():%-d %B %Y}" in owner.hear("what do you send about me")


def _vehicles(owner: Owner) -> set[str]:

    files = owner.services.store.partitions.files()
    return {row for file in files for row in pq.read_table(file).column("vehicle").to_pylist()}
