"""Climate: temperatures, blowers, air, defrosting, steering wheel heating."""

from vehicle_bus.catalogue.entry import OVERLAY, Family

_HVAC = "Vehicle.Cabin.HVAC"
_front = Family("HVAC_FRONT")
_rear = Family("HVAC_REAR")

CLIMATE = (
    _front.decimal(
        "HVAC.Driver.Temperature",
        f"{_HVAC}.Station.Row1.Driver.Temperature",
        "Set-point of the driver's zone",
        21.0,
        unit="Celsius",
        low=16,
        high=28,
        step=0.5,
    ),
    _front.decimal(
        "HVAC.Passenger.Temperature",
        f"{_HVAC}.Station.Row1.Passenger.Temperature",
        "Set-point of the front passenger's zone",
        21.0,
        unit="Celsius",
        low=16,
        high=28,
        step=0.5,
    ),
    _front.percent(
        "HVAC.Front.FanSpeed", f"{_HVAC}.Station.Row1.*.FanSpeed", "Front blower, 0 is off", 40
    ),
    _front.switch("HVAC.AirConditioning", f"{_HVAC}.IsAirConditioningActive", "Compressor"),
    _front.switch("HVAC.Power", f"{OVERLAY}.HVAC.IsOn", "The whole climate system", default=True),
    _front.switch("HVAC.Auto", f"{OVERLAY}.HVAC.IsAuto", "Automatic climate"),
    _front.switch("HVAC.Sync", f"{OVERLAY}.HVAC.IsSync", "All zones follow the driver's"),
    _front.switch(
        "HVAC.Recirculation", f"{_HVAC}.IsRecirculationActive", "Inside air; off is fresh air"
    ),
    _front.switch("HVAC.FrontDefroster", f"{_HVAC}.IsFrontDefrosterActive", "Windscreen demist"),
    _front.switch("HVAC.RearDefroster", f"{_HVAC}.IsRearDefrosterActive", "Rear window heating"),
    _front.choice(
        "HVAC.AirDistribution",
        f"{_HVAC}.Station.Row1.*.AirDistribution",
        "Where the air goes; VSS calls WINDSHIELD UP, FACE MIDDLE and FEET DOWN",
        "FACE FEET WINDSHIELD FACE_FEET FEET_WINDSHIELD AUTO",
        default="AUTO",
    ),
    _front.level(
        "SteeringWheel.Heating",
        "Vehicle.Chassis.SteeringWheel.HeatingCooling",
        "Heated steering wheel, 0 is off",
    ),
    _rear.decimal(
        "HVAC.Rear.Temperature",
        f"{_HVAC}.Station.Row2.*.Temperature",
        "Set-point of the rear zone",
        21.0,
        unit="Celsius",
        low=16,
        high=28,
        step=0.5,
    ),
    _rear.percent(
        "HVAC.Rear.FanSpeed", f"{_HVAC}.Station.Row2.*.FanSpeed", "Rear blower, 0 is off", 40
    ),
)
