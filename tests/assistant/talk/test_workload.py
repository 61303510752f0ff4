"""When nobody should be spoken to unasked."""

import pytest

from assistant.talk.workload import is_busy
from vehicle_bus import VehicleState


@pytest.mark.parametrize(
    "values",
    [
        {"Vehicle.Gear": "R"},
        {"Light.Indicator": "LEFT"},
        {"Light.Hazard": True},
        {"Vehicle.Speed": 131.0},
        {"Vehicle.Speed": 110.0, "Vehicle.Rain.Intensity": 60},
        {"Vehicle.Speed": 110.0, "Vehicle.Exterior.LightIntensity": 1},
    ],
    ids=str,
)
def test_a_tight_spot_wants_the_driver(values: dict[str, float | str | bool]) -> None:
    assert is_busy(VehicleState(values))


@pytest.mark.parametrize(
    "values",
    [{}, {"Vehicle.Speed": 110.0}, {"Light.Indicator": "OFF", "Vehicle.Gear": "D"}],
    ids=str,
)
def test_driving_along_leaves_time(values: dict[str, float | str | bool]) -> None:
    assert not is_busy(VehicleState(values))
