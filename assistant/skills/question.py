"""Questions about the car. They change nothing and are answered from what the car reports."""

from collections.abc import Callable, Mapping
from typing import Annotated

from assistant.messages import Say, Scene, Status
from assistant.skill import Effects, skill
from assistant.slots import Slot
from assistant.target import SIGNAL_PART
from vehicle_bus import Value, Zone

Answer = Callable[[Scene], str | None]
"""None: the car does not report it at the moment."""


def _reads(sentence: str, signal: str, form: Callable[[Value], str] = str) -> Answer:
    def answer(scene: Scene) -> str | None:
        value = scene.vehicle[signal]
        return None if value is None else sentence.format(form(value))

    return answer


def _number(value: Value) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _on_off(value: Value) -> str:
    return "on" if value is True else "off"


def _yes_open(value: Value) -> str:
    return "open" if value is True else "closed"


def _position(value: Value) -> str:
    return "closed" if value == 0 else f"{_number(value)} percent open"


def _words(value: Value) -> str:
    return str(value).replace("_", " ").lower()


def _list(value: Value) -> str:
    return ", ".join(_words(v) for v in value) if isinstance(value, tuple) and value else "none"


_CORNERS = {"FL": "front left", "FR": "front right", "RL": "rear left", "RR": "rear right"}
_LOW_BAR = 2.1
"""Below this a tyre is called low; the ECU's own warning decides the tell-tale."""


def _tyres(scene: Scene) -> str | None:
    bars = {corner: scene.vehicle.number(f"Vehicle.Tire.Pressure.{corner}") for corner in _CORNERS}
    known = {_CORNERS[corner]: bar for corner, bar in bars.items() if bar is not None}
    return tyres(known) if len(known) == len(_CORNERS) else None


def tyres(bars: Mapping[str, float]) -> str:
    """The pressures by corner, in words."""
    low = [f"{c} is low at {_number(bar)} bar" for c, bar in bars.items() if bar < _LOW_BAR]
    pressures = " and ".join(sorted({_number(bar) for bar in bars.values()}))
    return f"The {', the '.join(low)}." if low else f"All tyres are fine at {pressures} bar."


def _service(scene: Scene) -> str | None:
    distance = scene.vehicle.number("Vehicle.Service.DistanceTo")
    days = scene.vehicle.number("Vehicle.Service.TimeTo")
    if distance is None or days is None:
        return None
    if distance <= 0 or days <= 0:
        late = [f"{_number(-distance)} kilometres"] if distance < 0 else []
        late += [f"{_number(-days)} days"] if days < 0 else []
        return f"The service is overdue by {' and '.join(late)}." if late else "The service is due."
    return f"The next service is due in {_number(distance)} kilometres or {_number(days)} days."


def _windows(scene: Scene) -> str | None:
    values = {z: scene.vehicle[f"Window.{part}.Position"] for z, part in SIGNAL_PART.items()}
    if None in values.values():
        return None
    opened = [f"{_SEATS[z]} {_position(v)}" for z, v in values.items() if v is not None and v != 0]
    return f"Windows: {', '.join(opened)}." if opened else "All windows are closed."


_SEATS = {
    Zone.DRIVER: "driver's",
    Zone.PASSENGER: "passenger's",
    Zone.REAR_LEFT: "rear left",
    Zone.REAR_RIGHT: "rear right",
}


def _seat(function: str) -> Answer:
    def answer(scene: Scene) -> str | None:
        signal = f"Seat.{SIGNAL_PART[scene.speaker]}.{function}"
        value = scene.vehicle[signal]
        level = "off" if value == 0 else f"at level {value}"
        return None if value is None else f"Your seat {function.lower()} is {level}."

    return answer


def _lights(scene: Scene) -> str | None:
    low, high = scene.vehicle["Light.LowBeam"], scene.vehicle["Light.HighBeam"]
    if low is None or high is None:
        return None
    return f"The headlights are {_on_off(low)} and the high beams {_on_off(high)}."


def _destination(scene: Scene) -> str | None:
    place = scene.vehicle.destination
    return f"We are going to {place}." if place else "No destination is set."


def _waypoints(scene: Scene) -> str | None:
    stops = scene.vehicle.waypoints
    return f"Stops on the way: {', '.join(stops)}." if stops else "There are no stops on the way."


def _trip(sentence: str, signal: str) -> Answer:
    read = _reads(sentence, signal, _number)

    def answer(scene: Scene) -> str | None:
        return read(scene) if scene.vehicle.destination else "No route is active."

    return answer


