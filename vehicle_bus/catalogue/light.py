"""Lights: outside, inside, ambient."""

from vehicle_bus.catalogue.entry import Family
from vehicle_bus.interlock import (
    DAYLIGHT_TO_DARKEN,
    LIT_OR_DAYLIGHT_TO_DARKEN,
    NO_HIGH_BEAM_IN_FOG,
)

_LIGHTS = "Vehicle.Body.Lights"
_INSIDE = "Vehicle.Cabin.Light"
_light = Family("LIGHT")

LIGHT = (
    _light.switch(
        "Light.LowBeam",
        f"{_LIGHTS}.Beam.Low.IsOn",
        "Headlights",
        interlocks=(DAYLIGHT_TO_DARKEN,),
    ),
    _light.switch(
        "Light.HighBeam",
        f"{_LIGHTS}.Beam.High.IsOn",
        "Main beam",
        interlocks=(NO_HIGH_BEAM_IN_FOG,),
    ),
    _light.switch(
        "Light.Auto",
        f"{_LIGHTS}.LightSwitch",
        "Automatic headlights: AUTO in VSS",
        default=True,
        interlocks=(LIT_OR_DAYLIGHT_TO_DARKEN,),
    ),
    _light.switch(
        "Light.Parking",
        f"{_LIGHTS}.Parking.IsOn",
        "Parking lights",
        interlocks=(LIT_OR_DAYLIGHT_TO_DARKEN,),
    ),
    _light.switch("Light.Fog.Front", f"{_LIGHTS}.Fog.Front.IsOn", "Front fog lights"),
    _light.switch("Light.Fog.Rear", f"{_LIGHTS}.Fog.Rear.IsOn", "Rear fog light"),
    _light.switch("Light.Hazard", f"{_LIGHTS}.Hazard.IsSignaling", "Hazard warning lights"),
    _light.choice(
        "Light.Indicator",
        f"{_LIGHTS}.DirectionIndicator.*.IsSignaling",
        "Turn signal",
        "OFF LEFT RIGHT",
        default="OFF",
    ),
    _light.switch("Light.Dome", f"{_INSIDE}.IsDomeOn", "Cabin light"),
    _light.switch(
        "Light.Reading.Driver",
        f"{_INSIDE}.Spotlight.Row1.DriverSide.IsLightOn",
        "Reading light",
    ),
    _light.switch(
        "Light.Reading.Passenger",
        f"{_INSIDE}.Spotlight.Row1.PassengerSide.IsLightOn",
        "Reading light",
    ),
    _light.switch(
        "Light.Reading.Rear", f"{_INSIDE}.Spotlight.Row2.*.IsLightOn", "Rear reading lights"
    ),
    _light.switch("Light.Ambient.On", f"{_INSIDE}.AmbientLight.*.*.IsLightOn", "Ambient light"),
    _light.choice(
        "Light.Ambient.Color",
        f"{_INSIDE}.AmbientLight.*.*.Color",
        "Ambient colour by name; VSS has #RRGGBB",
        "RED GREEN BLUE WHITE YELLOW ORANGE PURPLE PINK CYAN WARM_WHITE",
        default="WHITE",
    ),
    _light.percent(
        "Light.Ambient.Intensity", f"{_INSIDE}.AmbientLight.*.*.Intensity", "Ambient light", 50
    ),
)
