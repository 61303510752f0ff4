"""ECUs that behave: what takes time, what goes along with what, what they refuse by themselves."""

import pytest

from vehicle_bus import Value
from vehicle_bus.result import Result
from vehicle_bus.virtual.car import Car

OPENINGS = (
    ("Door.Lock", False),
    ("Door.Driver.Open", True),
    ("Door.Passenger.Open", True),
    ("Door.Rear.Open", True),
    ("Trunk.Rear.Open", True),
    ("Trunk.Front.Open", True),
    ("Hood.Open", True),
    ("FuelFlap.Open", True),
    ("Mirror.Fold", True),
    ("Seat.Driver.Position", 70),
    ("Seat.Driver.Backrest", 90),
)


def pass_time(car: Car, seconds: float, step_s: float = 0.1) -> None:
    for _ in range(round(seconds / step_s)):
        car.tick(step_s)


@pytest.mark.parametrize(("name", "value"), OPENINGS)
def test_what_must_not_move_in_a_moving_car_does_not(car: Car, name: str, value: Value) -> None:
    before = car.board.get(name)
    car.drive.go(20)
    assert car.request({name: value}) is Result.INTERLOCK
    assert car.board.get(name) == before
    car.drive.go(0)
    assert car.request({name: value}) is Result.OK


def test_shutting_and_locking_is_always_obeyed(car: Car) -> None:
    car.board.put("Trunk.Rear.Open", True)
    car.drive.go(20)
    assert car.request({"Trunk.Rear.Open": False, "Door.Lock": True}) is Result.OK


@pytest.mark.parametrize("name", ["Window.Driver.Position", "Seat.Passenger.Height"])
def test_a_slow_signal_shows_its_target_at_once_and_travels_there(car: Car, name: str) -> None:
    begin = car.board.number(name)
    assert car.request({name: 100}) is Result.OK
    assert (car.board.get(name), car.board.goal(name)) == (begin, 100)
    pass_time(car, 1)
    assert begin < car.board.number(name) < 100
    pass_time(car, 10)
    assert (car.board.get(name), car.board.goal(name)) == (100, 100)


def test_a_request_in_mid_travel_turns_a_window_around(car: Car) -> None:
    car.request({"Window.Driver.Position": 100})
    pass_time(car, 1)
    there = car.board.number("Window.Driver.Position")
    car.request({"Window.Driver.Position": 0})
    pass_time(car, 0.5)
    assert 0 < car.board.number("Window.Driver.Position") < there


def test_the_roof_takes_its_shade_along_and_never_passes_it(car: Car) -> None:
    car.request({"Sunroof.Position": 80})
    for _ in range(120):
        car.tick(0.1)
        assert car.board.number("Sunroof.Position") <= car.board.number("Sunroof.Shade")
    assert (car.board.get("Sunroof.Position"), car.board.get("Sunroof.Shade")) == (80, 100)


def test_the_shade_waits_until_the_roof_is_shut(car: Car) -> None:
    car.request({"Sunroof.Position": 80})
    pass_time(car, 12)
    car.request({"Sunroof.Shade": 0})
    for _ in range(120):
        car.tick(0.1)
        assert car.board.number("Sunroof.Position") <= car.board.number("Sunroof.Shade")
    assert (car.board.get("Sunroof.Position"), car.board.get("Sunroof.Shade")) == (0, 0)


def test_opening_the_roof_under_a_shade_that_shall_shut_is_refused(car: Car) -> None:
    assert car.request({"Sunroof.Position": 50, "Sunroof.Shade": 0}) is Result.INTERLOCK


def test_tilting_and_sliding_the_roof_exclude_each_other(car: Car) -> None:
    car.request({"Sunroof.Tilt": True})
    car.request({"Sunroof.Position": 30})
    assert not car.board.is_on("Sunroof.Tilt")
    pass_time(car, 10)
    car.request({"Sunroof.Tilt": True})
    assert car.board.goal("Sunroof.Position") == 0


def test_main_beam_and_fog_lights_exclude_each_other(car: Car) -> None:
    assert car.request({"Light.HighBeam": True}) is Result.OK
    assert car.board.is_on("Light.LowBeam")
    assert car.request({"Light.Fog.Front": True}) is Result.OK
    assert not car.board.is_on("Light.HighBeam")
    assert car.request({"Light.HighBeam": True}) is Result.INTERLOCK
    assert car.request({"Light.HighBeam": True, "Light.Fog.Front": False}) is Result.OK


def test_automatic_lights_follow_darkness_until_a_hand_switches(car: Car) -> None:
    car.surroundings.night(True)
    car.tick(0.1)
    assert car.board.is_on("Light.LowBeam")
    car.surroundings.night(False)
    car.tick(0.1)
    assert not car.board.is_on("Light.LowBeam")
    car.request({"Light.LowBeam": True})
    assert not car.board.is_on("Light.Auto")
    car.surroundings.night(True)
    car.surroundings.night(False)
    car.tick(0.1)
    assert car.board.is_on("Light.LowBeam")
    car.request({"Light.Auto": True})
    assert not car.board.is_on("Light.LowBeam")


