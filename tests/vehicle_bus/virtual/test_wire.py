"""Real bytes: what the ECUs believe, how they answer, what happens when they fall silent."""

import time
from itertools import pairwise

import pytest
from e2e import p02

from tests.vehicle_bus.virtual.rig import CODEC, Rig
from vehicle_bus import Frame, Query, Vehicle, Zone
from vehicle_bus.catalogue import MESSAGES, READ_REPORT
from vehicle_bus.catalogue.message import TEXT_REQUEST_ID, TEXT_RESPONSE_ID
from vehicle_bus.errors import BadArrangementError
from vehicle_bus.request import Request, encode_request
from vehicle_bus.result import Result
from vehicle_bus.segmentation import segmented
from vehicle_bus.value import BusCommand

WARM = {"HVAC.Driver.Temperature": 25.0}
CYCLES_S = 0.5


def test_a_command_is_acknowledged_and_reported_at_once(rig: Rig) -> None:
    status = rig.ask(WARM)
    assert (status.result, status.ack) == (Result.OK, 0)
    assert status.values["HVAC.Driver.Temperature"] == 25.0


def test_one_frame_may_ask_for_several_things(rig: Rig) -> None:
    status = rig.ask({**WARM, "HVAC.Front.FanSpeed": 80, "HVAC.AirConditioning": True})
    assert status.values["HVAC.Front.FanSpeed"] == 80
    assert status.values["HVAC.AirConditioning"] is True


def test_a_wrong_crc_is_not_obeyed(rig: Rig) -> None:
    frame = rig.frame(WARM)
    status = rig.send(Frame(frame.can_id, bytes((frame.data[0] ^ 1,)) + frame.data[1:]))
    assert status.result is Result.BAD_PROTECTION
    assert status.values["HVAC.Driver.Temperature"] == 21.0


def test_a_frame_of_another_message_is_not_obeyed_under_this_identifier(rig: Rig) -> None:
    frame = rig.frame({"HVAC.Rear.Temperature": 25.0})
    status = rig.send(Frame(MESSAGES["HVAC_CMD_FRONT"].can_id, frame.data))
    assert status.result is Result.BAD_PROTECTION


def test_a_replayed_frame_is_not_obeyed(rig: Rig) -> None:
    frame = rig.frame(WARM)
    assert rig.send(frame).result is Result.OK
    rig.ask({"HVAC.Driver.Temperature": 18.0})
    for _ in range(2):
        status = rig.send(frame)
        assert status.result is Result.BAD_PROTECTION
        assert status.ack == 1
        assert status.values["HVAC.Driver.Temperature"] == 18.0
    assert rig.ask(WARM).result is Result.OK


def test_lost_frames_do_not_shut_a_sender_out(rig: Rig) -> None:
    rig.ask(WARM)
    for _ in range(5):
        rig.frame(WARM)
    assert rig.ask({"HVAC.Driver.Temperature": 19.0}).result is Result.OK


def test_a_raw_number_that_stands_for_nothing_is_out_of_range(rig: Rig) -> None:
    frame = rig.frame({"HVAC.Front.FanSpeed": 100})
    wire = CODEC.wiring.of_id(frame.can_id)
    raw = wire.dbc.decode(frame.data, decode_choices=False, scaling=False)
    assert isinstance(raw, dict)
    raw["HVAC_Front_FanSpeed"] = 101
    data = bytearray(wire.dbc.encode(raw, scaling=False, strict=False))
    assert wire.data_ids is not None
    p02.e2e_p02_protect(data, wire.data_ids, increment_counter=False)
    status = rig.send(Frame(frame.can_id, bytes(data)))
    assert (status.result, status.ack) == (Result.OUT_OF_RANGE, 0)
    assert status.values["HVAC.Front.FanSpeed"] == 40


@pytest.mark.parametrize("size", [0, 1, 7, 64])
def test_a_frame_of_another_size_is_not_obeyed(rig: Rig, size: int) -> None:
    frame = rig.frame(WARM)
    status = rig.send(Frame(frame.can_id, frame.data.ljust(size, b"\0")[:size]))
    assert status.result is Result.BAD_PROTECTION


def test_the_ecu_refuses_by_itself_what_a_broken_gate_lets_out(rig: Rig) -> None:
    rig.car.drive(90)
    status = rig.ask({"Trunk.Rear.Open": True})
    assert status.result is Result.INTERLOCK
    assert status.values["Trunk.Rear.Open"] is False


def test_what_the_car_does_not_have_is_reported_and_refused(rig: Rig) -> None:
    rig.car.arrange(unavailable=["Seat.Driver.Massage"])
    status = rig.ask({"Seat.Driver.Massage": 2})
    assert status.result is Result.NOT_FITTED
    assert "Seat.Driver.Massage" in status.unfitted
    assert "Seat.Driver.Massage" not in status.values


def test_every_ecu_reports_in_its_cycle_with_a_counter_that_moves_on(rig: Rig) -> None:
    time.sleep(1.1)
    rig.drain()
    time.sleep(2 * CYCLES_S + 0.2)
    frames = rig.drain()
    counted: dict[str, list[int]] = {}
    for frame in frames:
        status = CODEC.decode_status(frame)
        counted.setdefault(status.message, []).append(status.counter)
    assert counted.keys() == {name for name, message in MESSAGES.items() if not message.is_command}
    for counters in counted.values():
        assert all((b - a) % 16 == 1 for a, b in pairwise(counters))
    assert 9 <= len(counted["CHASSIS_STATUS"]) <= 16


