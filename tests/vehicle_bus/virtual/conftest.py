"""A virtual car on a real virtual bus, with a clock that a test moves by hand."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.vehicle_bus.virtual.rig import HandClock, Rig
from vehicle_bus import PythonCanBus, Vehicle, VirtualVehicle
from vehicle_bus.virtual.car import Car


@pytest.fixture
def channel() -> str:
    return uuid4().hex


@pytest.fixture
def rig(channel: str) -> Iterator[Rig]:
    theirs, mine = PythonCanBus("virtual", channel), PythonCanBus("virtual", channel)
    clock = HandClock()
    with VirtualVehicle(theirs, clock) as car:
        yield Rig(car, mine, clock)
    mine.close()
    theirs.close()


@pytest.fixture
def vehicle(rig: Rig, channel: str) -> Iterator[Vehicle]:
    """The car as the assistant sees it, on the same bus."""
    with Vehicle(lambda: PythonCanBus("virtual", channel)) as vehicle:
        assert vehicle.await_reports(2)
        yield vehicle


@pytest.fixture
def car() -> Car:
    """The ECUs without a bus, standing still."""
    car = Car()
    car.settle()
    return car
