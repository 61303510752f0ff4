"""New warning lights announce themselves: once, the most pressing first, at a calm moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Cabin
from assistant.errors import CareError
from assistant.health import Herald, ToldLights
from assistant.messages import Status
from assistant.talk.watcher import QUIET_S
from tests.assistant.talk.days import Days
from vehicle_bus import VehicleState

DARK = {"Vehicle.Warnings": [], "Vehicle.Tire.Pressure": 2.4}


class Drive(Days):
    """Somebody driving, and a herald beside them."""

    def begin(self) -> None:
        """As when the program starts: nothing is remembered but what is on the disk."""
        self.notices: list[str] = []
        self.watcher.herald = Herald(self.cabin.vehicle, ToldLights(self.home), self.notices.append)

    def pass_by(self, looks: int = 6) -> list[str]:
        """What the car says of its own accord while a quiet while goes by."""
        before = len(self.turns)
        for _ in range(looks):
            self.wait(QUIET_S)
        return [turn.reply.text for turn in self.turns[before:]]


@pytest.fixture
def drive(phrase_cabin: Cabin, tmp_path: Path) -> Iterator[Drive]:
    drive = Drive(phrase_cabin, tmp_path)
    drive.virtual.adjust(state=DARK)
    drive.begin()
    yield drive
    for ecu in ("BRAKES", "POWERTRAIN", "SERVICE"):
        drive.virtual.restore_ecu(ecu)
    drive.virtual.heal()
    drive.memory.close()


def test_a_new_light_is_told_once_and_asks_nothing(drive: Drive) -> None:
    drive.virtual.break_down("P0420")
    (said,) = drive.pass_by()
    assert said.startswith("Warning: the catalyst cleans less than it should (P0420).")
    (turn,) = drive.turns
    assert turn.reply.status is Status.DONE
    assert turn.conversation.pending is None
    assert turn.plan.steps[0].effects, "told in words, never by a tone"
    assert turn.frames == ()
    assert drive.pass_by() == []
    assert drive.say("say that again").reply.text == said


def test_several_at_once_are_one_sentence_the_most_pressing_first(drive: Drive) -> None:
    for code in ("P0442", "B0001", "C0035"):
        drive.virtual.break_down(code)
    (said,) = drive.pass_by()
    assert said.startswith("Warning: the speed sensor of the front left wheel has a fault")
    assert said.index("C0035") < said.index("B0001") < said.index("P0442")


def test_it_is_news_again_when_it_went_out_and_came_back(drive: Drive) -> None:
    drive.virtual.break_down("P0420")
    assert len(drive.pass_by()) == 1
    drive.virtual.heal()
    assert drive.pass_by() == []
    drive.virtual.break_down("P0420")
    assert len(drive.pass_by()) == 1


def test_another_light_is_told_alone(drive: Drive) -> None:
    drive.virtual.break_down("P0420")
    drive.pass_by()
    drive.virtual.break_down("B0001")
    (said,) = drive.pass_by()
    assert "airbag" in said
    assert "catalyst" not in said


def test_a_restart_in_the_same_drive_tells_nothing_twice(drive: Drive) -> None:
    drive.virtual.break_down("C0035")
    assert len(drive.pass_by()) == 1
    drive.begin()
    assert drive.pass_by() == []


def test_in_a_new_drive_only_what_is_pressing_is_told_again(drive: Drive) -> None:
    drive.virtual.break_down("C0035")
    drive.virtual.break_down("P0442")
    drive.pass_by()
    told = ToldLights(drive.home)
    cycle, lights = told.read()
    assert cycle == 3104
    told.keep(cycle - 1, lights)
    drive.begin()
    (said,) = drive.pass_by()
    assert "C0035" in said
    assert "P0442" not in said


@pytest.mark.parametrize(
    "state",
    [
        {"Light.Indicator": "LEFT"},
        {"Vehicle.Gear": "R"},
        {"Vehicle.Speed": 180.0},
    ],
)
def test_it_waits_until_the_driver_is_not_busy(drive: Drive, state: dict[str, object]) -> None:
    calm = {"Light.Indicator": "OFF", "Vehicle.Gear": "D", "Vehicle.Speed": 50.0}
    drive.virtual.adjust(state=state)
    drive.virtual.break_down("P0420")
    assert drive.pass_by() == []
    drive.virtual.adjust(state=calm)
    assert len(drive.pass_by()) == 1


def test_it_waits_for_a_call_to_end(drive: Drive) -> None:
    drive.virtual.adjust(in_call="Anna")
    drive.virtual.break_down("P0420")
    assert drive.pass_by() == []
    drive.virtual.adjust(in_call=None)
    assert len(drive.pass_by()) == 1


def test_it_waits_for_steady_driving(drive: Drive) -> None:
    drive.virtual.break_down("P0420")
    for speed_kmh in (30, 50, 80, 40, 90):
        drive.virtual.drive(speed_kmh)
        assert drive.pass_by(1) == []
    assert len(drive.pass_by()) == 1


def test_it_does_not_interrupt_a_question(drive: Drive) -> None:
    drive.virtual.drive(0)
    drive.cabin.vehicle.catch_up()
    assert drive.say("open the bonnet").reply.status is Status.NEEDS_CONFIRMATION
    drive.virtual.break_down("P0420")
    drive.wait(QUIET_S)
    assert drive.turns == []
    drive.say("no")
    assert len(drive.pass_by()) == 1


def test_what_wants_the_car_to_stop_is_said_at_once(drive: Drive) -> None:
    drive.virtual.drive(0)
    drive.cabin.vehicle.catch_up()
    assert drive.say("open the bonnet").reply.status is Status.NEEDS_CONFIRMATION
    drive.virtual.adjust(state={"Light.Indicator": "LEFT"}, in_call="Anna")
    drive.virtual.break_down("P0442")
    drive.virtual.break_down("P0217")
    drive.cabin.vehicle.catch_up()
    turn = drive.watcher.look(may_speak=False)
    assert turn is not None
    assert turn.reply.text.startswith("Stop now: the engine is too hot. Stop where it is safe")
    assert "vapour" not in turn.reply.text, "what can wait does"
    assert turn.conversation.pending is not None, "the question is still open"
    assert drive.watcher.look(may_speak=False) is None


def test_lights_that_belong_to_standing_are_told_on_the_road_only(drive: Drive) -> None:
    drive.virtual.drive(0)
    drive.virtual.adjust(state={"Vehicle.Warnings": ["SEAT_BELT", "DOOR_AJAR"]})
    assert drive.pass_by() == []
    drive.virtual.drive(50)
    (said,) = drive.pass_by()
    assert "belt" in said
    assert "door" in said


def test_without_control_units_the_light_speaks_for_itself(drive: Drive) -> None:
    drive.virtual.break_down("P0420")
    drive.virtual.lose_ecu("POWERTRAIN")
    (said,) = drive.pass_by()
    assert said.startswith("Warning: the engine has noticed a fault. Drive gently")


def test_a_car_that_reports_no_lights_tells_none(drive: Drive) -> None:
    assert drive.watcher.herald is not None
    assert drive.watcher.herald.due(VehicleState({"Vehicle.Speed": 0.0}), is_calm=True) is None


def test_what_was_told_survives_and_damage_has_a_name(tmp_path: Path) -> None:
    told = ToldLights(tmp_path / "home")
    assert told.read() == (None, frozenset())
    told.keep(7, {"ICE", "FUEL_LOW"})
    assert ToldLights(tmp_path / "home").read() == (7, frozenset({"ICE", "FUEL_LOW"}))
    for content in (b"", b"\xff", b'{"drive": "x"}', b"[]", b'{"drive": 1, "lights": [1]}'):
        (tmp_path / "home" / "told_lights.json").write_bytes(content)
        with pytest.raises(CareError):
            told.read()
    with pytest.raises(CareError):
        ToldLights(tmp_path / "home" / "told_lights.json").keep(1, ())


def test_a_damaged_record_is_told_once_and_begun_afresh(drive: Drive) -> None:
    (drive.home / "told_lights.json").write_bytes(b"broken")
    drive.virtual.break_down("P0420")
    assert len(drive.pass_by()) == 1
    assert drive.notices == ["Which warning lights I told you of cannot be read. (care.file)"]
    assert ToldLights(drive.home).read()[1] == {"CHECK_ENGINE"}


def test_a_disk_that_keeps_nothing_costs_no_warning(drive: Drive) -> None:
    (drive.home / "told_lights.new").mkdir()
    drive.virtual.break_down("P0420")
    assert len(drive.pass_by()) == 1
    assert drive.notices == ["Which warning lights I told you of cannot be kept. (care.file)"]
    assert drive.pass_by() == []
