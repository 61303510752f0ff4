"""Asked about a part, the car also tells what its last look foresaw, and never waits for a look."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant import Cabin
from assistant.care import ASK, LIGHT
from assistant.fleet import joined
from assistant.fleet.foresight import Foresight
from assistant.fleet.workshop import Workshop
from assistant.memory import Told
from assistant.messages import Conversation, Say, Scene, Transcript
from assistant.request import Context
from cloud_sync import CloudHome, Logbook, Outlook
from cloud_sync.maintenance import Fitted
from tests.cloud_sync.maintenance.history import history
from vehicle_bus import BusCommand, VehicleState, Zone

TODAY = date(2026, 4, 2)
NEAR = "The front left tyre will need doing in 1 to 2 weeks."
FAR = "The rear left tyre should last 8 to 9 months more."
UNKNOWN = "How long the wiper blades will last I cannot tell: this car does not report it."
FORESEEN = (
    Outlook("tyre.rear_left", TODAY, 250.0, False, FAR),
    Outlook("tyre.front_left", TODAY, 10.0, True, NEAR),
    Outlook("wiper", TODAY, None, False, UNKNOWN),
)
SCENE = Scene(VehicleState(), Zone.DRIVER, Conversation(), 0.0)


@dataclass
class Read:
    """What is read now, whatever is asked."""

    text: str = "Read."

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        return Told(Say(self.text))


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        yield logbook


def answered(logbook: Logbook, topic: str, today: date = TODAY, signal: str = ASK) -> str:
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    foresight = Foresight(Read(), logbook, lambda: now)
    return foresight.carry_out(BusCommand(signal, topic), SCENE).answer.text


def test_of_a_part_what_is_near_is_told_after_what_was_read(logbook: Logbook) -> None:
    logbook.foresee(FORESEEN)
    assert answered(logbook, "TYRES") == f"Read. {NEAR}"
    assert answered(logbook, "WIPERS") == f"Read. {UNKNOWN}"
    assert answered(logbook, "BRAKES") == "Read."
    assert answered(logbook, "OIL") == "Read."
    assert answered(logbook, "TYRES", signal=LIGHT) == "Read."


def test_where_nothing_is_near_the_first_to_be_due_is_told(logbook: Logbook) -> None:
    logbook.foresee(FORESEEN[:1])
    assert answered(logbook, "TYRES") == f"Read. {FAR}"


def test_of_all_parts_only_what_is_near_is_told(logbook: Logbook) -> None:
    assert "cannot tell yet" in answered(logbook, "PARTS")
    logbook.foresee(FORESEEN)
    assert answered(logbook, "PARTS") == f"Read. {NEAR}"
    logbook.foresee(FORESEEN[:1])
    assert answered(logbook, "PARTS").endswith("nothing will need doing soon.")


def test_an_old_look_has_its_date_and_a_very_old_one_says_nothing(logbook: Logbook) -> None:
    logbook.foresee(FORESEEN)
    later = TODAY + timedelta(days=9)
    assert answered(logbook, "TYRES", later) == f"Read. As I saw it on 2 April: {NEAR}"
    assert answered(logbook, "TYRES", TODAY + timedelta(days=31)) == "Read."


def test_a_new_part_has_no_past(logbook: Logbook) -> None:
    logbook.foresee(FORESEEN)
    logbook.fit(Fitted("tyre.front_left", TODAY))
    assert answered(logbook, "TYRES") == f"Read. {FAR}"


def test_a_logbook_that_cannot_be_read_costs_that_sentence_alone(tmp_path: Path) -> None:
    with closing(Logbook(CloudHome(tmp_path))) as logbook:
        logbook.foresee(FORESEEN)
        for file in tmp_path.rglob("logbook.db*"):
            file.write_bytes(b"not what was written" * 1000)
        assert answered(logbook, "TYRES") == "Read."


def test_the_daily_look_is_what_is_told_in_the_car(tmp_path: Path, phrase_cabin: Cabin) -> None:
    home = CloudHome(tmp_path)
    today = datetime.now(UTC).date()
    past = history("tyre.front_left", lambda day: 2.5 - max(0, day - 60) * 0.012, 90)
    shift = today - past[-1].day
    state = VehicleState(
        {
            "Vehicle.Tire.Pressure.FL": 2.1,
            "Vehicle.Exterior.AirTemperature": 20.0,
            "Vehicle.Odometer": 51_600,
        }
    )
    with closing(Logbook(home)) as logbook:
        logbook.note([replace(one, day=one.day + shift) for one in past])
        Workshop(home, logbook, lambda _events: None).look(state, today)
    phrase_cabin.arrange(Context())
    with joined(phrase_cabin.dialogue, phrase_cabin.vehicle, tmp_path, lambda _: None) as car:
        told = car.dialogue.take_turn(Transcript("how are my tyres")).reply.text
        assert "The front left tyre will need doing in" in told
        assert (
            "The front left tyre"
            in car.dialogue.take_turn(Transcript("which parts need replacing")).reply.text
        )
