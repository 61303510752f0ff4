"""The car is asked how it is, over a real bus: by what answers, and by what goes wrong."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.vehicle_bus.test_inquiry import is_legal_read
from tests.vehicle_bus.test_mapping import GOOD, THEIR_DBC
from tests.vehicle_bus.test_vehicle import Cord
from tests.vehicle_bus.virtual.rig import Rig
from vehicle_bus import (
    BadAnswerError,
    BlockedFrameError,
    BusCommand,
    BusLostError,
    DbcCodec,
    DiagnosticError,
    Frame,
    Measured,
    NegativeAnswerError,
    PythonCanBus,
    SilentUnitError,
    Vehicle,
    load_mapping,
    parameter,
)
from vehicle_bus.diagnosis import Diagnosis
from vehicle_bus.inquiry import framed
from vehicle_bus.trouble import Status


def diagnosis_of(vehicle: Vehicle) -> Diagnosis:
    assert vehicle.diagnosis is not None
    return vehicle.diagnosis


def test_a_healthy_car_has_no_troubles(rig: Rig, vehicle: Vehicle) -> None:
    found = diagnosis_of(vehicle).troubles()
    assert (found.codes, found.silent) == ((), ())


def test_codes_of_all_units_are_read_with_their_status(rig: Rig, vehicle: Vehicle) -> None:
    for code in ("B1325", "C0035", "P0301", "P0700"):
        rig.car.break_down(code)
    codes = diagnosis_of(vehicle).troubles().codes
    named = [(one.code, one.unit) for one in codes]
    assert named == [
        ("P0301", "engine"),
        ("P0700", "gearbox"),
        ("C0035", "brakes"),
        ("B1325", "body"),
    ]
    assert all(one.is_confirmed and one.is_failing_now for one in codes)
    assert [Status.LAMP_REQUESTED in one.status for one in codes] == [True, True, True, False]


def test_many_codes_come_in_many_frames(rig: Rig, vehicle: Vehicle) -> None:
    wanted = [f"P0{number:03X}" for number in range(0x100, 0x200)]
    for code in wanted:
        rig.car.break_down(code)
    codes = diagnosis_of(vehicle).troubles().codes
    assert [one.code for one in codes] == wanted


def test_the_freeze_frame_is_the_car_as_it_was(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.drive(90)
    rig.car.break_down("C0035")
    rig.car.break_down("P0217")
    rig.car.drive(0)
    diagnosis = diagnosis_of(vehicle)
    for trouble in diagnosis.troubles().codes:
        frozen = {one.name: (one.value, one.unit) for one in diagnosis.frozen(trouble).values}
        assert frozen["speed"] == (90.0, "km/h")
        assert frozen["coolant temperature"][0] == (88 if trouble.code == "C0035" else 121)
    engine = diagnosis.frozen_emissions()
    assert engine is not None
    assert engine.code == "P0217"
    assert {one.name: one.value for one in engine.values}["coolant temperature"] == 121


def test_identification_of_every_unit(rig: Rig, vehicle: Vehicle) -> None:
    diagnosis = diagnosis_of(vehicle)
    found = {unit: diagnosis.identity(unit) for unit in diagnosis.units}
    assert {one.vin for one in found.values()} == {"ZZZCDR1VER2600117"}
    assert len({one.serial for one in found.values()}) == len(found) == 6
    assert found["brakes"].software == "2026.4.3"
    assert found["brakes"].part_number == "CD-7E2-2043"


def test_another_unit_tells_the_number_of_the_car_if_the_engine_is_silent(
    rig: Rig, vehicle: Vehicle
) -> None:
    assert diagnosis_of(vehicle).vin() == "ZZZCDR1VER2600117"
    rig.car.lose_ecu("POWERTRAIN")
    assert diagnosis_of(vehicle).vin() == "ZZZCDR1VER2600117"


def test_counters_and_gauges_with_their_units(rig: Rig, vehicle: Vehicle) -> None:
    diagnosis = diagnosis_of(vehicle)
    engine = {one.name: (one.value, one.unit) for one in diagnosis.measured("engine")}
    assert engine["ignition cycles"] == (3104.0, "")
    assert engine["operating hours"] == (1021.5, "h")
    brakes = {one.name: (one.value, one.unit) for one in diagnosis.measured("brakes")}
    assert brakes == {"front brake pads": (7.4, "mm"), "rear brake pads": (8.1, "mm")}
    tyres = [one.value for one in diagnosis.measured("tyres")]
    assert tyres == [2.4, 2.4, 1.8, 2.4]


def test_live_values_by_obd(rig: Rig, vehicle: Vehicle) -> None:
    diagnosis = diagnosis_of(vehicle)
    live = {one.name: one.value for one in diagnosis.live(*parameter.LIVE)}
    assert live["speed"] == 50
    assert live["odometer"] == pytest.approx(48210, abs=1)
    with pytest.raises(ValueError, match="OBD"):
        diagnosis.live(parameter.PADS_FRONT)


def test_what_any_reader_of_obd_may_see(rig: Rig, vehicle: Vehicle) -> None:
    diagnosis = diagnosis_of(vehicle)
    assert diagnosis.frozen_emissions() is None
    assert not diagnosis.emissions().is_lamp_on
    rig.car.break_down("P0420")
    report = diagnosis.emissions()
    assert report.is_lamp_on
    assert report.stored == report.pending == report.permanent == ("P0420",)
    assert report.vin == "ZZZCDR1VER2600117"


def test_a_value_a_unit_does_not_have_is_refused_by_number(rig: Rig, vehicle: Vehicle) -> None:
    with pytest.raises(NegativeAnswerError) as refused:
        diagnosis_of(vehicle).measured("body", (parameter.PADS_FRONT,))
    assert (refused.value.response_code, refused.value.code) == (0x31, "bus.unit_refused.31")
    assert diagnosis_of(vehicle).measured("gearbox") == ()


def test_a_lost_unit_costs_only_what_it_knows(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.break_down("P0301")
    rig.car.lose_ecu("BRAKES")
    found = diagnosis_of(vehicle).troubles()
    assert [one.code for one in found.codes] == ["P0301"]
    assert found.silent == ("brakes",)
    with pytest.raises(SilentUnitError) as silent:
        diagnosis_of(vehicle).measured("brakes")
    assert silent.value.code == "bus.unit_silent"
    rig.car.restore_ecu("BRAKES")
    assert diagnosis_of(vehicle).troubles().silent == ()
    assert len(diagnosis_of(vehicle).measured("brakes")) == 2


def test_only_legal_reads_were_ever_on_the_bus(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.break_down("P0301")
    diagnosis = diagnosis_of(vehicle)
    troubles = diagnosis.troubles()
    diagnosis.frozen(troubles.codes[0])
    diagnosis.emissions()
    for unit in diagnosis.units:
        diagnosis.identity(unit)
        diagnosis.measured(unit)
    sent = [seen.frame for seen in vehicle.frames() if seen.is_sent and seen.frame.can_id > 0x7D0]
    assert len(sent) > 30
    assert all(is_legal_read(frame.can_id, frame.data) for frame in sent)


def test_wishes_are_obeyed_while_the_car_is_examined(rig: Rig, vehicle: Vehicle) -> None:
    found: list[int] = []
    diagnosis = diagnosis_of(vehicle)
    rig.car.break_down("P0301")
    asking = threading.Thread(
        target=lambda: found.extend(len(diagnosis.troubles().codes) for _ in range(10))
    )
    asking.start()
    done = vehicle.actuate([BusCommand("Light.Dome", True)])
    asking.join()
    assert done.reported == (("Light.Dome", True),)
    assert found == [1] * 10


@dataclass
class FakeUnit:
    """An engine unit that says what a test tells it, on a bus where nobody else is."""

    bus: PythonCanBus
    answers: dict[int, list[bytes]] = field(default_factory=dict)
    """Frames by the service that is asked; once."""
    stopped: threading.Event = field(default_factory=threading.Event)

    def serve(self) -> None:
        while not self.stopped.is_set():
            frame = self.bus.receive(0.02)
            if frame is not None and frame.can_id in {0x7DF, 0x7E0} and frame.data[0] < 8:
                for data in self.answers.pop(frame.data[1], []):
                    self.bus.send(Frame(0x7E8, data))


@pytest.fixture
def fake() -> Iterator[tuple[FakeUnit, Diagnosis]]:
    channel = uuid4().hex
    unit = FakeUnit(PythonCanBus("virtual", channel))
    serving = threading.Thread(target=unit.serve)
    opened = threading.Event()

    def open_bus() -> PythonCanBus:
        bus = PythonCanBus("virtual", channel)
        opened.set()
        return bus

    with Vehicle(open_bus) as vehicle:
        assert opened.wait(5)
        serving.start()
        yield unit, diagnosis_of(vehicle)
        unit.stopped.set()
        serving.join()
    unit.bus.close()


FIRST_OF_MANY = bytes((0x10, 0x14, 0x62, 0xF1, 0x90)) + b"VIN"

Ask = Callable[[Diagnosis], tuple[Measured, ...]]


def by_uds(diagnosis: Diagnosis) -> tuple[Measured, ...]:
    return diagnosis.measured("engine", (parameter.OIL_LIFE,))


def by_obd(diagnosis: Diagnosis) -> tuple[Measured, ...]:
    return diagnosis.live(parameter.COOLANT)


@pytest.mark.parametrize(
    ("ask", "service", "frames", "error"),
    [
        (by_uds, 0x22, [], SilentUnitError),
        (by_obd, 0x01, [], SilentUnitError),
        (by_uds, 0x22, [framed(b"\x7f\x22\x22")], NegativeAnswerError),
        (by_obd, 0x01, [framed(b"\x7f\x01\x12")], NegativeAnswerError),
        (by_uds, 0x22, [framed(b"\x62\x01\x12")], DiagnosticError),
        (by_uds, 0x22, [framed(b"\x62\x01\x12\x05\x06\x07")], DiagnosticError),
        (by_obd, 0x01, [framed(b"\x41\x05")], BadAnswerError),
        (by_uds, 0x22, [b"", b"\xff" * 8, b"\x21garbage"], SilentUnitError),
    ],
)
def test_whatever_a_unit_says_ends_by_name(
    fake: tuple[FakeUnit, Diagnosis],
    ask: Ask,
    service: int,
    frames: list[bytes],
    error: type[Exception],
) -> None:
    unit, diagnosis = fake
    unit.answers[service] = frames
    with pytest.raises(error):
        ask(diagnosis)


def test_an_answer_that_stops_half_way_is_named_and_the_next_one_read(
    fake: tuple[FakeUnit, Diagnosis],
) -> None:
    unit, diagnosis = fake
    unit.answers[0x22] = [FIRST_OF_MANY]
    with pytest.raises(SilentUnitError):
        diagnosis.identity("engine")
    unit.answers[0x22] = [framed(b"\x62\x01\x12\x40")]
    assert diagnosis.measured("engine", (parameter.OIL_LIFE,))[0].value == 64


@pytest.mark.parametrize(
    ("ask", "service", "answer", "value"),
    [(by_uds, 0x22, b"\x62\x01\x12\x40", 64), (by_obd, 0x01, b"\x41\x05\x7b", 83)],
)
def test_a_unit_at_work_is_waited_for_and_late_answers_are_passed_over(
    fake: tuple[FakeUnit, Diagnosis], ask: Ask, service: int, answer: bytes, value: float
) -> None:
    unit, diagnosis = fake
    late = framed(bytes((service + 0x40, 0xF1, 0x87, 0x41)))
    working = framed(bytes((0x7F, service, 0x78)))
    unit.answers[service] = [late, working, working, framed(answer)]
    (found,) = ask(diagnosis)
    assert found.value == value


def test_a_unit_that_will_not_count_is_asked_for_its_codes(
    fake: tuple[FakeUnit, Diagnosis],
) -> None:
    unit, diagnosis = fake
    unit.answers[0x19] = [framed(b"\x7f\x19\x12")]
    found = diagnosis.troubles()
    assert found.codes == ()
    assert found.silent == diagnosis.units, "it refused the count and did not answer after that"


def test_a_lost_bus_is_named() -> None:
    cord = Cord()
    with Vehicle(cord.open) as vehicle:
        diagnosis = diagnosis_of(vehicle)
        assert diagnosis.troubles().silent == diagnosis.units, "a bus without anybody on it"
        cord.pull()
        with pytest.raises(BusLostError):
            diagnosis.troubles()


def test_a_flood_of_questions_is_slowed_down_and_not_refused(rig: Rig, vehicle: Vehicle) -> None:
    diagnosis = diagnosis_of(vehicle)
    try:
        for _ in range(115):
            diagnosis.live(parameter.COOLANT)
    except BlockedFrameError as error:
        raise AssertionError(error.code) from error


def test_the_control_units_of_another_car_are_not_known(tmp_path: Path) -> None:
    (tmp_path / "their.dbc").write_text(THEIR_DBC.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(GOOD, encoding="utf-8")
    codec = DbcCodec(load_mapping(tmp_path / "mapping.toml"))
    with Vehicle(lambda: PythonCanBus("virtual", uuid4().hex), codec) as vehicle:
        assert vehicle.diagnosis is None
