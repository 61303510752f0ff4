"""What can only be read: drive, energy, service, surroundings, time and place."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.signal import Kind, Signal

_chassis = Family("CHASSIS")
_powertrain = Family("POWERTRAIN")
_service = Family("SERVICE")
_environment = Family("ENVIRONMENT")
_telematics = Family("TELEMATICS")


def _tyre(corner: str, wheel: str, default: float) -> Signal:
    path = f"Vehicle.Chassis.Axle.{wheel}.Tire.Pressure"
    text = "Bar here, kPa in VSS"
    return _chassis.reading(
        f"Vehicle.Tire.Pressure.{corner}", path, text, default, low=0, high=6, step=0.1, unit="bar"
    )


VEHICLE = (
    _chassis.reading(
        "Vehicle.Speed", "Vehicle.Speed", "Speed", 0.0, low=0, high=400, step=0.1, unit="km/h"
    ),
    _chassis.named(
        "Vehicle.Gear",
        "Vehicle.Powertrain.Transmission.SelectedGear",
        "Selector; VSS numbers it: -1, 0, 126, 127",
        "P R N D",
        "P",
    ),
    _tyre("FL", "Row1.Wheel.Left", 2.4),
    _tyre("FR", "Row1.Wheel.Right", 2.4),
    _tyre("RL", "Row2.Wheel.Left", 1.8),
    _tyre("RR", "Row2.Wheel.Right", 2.4),
    _chassis.reading(
        "Vehicle.Odometer",
        "Vehicle.TraveledDistance",
        "Kilometres here, metres in VSS",
        48_210,
        low=0,
        high=2_000_000,
        unit="km",
    ),
    _powertrain.reading(
        "Vehicle.Range",
        "Vehicle.Powertrain.Range",
        "Kilometres here, metres in VSS",
        312,
        low=0,
        high=2000,
        unit="km",
    ),
    _powertrain.reading(
        "Vehicle.Fuel.Level",
        "Vehicle.Powertrain.FuelSystem.RelativeLevel",
        "Tank",
        48,
        low=0,
        high=100,
        unit="%",
    ),
    _powertrain.reading(
        "Vehicle.Battery.SoC",
        "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed",
        "Drive battery",
        64,
        low=0,
        high=100,
        unit="%",
    ),
    _powertrain.reading(
        "Vehicle.Trip.Consumption",
        f"{OVERLAY}.Trip.Consumption",
        "Mean of this trip",
        6.1,
        low=0,
        high=50,
        step=0.1,
        unit="l/100km",
    ),
    _service.named(
        "Vehicle.Oil.Level",
        "Vehicle.Powertrain.CombustionEngine.EngineOil.Level",
        "Engine oil",
        "CRITICALLY_LOW LOW NORMAL HIGH CRITICALLY_HIGH",
        "NORMAL",
    ),
    _service.reading(
        "Vehicle.WasherFluid.Level",
        "Vehicle.Body.Windshield.Front.WasherFluid.Level",
        "Washer fluid",
        15,
        low=0,
        high=100,
        unit="%",
    ),
    _service.reading(
        "Vehicle.Service.DistanceTo",
        "Vehicle.Service.DistanceToService",
        "Negative is overdue",
        3400,
        low=-10_000,
        high=100_000,
        unit="km",
    ),
    _service.reading(
        "Vehicle.Service.TimeTo",
        "Vehicle.Service.TimeToService",
        "Days here, seconds in VSS; negative is overdue",
        74,
        low=-1000,
        high=3000,
        unit="days",
    ),
    _service.named(
        "Vehicle.Warnings",
        f"{OVERLAY}.Warnings",
        "Telltales that are lit",
        "TIRE_PRESSURE_LOW WASHER_FLUID_LOW OIL_LEVEL_LOW FUEL_LOW BATTERY_LOW CHECK_ENGINE "
        "COOLANT_HOT BRAKE_FLUID_LOW LAMP_FAILURE SERVICE_DUE ICE DOOR_AJAR SEAT_BELT KEY_BATTERY "
        "OIL_PRESSURE_LOW CHARGING_FAULT BRAKE_FAULT ABS_FAULT AIRBAG_FAULT STEERING_FAULT",
        ("TIRE_PRESSURE_LOW",),
    ),
    _environment.reading(
        "Vehicle.Cabin.AirTemperature",
        "Vehicle.Cabin.HVAC.AmbientAirTemperature",
        "Air inside",
        24.0,
        low=-60,
        high=100,
        step=0.1,
        unit="Celsius",
    ),
    _environment.reading(
        "Vehicle.Exterior.AirTemperature",
        "Vehicle.Exterior.AirTemperature",
        "Air outside",
        3.0,
        low=-60,
        high=100,
        step=0.1,
        unit="Celsius",
    ),
    _environment.reading(
        "Vehicle.Exterior.LightIntensity",
        "Vehicle.Exterior.LightIntensity",
        "0 dark, 100 full daylight",
        80,
        low=0,
        high=100,
        unit="%",
    ),
    _environment.reading(
        "Vehicle.Rain.Intensity",
        "Vehicle.Body.Raindetection.Intensity",
        "0 dry, 100 covered",
        0,
        low=0,
        high=100,
        unit="%",
    ),
    _environment.sense("Vehicle.Time", f"{OVERLAY}.Time", "Local time of day", Kind.CLOCK, "17:42"),
    _telematics.sense(
        "Vehicle.Location",
        f"{OVERLAY}.Location",
        "In words; VSS has CurrentLocation by latitude and longitude",
        Kind.TEXT,
        "B2 near Augsburg",
    ),
    _telematics.sense(
        "Vehicle.SoftwareVersion",
        f"{OVERLAY}.SoftwareVersion",
        "Software of the car",
        Kind.TEXT,
        "2026.4.1",
    ),
)
