"""Where to, which way, and what the map shows."""

from typing import Annotated

from assistant.messages import AskWhich, Option, Say, Scene, Status
from assistant.people import contacts_meant
from assistant.skill import Effects, skill
from assistant.slots import Amount, Switch, Text, Zoom, choice
from assistant.target import PERCENT, Steps, move
from vehicle_bus import BusCommand, Query

Guide = Annotated[str, choice(start="ACTIVE", stop="STOPPED")]
Road = Annotated[
    str,
    choice(
        tolls="TOLLS", highways="HIGHWAYS", ferries="FERRIES", unpaved="UNPAVED", traffic="TRAFFIC"
    ),
]
RouteKind = Annotated[
    str, choice(fastest="FASTEST", shortest="SHORTEST", eco="ECO", scenic="SCENIC")
]
View = Annotated[
    str,
    choice(
        **{"2d": "2D", "3d": "3D"},
        north="NORTH_UP",
        heading="HEADING_UP",
        overview="OVERVIEW",
        satellite="SATELLITE",
    ),
]
Need = Annotated[
    str,
    choice(
        fuel="petrol station",
        charge="charging station",
        food="restaurant",
        coffee="cafe",
        toilet="toilet",
        rest="rest area",
        parking="car park",
        bed="hotel",
        cash="cash machine",
        medicine="pharmacy",
        doctor="hospital",
        garage="garage",
    ),
]
"""What a person lacks, and the kind of place that has it."""

_THERE = frozenset({"there", "that one", "this one", "it"})
_ZOOM = Steps(1, 2, 4)


def _go(name: str) -> BusCommand:
    return BusCommand("Navigation.Destination", Query.of(query=name))


@skill(
    "navigation.go",
    word="nav",
    phrases=(),
    example="Take me to the railway station.",
)
def go(scene: Scene, text: Text) -> Effects:
    if text in _THERE:
        return _found(scene) or (Say("Where to?", Status.CLARIFY),)
    if text in scene.vehicle.saved_places:
        return (_go(text),)
    people = contacts_meant(text, scene.vehicle.contacts)
    if len(people) > 1:
        options = tuple(Option(name, (_go(name),)) for name in people)
        return (AskWhich("Whose place", options),)
    return (_go(people[0] if people else text),)


def _found(scene: Scene) -> Effects:
    """The first place that the last search listed; nothing if something else is being asked."""
    last = scene.conversation.wishes[-1][0] if scene.conversation.wishes else ""
    if scene.pending is None or last not in {"search", "need"}:
        return ()
    places = (option.commands for option in scene.pending.options)
    return next(places, ())


@skill("navigation.search", word="search", example="Find a charging station.")
def search(scene: Scene, text: Text) -> Effects:
    return (BusCommand("Navigation.Search", Query.of(query=text)),)


@skill("navigation.need", word="need", example="I'm starving.")
def need(scene: Scene, kind: Need) -> Effects:
    """Nobody named a place: what was said tells which kind would help."""
    return (BusCommand("Navigation.Search", Query.of(query=kind)),)


@skill("navigation.add_stop", word="via", example="Stop at a pharmacy on the way.")
def add_stop(scene: Scene, text: Text) -> Effects:
    """Without a route there is no way to stop on, so the place is looked for instead."""
    on_route = scene.vehicle["Navigation.Guidance"] == "ACTIVE"
    signal = "Navigation.Waypoint.Add" if on_route else "Navigation.Search"
    return (BusCommand(signal, Query.of(query=text)),)


@skill("navigation.drop_stop", word="unvia", example="Leave out the stop at the pharmacy.")
def drop_stop(scene: Scene, text: Text) -> Effects:
    return (BusCommand("Navigation.Waypoint.Remove", Query.of(query=text)),)


@skill(
    "navigation.guidance",
    word="route",
    phrases=(
        "(cancel|end|stop) [the] (route|guidance|directions) => stop",
        "(cancel|end) [the] navigation => stop",
        "(start|resume) [the] (navigation|guidance) => start",
    ),
    example="Cancel the route.",
)
def guidance(scene: Scene, to: Guide) -> Effects:
    return (BusCommand("Navigation.Guidance", to),)


@skill(
    "navigation.avoid",
    word="avoid",
    phrases=(
        "avoid (tolls|toll roads) => tolls on",
        "(no motorways|no highways) => highways on",
        "avoid ferries => ferries on",
        "avoid traffic => traffic on",
    ),
    example="Avoid toll roads.",
)
def avoid(scene: Scene, road: Road, on: Switch) -> Effects:
    now = scene.vehicle["Navigation.Avoid"]
    avoided = set(now) if isinstance(now, tuple) else set()
    wanted = avoided | {road} if on else avoided - {road}
    return (BusCommand("Navigation.Avoid", tuple(sorted(wanted))),)


@skill(
    "navigation.route_type",
    word="prefer",
    phrases=(
        "[take] the fastest route => fastest",
        "[take] the shortest route => shortest",
        "[take] the scenic route => scenic",
        "[take] the (most efficient|eco) route => eco",
    ),
)
def route_type(scene: Scene, kind: RouteKind) -> Effects:
    return (BusCommand("Navigation.RouteType", kind),)


@skill(
    "navigation.reroute",
    word="reroute",
    phrases=("(find another route|find a different route|reroute)",),
)
def reroute(scene: Scene) -> Effects:
    return (BusCommand("Navigation.Reroute", True),)


@skill("navigation.voice", word="voice", example="Guidance voice louder.")
def voice(scene: Scene, change: Amount) -> Effects:
    return (move(scene, "Navigation.Volume", change, PERCENT),)


@skill(
    "navigation.mute",
    word="navmute",
    phrases=(
        "mute (the navigation|navigation|the guidance|the directions) => on",
        "unmute (the navigation|navigation|the guidance|the directions) => off",
    ),
)
def mute(scene: Scene, on: Switch) -> Effects:
    return (BusCommand("Navigation.Mute", on),)


@skill(
    "navigation.view",
    word="map",
    phrases=(
        "(show the whole route|show the overview|route overview) => overview",
        "satellite view => satellite",
        "[map] north up => north",
    ),
)
def view(scene: Scene, to: View) -> Effects:
    return (BusCommand("Navigation.Map.View", to),)


@skill(
    "navigation.zoom",
    word="zoom",
    phrases=("zoom out => out", "zoom (the map in|in on the map) => in"),
)
def zoom(scene: Scene, change: Zoom) -> Effects:
    return (move(scene, "Navigation.Map.Zoom", change, _ZOOM),)


@skill("navigation.save_place", word="save", example="Save this place as the boathouse.")
def save_place(scene: Scene, text: Text) -> Effects:
    return (BusCommand("Navigation.SavePlace", Query.of(query="here", name=text)),)