def test_foreign_frames_leave_the_car_alone(rig: Rig) -> None:
    for can_id in range(0x100, 0x180):
        rig.bus.send(Frame(can_id, b"\xff" * 8))
    assert rig.ask(WARM).result is Result.OK
    assert rig.car.failure is None


def test_a_mover_is_followed_on_the_bus(rig: Rig) -> None:
    status = rig.ask({"Window.Driver.Position": 100})
    assert status.values["Window.Driver.Position"] == 0
    assert status.targets["Window.Driver.Position"] == 100
    rig.clock.now_s += 2
    rig.car.fast_forward(0)
    rig.drain()
    assert rig.status("WINDOW_STATUS").values["Window.Driver.Position"] == 50
    rig.car.fast_forward(10)
    assert rig.status("WINDOW_STATUS").values["Window.Driver.Position"] == 100


def test_a_hand_on_a_switch_is_seen_on_the_bus(rig: Rig) -> None:
    rig.drain()
    assert rig.car.press("Media.Volume", 70) is Result.OK
    assert rig.latest("MEDIA_STATUS").values["Media.Volume"] == 70
    assert rig.car.press("Media.Volume", 700) is Result.OUT_OF_RANGE
    with pytest.raises(BadArrangementError):
        rig.car.press("Vehicle.Speed", 70)


def test_the_child_lock_makes_the_rear_window_switches_dead(rig: Rig) -> None:
    rig.car.press("Window.ChildLock", True)
    assert rig.car.press("Window.RearLeft.Position", 50) is Result.INTERLOCK
    assert rig.car.press("Window.Driver.Position", 50) is Result.OK


def test_a_silent_ecu_is_stale_and_comes_back(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.lose_ecu("HVAC")
    failed = vehicle.actuate([BusCommand("HVAC.Driver.Temperature", 25.0)])
    assert failed.failures == (("HVAC.Driver.Temperature", "bus.timeout"),)
    time.sleep(1.6)
    assert vehicle.refresh()["HVAC.Driver.Temperature"] is None
    assert vehicle.refresh()["Media.Volume"] == 30
    rig.car.restore_ecu("HVAC")
    vehicle.catch_up()
    assert vehicle.refresh()["HVAC.Driver.Temperature"] == 21.0
    with pytest.raises(BadArrangementError):
        rig.car.lose_ecu("STEERING")


def test_a_silent_head_unit_answers_no_question(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.lose_ecu("HEADUNIT")
    wish = BusCommand("Media.Play", Query.of(query="jazz"))
    assert vehicle.actuate([wish]).failures == (("Media.Play", "bus.transfer_timeout"),)
    rig.car.restore_ecu("HEADUNIT")
    assert vehicle.actuate([wish]).failures == ()


def test_a_half_sent_request_does_not_stop_the_next(rig: Rig, vehicle: Vehicle) -> None:
    payload = encode_request(Request(0x10, Query.of(query="x" * 200), 7))
    rig.bus.send(Frame(TEXT_REQUEST_ID, segmented(payload)[0]))
    time.sleep(0.05)
    done = vehicle.actuate([BusCommand("Media.Play", Query.of(query="miles davis"))])
    assert done.failures == ()


def test_an_answer_that_nobody_takes_does_not_stop_the_next(rig: Rig, vehicle: Vehicle) -> None:
    payload = encode_request(Request(READ_REPORT, Query.of(report="contacts"), 99))
    rig.bus.send(Frame(TEXT_REQUEST_ID, segmented(payload)[0]))
    time.sleep(0.05)
    done = vehicle.actuate([BusCommand("Media.Play", Query.of(query="miles davis"))])
    assert done.failures == ()


def test_what_is_no_request_is_not_answered(rig: Rig, vehicle: Vehicle) -> None:
    sound = encode_request(Request(0x10, Query.of(query="jazz"), 5))
    unknown = encode_request(Request(0x77, Query.of(query="jazz"), 6))
    for payload in (b"hello", sound[:-1] + b"x", sound, sound, unknown):
        rig.bus.send(Frame(TEXT_REQUEST_ID, segmented(payload)[0]))
    time.sleep(0.05)
    answers = [f.data for f in rig.drain() if f.can_id == TEXT_RESPONSE_ID]
    assert len(answers) == 2
    assert rig.car.failure is None


def test_what_is_said_live_reaches_the_assistant(rig: Rig, vehicle: Vehicle) -> None:
    rig.car.drive(120)
    rig.car.night(True)
    rig.car.rain(True)
    rig.car.occupy([Zone.DRIVER, Zone.REAR_LEFT])
    rig.car.ring("Anna")
    rig.car.receive_message("Mom", "call me")
    vehicle.catch_up()
    state = vehicle.refresh()
    assert (state.speed_kmh, state.is_night, state.is_raining) == (120, True, True)
    assert state.occupants == {Zone.DRIVER, Zone.REAR_LEFT}
    assert (state.incoming_call, state.messages) == ("Anna", (("Mom", "call me"),))
    assert state["Light.LowBeam"] is True
