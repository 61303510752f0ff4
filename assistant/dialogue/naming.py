"""How signals and their values are said. A signal without an entry is said by its own name.

``{}`` in a form takes the value. Only what the car reported is put into these.
"""

from collections.abc import Mapping, Sequence

from assistant.care import ASK, CARE_SIGNALS, CODE, LIGHT
from assistant.cloud import BACK, CLOUD_SIGNALS, ERASE, TONIGHT, UPDATE
from vehicle_bus import Query, Value, catalogue

_SEATS = {
    "Driver": "driver's",
    "Passenger": "passenger's",
    "RearLeft": "rear left",
    "RearRight": "rear right",
}

_LABELS: Mapping[str, str] = (
    {
        "HVAC.Driver.Temperature": "driver's side",
        "HVAC.Passenger.Temperature": "passenger's side",
        "HVAC.Rear.Temperature": "rear",
        "HVAC.Front.FanSpeed": "fan",
        "HVAC.Rear.FanSpeed": "rear fan",
        "HVAC.AirConditioning": "air conditioning",
        "HVAC.Power": "climate system",
        "HVAC.Auto": "automatic climate",
        "HVAC.Sync": "zone sync",
        "HVAC.FrontDefroster": "windscreen defroster",
        "HVAC.RearDefroster": "rear window heating",
        "SteeringWheel.Heating": "steering wheel heating",
        "Window.ChildLock": "rear window lock",
        "Sunroof.Position": "sunroof",
        "Sunroof.Shade": "sunshade",
        "RearShade.Position": "rear blind",
        "Door.Lock": "doors",
        "Door.Driver.Open": "driver's door",
        "Door.Passenger.Open": "passenger's door",
        "Door.Rear.Open": "rear doors",
        "Door.ChildLock": "child lock",
        "Trunk.Rear.Open": "boot",
        "Trunk.Front.Open": "front boot",
        "Hood.Open": "bonnet",
        "FuelFlap.Open": "filler flap",
        "Light.LowBeam": "headlights",
        "Light.HighBeam": "high beams",
        "Light.Auto": "automatic headlights",
        "Light.Parking": "parking lights",
        "Light.Fog.Front": "front fog lights",
        "Light.Fog.Rear": "rear fog light",
        "Light.Hazard": "hazard lights",
        "Light.Dome": "inside light",
        "Light.Reading.Driver": "driver's reading light",
        "Light.Reading.Passenger": "passenger's reading light",
        "Light.Reading.Rear": "rear reading light",
        "Light.Ambient.On": "ambient light",
        "Light.Ambient.Color": "ambient light",
        "Light.Ambient.Intensity": "ambient light",
        "Wiper.Front.Mode": "wipers",
        "Wiper.Rear.Mode": "rear wiper",
        "Mirror.Fold": "mirrors",
        "Mirror.Heating": "mirror heating",
        "Mirror.Inside.Dimming": "inside mirror dimming",
        "Display.Brightness": "screen",
        "HUD.On": "head-up display",
        "ADAS.CruiseControl.Speed": "cruise control",
        "ADAS.CruiseControl.Active": "cruise control",
        "ADAS.LaneAssist": "lane assist",
        "Media.Volume": "volume",
        "Media.Shuffle": "shuffle",
        "Navigation.Volume": "guidance voice",
        "Profile.Learning": "learning",
        "Profile.Preference.Set": "driver's memory",
        "Profile.Preference.Forget": "driver's memory",
        "Profile.Preference.List": "driver's memory",
        "Profile.Switch": "driver's seat",
        **dict.fromkeys(sorted(CLOUD_SIGNALS), "line to the cloud"),
        **dict.fromkeys(sorted(CARE_SIGNALS), "health of the car"),
        "Privacy.LocationSharing": "location sharing",
        "Privacy.DataSharing": "data sharing",
        "Privacy.Microphone": "microphone",
    }
    | {
        f"Seat.{part}.{function}": f"{seat} {name}"
        for part, seat in _SEATS.items()
        for function, name in (
            ("Heating", "seat heating"),
            ("Cooling", "seat cooling"),
            ("Massage", "massage"),
            ("Lumbar", "lumbar support"),
            ("Height", "seat height"),
            ("Position", "seat position"),
            ("Backrest", "backrest"),
        )
    }
    | {f"Window.{part}.Position": f"{seat} window" for part, seat in _SEATS.items()}
)

_SENTENCES: Mapping[str, Mapping[Value, str] | str] = {
    "HVAC.Recirculation": {True: "recirculating the inside air", False: "fresh air from outside"},
    "HVAC.AirDistribution": "air to: {}",
    "Sunroof.Tilt": {True: "sunroof tilted", False: "sunroof flat"},
    "Light.Indicator": {
        "OFF": "indicator off",
        "LEFT": "indicating left",
        "RIGHT": "indicating right",
    },
    "Washer.Front": "washing the windscreen",
    "Horn": "horn sounded",
    "Display.Mode": "display mode: {}",
    "Display.Units.Temperature": {
        "C": "temperatures in Celsius",
        "F": "temperatures in Fahrenheit",
    },
    "Drive.Mode": "{} mode",
    "Media.Playback": {"PLAYING": "playing", "PAUSED": "paused", "STOPPED": "stopped"},
    "Media.Track": {
        "NEXT": "next track",
        "PREVIOUS": "previous track",
        "RESTART": "from the start",
    },
    "Media.Source": "source: {}",
    "Media.Mute": {True: "muted", False: "sound on"},
    "Media.Repeat": "repeat: {}",
    "Media.Seek": "skipped {} seconds",
    "Media.PlaybackRate": "{} times speed",
    "Media.Favorite": "saved to your favourites",
    "Media.Bass": "bass at {}",
    "Media.Treble": "treble at {}",
    "Media.Fader": "fader at {}",
    "Media.Balance": "balance at {}",
    "Navigation.Guidance": {"ACTIVE": "guidance running", "STOPPED": "route cancelled"},
    "Navigation.Avoid": "avoiding: {}",
    "Navigation.RouteType": "{} route",
    "Navigation.Reroute": "looking for another way",
    "Navigation.Mute": {True: "guidance voice muted", False: "guidance voice on"},
    "Navigation.Map.View": "map view: {}",
    "Navigation.Map.Zoom": "map zoom {}",
    "Phone.Call.State": {
        "ANSWERED": "call answered",
        "REJECTED": "call rejected",
        "ENDED": "call ended",
    },
    "Phone.ReadMessages": "your messages",
    "Mirror.Left.Adjust": "left mirror {}",
    "Mirror.Right.Adjust": "right mirror {}",
}

