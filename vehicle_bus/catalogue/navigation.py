"""Navigation: destination, route, map, spoken guidance."""

from vehicle_bus.catalogue.entry import OVERLAY, Family
from vehicle_bus.signal import Kind

_NAV = "Vehicle.Cabin.Infotainment.Navigation"
_OURS = f"{OVERLAY}.Infotainment.Navigation"
_nav = Family("NAV")

NAVIGATION = (
    _nav.query(
        "Navigation.Destination",
        f"{_OURS}.Destination",
        "Start guidance to a place; VSS has DestinationSet by latitude and longitude",
        "query",
        service=0x20,
    ),
    _nav.query("Navigation.Search", f"{_OURS}.Search", "List places", "query", service=0x21),
    _nav.query(
        "Navigation.Waypoint.Add",
        f"{_OURS}.Waypoint.Add",
        "One more stop on the way",
        "query",
        service=0x22,
    ),
    _nav.query(
        "Navigation.Waypoint.Remove",
        f"{_OURS}.Waypoint.Remove",
        "One stop less",
        "query",
        service=0x23,
    ),
    _nav.query(
        "Navigation.SavePlace",
        f"{_OURS}.SavePlace",
        "Keep the place named by query, or where the car is, under a name",
        "query name",
        service=0x24,
    ),
    _nav.choice(
        "Navigation.Guidance",
        f"{_OURS}.Guidance",
        "Stopped also cancels the route",
        "ACTIVE STOPPED",
        default="STOPPED",
    ),
    _nav.several(
        "Navigation.Avoid",
        f"{_OURS}.Avoid",
        "What routes stay away from",
        "TOLLS HIGHWAYS FERRIES UNPAVED TRAFFIC",
    ),
    _nav.choice(
        "Navigation.RouteType",
        f"{_OURS}.RouteType",
        "What routes aim at",
        "FASTEST SHORTEST ECO SCENIC",
        default="FASTEST",
    ),
    _nav.press("Navigation.Reroute", f"{_OURS}.Reroute", "Look for another way"),
    _nav.percent("Navigation.Volume", f"{_NAV}.Volume", "Spoken guidance", 50),
    _nav.switch("Navigation.Mute", f"{_NAV}.Mute", "Silent guidance: MUTED or UNMUTED in VSS"),
    _nav.choice(
        "Navigation.Map.View",
        f"{_OURS}.Map.View",
        "How the map is drawn",
        "2D 3D NORTH_UP HEADING_UP OVERVIEW SATELLITE",
        default="3D",
    ),
    _nav.whole(
        "Navigation.Map.Zoom",
        f"{_OURS}.Map.Zoom",
        "1 the continent, 20 the house",
        12,
        low=1,
        high=20,
    ),
    _nav.sense("Navigation.ETA", f"{_OURS}.ETA", "Arrival", Kind.CLOCK, "18:25"),
    _nav.reading(
        "Navigation.RemainingDistance",
        f"{_OURS}.RemainingDistance",
        "Way left on the route",
        41,
        low=0,
        high=20_000,
        unit="km",
    ),
)
