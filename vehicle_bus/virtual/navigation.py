"""The navigation of the head unit: destination, stops, saved places, how far and when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vehicle_bus.request import Outcome
from vehicle_bus.value import Query
from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.ecu import NOT_FOUND, REJECTED, Answer, Wanted, found
from vehicle_bus.virtual.phone import PhoneBook
from vehicle_bus.virtual.places import Place, home_map, owner_of, saved_name
from vehicle_bus.virtual.spelling import core, fold, matches
from vehicle_bus.virtual.surroundings import clock_seconds, clock_text

SAVED_PLACES: Mapping[str, float] = {"home": 18.0, "work": 9.0}
_GUIDANCE = "Navigation.Guidance"
_REMAINING = "Navigation.RemainingDistance"
_ETA = "Navigation.ETA"
_KMH_OF_ROUTE = {"FASTEST": 75.0, "SHORTEST": 55.0, "ECO": 65.0, "SCENIC": 50.0}
_SLOWER_BY = {"HIGHWAYS": 1.3, "TOLLS": 1.1, "FERRIES": 1.05, "UNPAVED": 1.0, "TRAFFIC": 1.05}
_REPLANS = ("Navigation.Reroute", "Navigation.Avoid", "Navigation.RouteType")
_STOP_KM, _STOP_S = 3.0, 480.0
_CLOSER_THAN_KM = 0.02
_EVERY_STOP = frozenset({"all", "every", "everything", "all stops", "all waypoints"})


@dataclass(frozen=True, slots=True)
class Route:
    destination: str
    waypoints: tuple[str, ...] = ()


class Navigation:
    def __init__(self, board: Board, book: PhoneBook) -> None:
        self._board = board
        self._book = book
        self._arrival_s = 0.0
        self.saved: dict[str, float] = dict(SAVED_PLACES)
        self.route: Route | None = None
        """Where guidance leads or, when it was stopped, where it led."""

    @property
    def is_guiding(self) -> bool:
        return self._board.get(_GUIDANCE) == "ACTIVE"

    @property
    def shown(self) -> Route:
        """What is on the screen: the route of the guidance, or stops that wait for one."""
        is_shown = self.route and (self.is_guiding or not self.route.destination)
        return self.route if self.route and is_shown else Route("")

    def reset(self) -> None:
        self.saved = dict(SAVED_PLACES)

    def settle(self) -> None:
        """Take the arrival as the board says."""
        self._arrival_s = clock_seconds(self._board.text(_ETA) or "00:00")

    def refuses(self, wanted: Wanted) -> bool:
        return wanted.get(_GUIDANCE) == "ACTIVE" and not (self.route and self.route.destination)

    def follow(self, wanted: Wanted) -> None:
        if _GUIDANCE in wanted:
            self._guide(on=self.is_guiding)
        elif self.is_guiding and any(name in wanted for name in _REPLANS):
            self._plan(self._board.number(_REMAINING))

    def tick(self, dt_s: float) -> None:
        if not self.is_guiding or self._board.get(_REMAINING) is None:
            return
        km = self._board.number("Vehicle.Speed") * dt_s / 3600
        if not km:
            self._arrive_at(self._arrival_s + dt_s)
            return
        left = self._board.number(_REMAINING) - km
        self._board.drift(_REMAINING, left)
        if left <= _CLOSER_THAN_KM:
            self._board.put(_GUIDANCE, "STOPPED")
            self.route = None
            self._guide(on=False)

    def go_to(self, query: Query) -> Answer:
        answer, place = self._locate(query)
        if place:
            pending = () if self.shown.destination else self.shown.waypoints
            self.route = Route(place.asked, pending)
            self._board.put(_GUIDANCE, "ACTIVE")
            self._plan(place.km)
        return answer

    def search(self, query: Query) -> Answer:
        said = query.get("query") or ""
        places = home_map().search(said)
        if not places:
            return NOT_FOUND
        names = tuple(place.name for place in places)
        return found(query, names, kind=places[0].kind, name=names[0])

    def add_stop(self, query: Query) -> Answer:
        answer, place = self._locate(query)
        if place:
            route = self.shown
            self.route = replace(route, waypoints=(*route.waypoints, place.asked))
            self._stretch(1)
        return answer

    def remove_stop(self, query: Query) -> Answer:
        said = query.get("query") or ""
        stops = self.shown.waypoints
        hits = stops if fold(said) in _EVERY_STOP else self._stops_meant(said, stops)
        if not hits:
            return NOT_FOUND
        if len(hits) > 1 and fold(said) not in _EVERY_STOP:
            return Answer(Outcome.AMBIGUOUS, query, hits)
        kept = tuple(stop for stop in stops if stop not in hits)
        self.route = replace(self.shown, waypoints=kept)
        self._stretch(-len(hits))
        return found(query, name=hits[0])

    def save(self, query: Query) -> Answer:
        name = query.get("name") or query.get("query")
        if not name:
            return REJECTED
        place = home_map().locate(query.get("query") or "")
        self.saved[name] = place.km if query.get("name") and place else 0.0
        return found(query, name=name)

    def _locate(self, query: Query) -> tuple[Answer, Place | None]:
        said = query.get("query") or ""
        if saved := saved_name(said, tuple(self.saved)):
            place: Place | None = Place(said, saved, self.saved[saved], "saved place")
        elif people := self._people(said):
            if len(people) > 1:
                return Answer(Outcome.AMBIGUOUS, query, people), None
            place = self._home_of(said, people[0])
        else:
            place = home_map().locate(said)
        if place is None:
            return NOT_FOUND, None
        return found(query, query=place.asked, name=place.name, kind=place.kind), place

    def _people(self, said: str) -> tuple[str, ...]:
        """The contacts whose home this may be."""
        owner = owner_of(said)
        if owner is not None:
            return self._book.find(owner)
        words = set(core(said).split())
        return tuple(
            name for name in self._book.names if words and words <= set(core(name).split())
        )

    def _home_of(self, said: str, name: str) -> Place:
        far = home_map().locate(f"{name} 1")
        return Place(said, f"{name}'s home", far.km if far else 0.0, "contact")

    def _stops_meant(self, said: str, stops: tuple[str, ...]) -> tuple[str, ...]:
        wanted = core(said)
        if wanted in ("", "stop", "waypoint", "last", "last stop"):
            return stops[-1:]
        if wanted in ("first", "first stop", "next", "next stop"):
            return stops[:1]
        return matches(said, stops)

    def _stretch(self, stops: int) -> None:
        """So many stops more or less on the way."""
        if not self.is_guiding or self._board.get(_REMAINING) is None:
            return
        remaining = self._board.number(_REMAINING)
        self._board.drift(_REMAINING, max(remaining + stops * _STOP_KM, 1.0))
        self._arrive_at(self._arrival_s + stops * _STOP_S)

    def _guide(self, *, on: bool) -> None:
        if not on:
            self._board.clear(_REMAINING)
            self._board.clear(_ETA)
        elif self.route and self._board.get(_REMAINING) is None:
            place = home_map().locate(self.route.destination)
            self._plan(place.km if place else _STOP_KM)

    def _plan(self, km: float) -> None:
        avoided = self._board.get("Navigation.Avoid")
        kmh = _KMH_OF_ROUTE[self._board.text("Navigation.RouteType")]
        for name in avoided if isinstance(avoided, tuple) else ():
            kmh /= _SLOWER_BY[name]
        self._board.drift(_REMAINING, km)
        self._arrive_at(clock_seconds(self._board.text("Vehicle.Time")) + km / kmh * 3600)

    def _arrive_at(self, seconds: float) -> None:
        self._arrival_s = seconds
        self._board.put(_ETA, clock_text(seconds))