def test_tied_zones_follow_the_driver_until_one_is_set_apart(car: Car) -> None:
    car.request({"HVAC.Sync": True})
    car.request({"HVAC.Driver.Temperature": 24.0})
    assert car.board.get("HVAC.Passenger.Temperature") == 24.0
    assert car.board.get("HVAC.Rear.Temperature") == 24.0
    car.request({"HVAC.Passenger.Temperature": 19.0})
    assert not car.board.is_on("HVAC.Sync")
    assert car.board.get("HVAC.Driver.Temperature") == 24.0


def test_climate_wakes_for_a_wish_and_leaves_automatic_for_a_manual_one(car: Car) -> None:
    car.request({"HVAC.Power": False})
    car.request({"HVAC.Auto": True})
    assert car.board.is_on("HVAC.Power")
    car.request({"HVAC.Front.FanSpeed": 80})
    assert not car.board.is_on("HVAC.Auto")


def cabin_after(car: Car, minutes: float, outside: float, **wanted: Value) -> float:
    car.board.put("Vehicle.Exterior.AirTemperature", outside)
    car.request({name.replace("__", "."): value for name, value in wanted.items()})
    car.tick(minutes * 60)
    return car.board.number("Vehicle.Cabin.AirTemperature")


@pytest.mark.parametrize("setpoint", [18.0, 21.0, 26.0])
@pytest.mark.parametrize("outside", [-10.0, 3.0, 35.0])
def test_the_cabin_converges_to_the_set_point(car: Car, setpoint: float, outside: float) -> None:
    there = cabin_after(
        car,
        30,
        outside,
        HVAC__Auto=True,
        HVAC__AirConditioning=True,
        HVAC__Driver__Temperature=setpoint,
        HVAC__Passenger__Temperature=setpoint,
        HVAC__Rear__Temperature=setpoint,
    )
    assert there == pytest.approx(setpoint, abs=1.5)


def test_without_the_compressor_a_hot_day_gets_in(car: Car) -> None:
    car.board.put("Vehicle.Cabin.AirTemperature", 35.0)
    assert cabin_after(car, 30, 35.0, HVAC__AirConditioning=False) > 33


def test_switched_off_and_with_open_windows_the_cabin_takes_the_outside_temperature(
    car: Car,
) -> None:
    car.drive.go(80)
    windows = {f"Window__{place}__Position": 100 for place in ("Driver", "Passenger")}
    assert cabin_after(car, 30, 3.0, HVAC__Power=False, **windows) == pytest.approx(3.0, abs=2)


def test_the_cabin_hardly_changes_within_a_conversation(car: Car) -> None:
    car.tick(5)
    assert car.board.get("Vehicle.Cabin.AirTemperature") == pytest.approx(24.0, abs=0.3)


def test_cruise_control_takes_the_car_to_its_speed_and_ends_when_it_slows(car: Car) -> None:
    assert car.request({"ADAS.CruiseControl.Active": True}) is Result.INTERLOCK
    car.drive.go(80)
    assert car.request({"ADAS.CruiseControl.Active": True}) is Result.OK
    assert car.board.get("ADAS.CruiseControl.Speed") == 80
    car.request({"ADAS.CruiseControl.Speed": 100})
    pass_time(car, 3)
    assert 80 < car.board.number("Vehicle.Speed") < 100
    pass_time(car, 10)
    assert car.board.number("Vehicle.Speed") == 100
    car.drive.go(20)
    assert not car.board.is_on("ADAS.CruiseControl.Active")


def test_driving_uses_up_what_it_takes(car: Car) -> None:
    car.drive.go(120)
    car.tick(3600)
    assert car.board.get("Vehicle.Odometer") == 48_210 + 120
    assert car.board.get("Vehicle.Range") == 312 - 120
    assert car.board.number("Vehicle.Fuel.Level") < 48
    assert car.board.get("Vehicle.Service.DistanceTo") == 3400 - 120
    assert car.board.get("Vehicle.Time") == "18:42"
    assert car.board.get("Vehicle.Location") != "B2 near Augsburg"


def test_washing_takes_fluid_and_the_telltale_comes_on(car: Car) -> None:
    for _ in range(11):
        assert car.request({"Washer.Front": True}) is Result.OK
    car.tick(0.1)
    warnings = car.board.get("Vehicle.Warnings")
    assert isinstance(warnings, tuple)
    assert set(warnings) == {"TIRE_PRESSURE_LOW", "WASHER_FLUID_LOW"}
    while car.request({"Washer.Front": True}) is Result.OK:
        pass
    assert car.board.number("Vehicle.WasherFluid.Level") < 0.5


def test_the_horn_sounds_for_a_moment(car: Car) -> None:
    car.request({"Horn": True})
    assert car.board.is_on("Horn")
    pass_time(car, 1)
    assert not car.board.is_on("Horn")


def test_a_request_is_obeyed_whole_or_not_at_all(car: Car) -> None:
    car.drive.go(50)
    assert car.request({"Door.ChildLock": True, "Hood.Open": True}) is Result.INTERLOCK
    assert not car.board.is_on("Door.ChildLock")