ANSWERS: dict[str, Answer] = {
    "range": _reads("About {} kilometres to go.", "Vehicle.Range", _number),
    "fuel": _reads("The tank is at {} percent.", "Vehicle.Fuel.Level", _number),
    "battery": _reads("The battery is at {} percent.", "Vehicle.Battery.SoC", _number),
    "tyres": _tyres,
    "odometer": _reads("{} kilometres on the clock.", "Vehicle.Odometer", _number),
    "cabin": _reads("It is {} degrees in here.", "Vehicle.Cabin.AirTemperature", _number),
    "outside": _reads("It is {} degrees outside.", "Vehicle.Exterior.AirTemperature", _number),
    "service": _service,
    "oil": _reads("The oil level is {}.", "Vehicle.Oil.Level", _words),
    "washer": _reads("The washer fluid is at {} percent.", "Vehicle.WasherFluid.Level", _number),
    "warnings": _reads("Active warnings: {}.", "Vehicle.Warnings", _list),
    "location": _reads("We are at {}.", "Vehicle.Location"),
    "time": _reads("It is {}.", "Vehicle.Time"),
    "eta": _trip("We arrive at {}.", "Navigation.ETA"),
    "distance": _trip("{} kilometres to go.", "Navigation.RemainingDistance"),
    "playing": _reads("This is {}.", "Media.NowPlaying"),
    "version": _reads("The software is version {}.", "Vehicle.SoftwareVersion"),
    "consumption": _reads(
        "{} litres per 100 kilometres on this trip.", "Vehicle.Trip.Consumption", _number
    ),
    "speed": _reads("We are doing {} kilometres per hour.", "Vehicle.Speed", _number),
    "temp": _reads("It is set to {} degrees.", "HVAC.Driver.Temperature", _number),
    "fan": _reads("The fan is at {} percent.", "HVAC.Front.FanSpeed", _number),
    "ac": _reads("The air conditioning is {}.", "HVAC.AirConditioning", _on_off),
    "air": _reads("The air goes to: {}.", "HVAC.AirDistribution", _words),
    "defrost": _reads("The windscreen defroster is {}.", "HVAC.FrontDefroster", _on_off),
    "heat": _seat("Heating"),
    "cool": _seat("Cooling"),
    "window": _windows,
    "roof": _reads("The sunroof is {}.", "Sunroof.Position", _position),
    "door": _reads("The driver's door is {}.", "Door.Driver.Open", _yes_open),
    "trunk": _reads("The boot is {}.", "Trunk.Rear.Open", _yes_open),
    "lock": _reads("The doors are {}.", "Door.Lock", lambda v: "locked" if v else "unlocked"),
    "lights": _lights,
    "wipers": _reads("The wipers are on {}.", "Wiper.Front.Mode", _words),
    "volume": _reads("The volume is at {} percent.", "Media.Volume", _number),
    "source": _reads("The source is {}.", "Media.Source", _words),
    "destination": _destination,
    "waypoints": _waypoints,
    "mode": _reads("The car is in {} mode.", "Drive.Mode", _words),
    "cruise": _reads("The cruise control is {}.", "ADAS.CruiseControl.Active", _on_off),
    "lane": _reads("Lane assist is {}.", "ADAS.LaneAssist", _on_off),
    "screen": _reads("The screen is at {} percent.", "Display.Brightness", _number),
    "hud": _reads("The head-up display is {}.", "HUD.On", _on_off),
}

Topic = Annotated[str, Slot({(topic,): topic for topic in ANSWERS})]


@skill(
    "question.ask",
    word="ask",
    phrases=(
        "(what is my range|how far can i get|how much range do i have) => range",
        "(how much fuel|how much fuel do i have|how much petrol is left) => fuel",
        "(how much battery|how much charge is left|battery level) => battery",
        "(tyre pressure|tire pressure|check the tyres|check the tires) => tyres",
        "how (cold|warm|hot) is it outside => outside",
        "how (cold|warm|hot) is it in here => cabin",
        "(what time is it|what is the time) => time",
        "(where are we|where am i) => location",
        "(when will we arrive|when do we get there|what is our eta) => eta",
        "(what is playing|what song is this|which song is this) => playing",
        "how fast (are we going|am i going) => speed",
        "(are there any warnings|any warnings) => warnings",
    ),
    example="How far can I get?",
)
def ask(scene: Scene, topic: Topic) -> Effects:
    answer = ANSWERS[topic](scene)
    if answer is None:
        return (Say("The car does not report that at the moment.", Status.UNSUPPORTED),)
    return (Say(answer),)
