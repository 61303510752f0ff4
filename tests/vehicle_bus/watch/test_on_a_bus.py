"""Somebody else on the real virtual bus of a whole car is noticed through ``Vehicle``."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from e2e import p02

from tests.cloud_sync.until import until
from vehicle_bus import (
    BusCommand,
    DbcCodec,
    Frame,
    PythonCanBus,
    Rule,
    Vehicle,
)
from vehicle_bus.virtual import VirtualVehicle

CODEC = DbcCodec()
DOOR = CODEC.wiring.wires["DOOR_STATUS"]
DOOR_ID = DOOR.dbc.frame_id


def rules(vehicle: Vehicle) -> set[Rule]:
    return {alarm.rule for alarm in vehicle.alarms()}


@pytest.fixture
def attacker_and_car() -> Iterator[tuple[PythonCanBus, Vehicle]]:
    """A real virtual bus with a whole car, our vehicle, and one more on it."""
    channel = uuid4().hex
    ecus, attacker = PythonCanBus("virtual", channel), PythonCanBus("virtual", channel)
    with VirtualVehicle(ecus), Vehicle(lambda: PythonCanBus("virtual", channel)) as vehicle:
        vehicle.await_reports(5.0)
        yield attacker, vehicle
    attacker.close()
    ecus.close()


def _forged_command() -> Frame:
    wire = CODEC.wiring.wires["WINDOW_CMD"]
    data = bytearray(wire.dbc.encode(wire.blank(), scaling=False, strict=False))
    assert wire.data_ids is not None
    p02.e2e_p02_protect(data, wire.data_ids, increment_counter=False)
    return Frame(wire.dbc.frame_id, bytes(data))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Frame(0x123, b"abc"), Rule.UNKNOWN_ID),
        (lambda: Frame(DOOR_ID, b"abc"), Rule.WRONG_LENGTH),
        (lambda: Frame(DOOR_ID, bytes(DOOR.dbc.length)), Rule.WRONG_CRC),
        (_forged_command, Rule.FOREIGN_COMMAND),
        (lambda: Frame(0x7E0, bytes.fromhex("0227010000000000")), Rule.DIAGNOSIS_MOVING),
    ],
)
def test_an_attacker_on_a_real_bus_is_noticed(
    attacker_and_car: tuple[PythonCanBus, Vehicle], make: Callable[[], Frame], expected: Rule
) -> None:
    attacker, vehicle = attacker_and_car
    assert vehicle.alarms() == ()
    attacker.send(make())
    until(lambda: expected in rules(vehicle))


def test_what_the_gate_blocks_again_and_again_is_noticed(
    attacker_and_car: tuple[PythonCanBus, Vehicle],
) -> None:
    """The virtual car begins on the road at 50 km/h."""
    _, vehicle = attacker_and_car
    for _ in range(5):
        done = vehicle.actuate([BusCommand("Trunk.Rear.Open", True)])
        assert done.failures
    assert rules(vehicle) == {Rule.GATE_PROBED}
