"""Wipers, mirrors, horn, display, head-up display, drive mode and driver assistance."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.interlock import SPEED_FOR_CRUISE, STANDSTILL_TO_FOLD, WIPE_IN_RAIN

_BODY = "Vehicle.Body"
_HMI = "Vehicle.Cabin.Infotainment.HMI"
_body = Family("BODY")
_display = Family("DISPLAY")
_drive = Family("DRIVE")

CABIN = (
    _body.choice(
        "Wiper.Front.Mode",
        f"{_BODY}.Windshield.Front.Wiping.Mode",
        "Windscreen wipers",
        "OFF INTERVAL SLOW MEDIUM FAST RAIN_SENSOR",
        default="OFF",
        interlocks=(WIPE_IN_RAIN,),
    ),
    _body.choice(
        "Wiper.Rear.Mode",
        f"{_BODY}.Windshield.Rear.Wiping.Mode",
        "Rear wiper",
        "OFF INTERVAL SLOW MEDIUM FAST",
        default="OFF",
    ),
    _body.press("Washer.Front", f"{OVERLAY}.Body.Windshield.Front.Wash", "Spray and wipe"),
    _body.switch(
        "Mirror.Fold",
        f"{_BODY}.Mirrors.*.IsFolded",
        "Both outside mirrors",
        interlocks=(STANDSTILL_TO_FOLD,),
    ),
    _body.switch("Mirror.Heating", f"{_BODY}.Mirrors.*.IsHeatingOn", "Both outside mirrors"),
    _body.choice(
        "Mirror.Left.Adjust",
        f"{OVERLAY}.Body.Mirrors.DriverSide.Nudge",
        "One step; VSS has positions by Tilt and Yaw",
        "UP DOWN LEFT RIGHT",
    ),
    _body.choice(
        "Mirror.Right.Adjust",
        f"{OVERLAY}.Body.Mirrors.PassengerSide.Nudge",
        "One step; VSS has positions by Tilt and Yaw",
        "UP DOWN LEFT RIGHT",
    ),
    _body.percent(
        "Mirror.Inside.Dimming",
        "Vehicle.Cabin.RearviewMirror.DimmingLevel",
        "0 clear, 100 fully dimmed",
        0,
    ),
    _body.press("Horn", f"{_BODY}.Horn.IsActive", "One short sound"),
    _display.percent("Display.Brightness", f"{_HMI}.Brightness", "Centre display", 60),
    _display.choice(
        "Display.Mode",
        f"{_HMI}.DayNightMode",
        "Theme; AUTO is ours, VSS has DAY and NIGHT",
        "DAY NIGHT AUTO",
        default="AUTO",
    ),
    _display.choice(
        "Display.Units.Temperature", f"{_HMI}.TemperatureUnit", "Unit shown", "C F", default="C"
    ),
    _display.switch("HUD.On", f"{OVERLAY}.HUD.IsOn", "Head-up display", default=True),
    _drive.choice(
        "Drive.Mode",
        f"{OVERLAY}.Drive.Mode",
        "Character of the drive",
        "ECO COMFORT SPORT SNOW",
        default="COMFORT",
    ),
    _drive.whole(
        "ADAS.CruiseControl.Speed",
        "Vehicle.ADAS.CruiseControl.SpeedSet",
        "Set speed; none until it was set once",
        None,
        unit="km/h",
        low=30,
        high=180,
    ),
    _drive.switch(
        "ADAS.CruiseControl.Active",
        "Vehicle.ADAS.CruiseControl.IsActive",
        "Cruise control holds the speed",
        interlocks=(SPEED_FOR_CRUISE,),
    ),
    _drive.switch(
        "ADAS.LaneAssist",
        "Vehicle.ADAS.LaneDepartureDetection.IsEnabled",
        "Lane keeping",
        default=True,
    ),
)