_PAIRS: Mapping[str, tuple[str, str]] = {
    "Door.Lock": ("locked", "unlocked"),
    "Mirror.Fold": ("folded", "unfolded"),
}
_OPENINGS = ("Window.", "Sunroof.", "RearShade.")
_LEVEL = "level"
_UNITS = {"%": " percent", "Celsius": " degrees", "km/h": " kilometres per hour"}


def label(signal: str) -> str:
    """What people call it."""
    return _LABELS.get(signal, signal.replace(".", " ").lower())


def sentence(signal: str, value: Value) -> str:
    """A signal at a value, without capital or full stop."""
    if isinstance(value, Query):
        return query(signal, value)
    fixed = _SENTENCES.get(signal)
    if isinstance(fixed, str):
        return fixed.format(plain(value))
    if fixed is not None and value in fixed:
        return fixed[value]
    return f"{label(signal)} {predicate(signal, value)}"


def predicate(signal: str, value: Value) -> str:
    """Only what is said of the signal: "at 22 degrees", "closed"."""
    if isinstance(value, bool):
        yes, no = _PAIRS.get(
            signal, ("open", "closed") if signal.endswith(".Open") else ("on", "off")
        )
        return yes if value else no
    if signal.startswith(_OPENINGS):
        return (
            {0: "closed", 100: "open"}.get(round(float(value)), f"at {plain(value)} percent")
            if isinstance(value, int | float)
            else plain(value)
        )
    if value == 0 and catalogue.SIGNALS[signal].unit == _LEVEL:
        return "off"
    return f"at {plain(value)}{unit(signal)}" if isinstance(value, int | float) else plain(value)


def unit(signal: str) -> str:
    """The catalogue's unit as it is said after a number, with the space before it."""
    return _UNITS.get(catalogue.SIGNALS[signal].unit, "")


def plain(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(v.replace("_", " ").lower() for v in value) or "nothing"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return value if value[:1].isdigit() else value.replace("_", " ").lower()
    return str(value)


def query(signal: str, value: Query) -> str:
    """What the head unit resolved a request to."""
    said = value.get("name") or value.get("title") or value.get("query") or value.get("scope") or ""
    forms = {
        "Media.Play": f"playing {value.get('now_playing') or said}",
        "Navigation.Destination": f"route to {said}",
        "Navigation.Search": f"found {value.get('found') or said}",
        "Navigation.Waypoint.Add": f"stopping at {said} on the way",
        "Navigation.Waypoint.Remove": f"no stop at {said} any more",
        "Navigation.SavePlace": f"saved this place as {said}",
        "Phone.Call": f"calling {said}",
        "Phone.Message": f"message to {value.get('to')} saying: {value.get('text')}",
        "Privacy.History.Clear": f"history cleared: {said}",
    }
    return forms.get(signal, f"{label(signal)}: {said}")


_REQUESTS = {
    "Media.Play": "play {query}",
    "Navigation.Destination": "start the route to {query}",
    "Navigation.Waypoint.Add": "stop at {query}",
    "Phone.Call": "call {query}",
    "Phone.Message": "send {to} the message: {text}",
    "Privacy.History.Clear": "clear the history ({scope})",
    "Profile.Preference.Set": "remember that: {text}",
    "Profile.Preference.Forget": "forget {scope} that I know about you",
    "Profile.Switch": "change to {name}",
}


_IN_SO_MANY_WORDS = {
    UPDATE: "install it",
    TONIGHT: "install it tonight",
    BACK: "go back to the version before",
    ERASE: "have everything deleted that was sent about you",
    ASK: "look how the car is",
    LIGHT: "explain the warning light",
    CODE: "explain the trouble code",
}


def order(signal: str, value: Value) -> str:
    """What carrying it out would be called: "open the bonnet", "set the fan to 40 percent"."""
    return _IN_SO_MANY_WORDS.get(signal) or _order(signal, value, label(signal))


def _order(signal: str, value: Value, named: str) -> str:
    if isinstance(value, Query):
        return _REQUESTS.get(signal, named).format_map(value.as_dict())
    if signal == "Door.Lock":
        return "lock the doors" if value else "unlock the doors"
    if signal.endswith(".Open"):
        return f"{'open' if value else 'close'} the {named}"
    if signal.startswith(_OPENINGS) and value in (0, 100):
        return f"{'open' if value else 'close'} the {named}"
    if isinstance(value, bool):
        return f"turn the {named} {'on' if value else 'off'}"
    return (
        f"set the {named} to {plain(value)}{unit(signal) if isinstance(value, int | float) else ''}"
    )


def both(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
