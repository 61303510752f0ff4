"""All ECUs of one car over one board: what is asked for, what is answered, what goes by.

A request is obeyed whole or not at all. There are no frames here and no thread; ``vehicle`` has
those.
"""

from collections.abc import Callable, Mapping

from vehicle_bus.catalogue import REPORTS, SIGNALS
from vehicle_bus.parameter import ODOMETER
from vehicle_bus.request import Fields
from vehicle_bus.result import Result
from vehicle_bus.signal import Kind
from vehicle_bus.state import Texts
from vehicle_bus.value import Query, Value
from vehicle_bus.virtual.board import Board
from vehicle_bus.virtual.body import Body
from vehicle_bus.virtual.climate import Climate
from vehicle_bus.virtual.drive import Drive
from vehicle_bus.virtual.ecu import NOT_FOUND, NOT_NOW, REJECTED, Answer, Ecu, Wanted, found
from vehicle_bus.virtual.fault_memory import ENGINE_LAMP, Fault, FaultMemory
from vehicle_bus.virtual.gauges import Gauges
from vehicle_bus.virtual.light import Light
from vehicle_bus.virtual.media import Media
from vehicle_bus.virtual.navigation import Navigation
from vehicle_bus.virtual.phone import Phone
from vehicle_bus.virtual.surroundings import Surroundings

_PRESSED_S = 0.5
_HISTORIES = ("destination", "call", "voice", "search", "message", "all", "everything")


class Car:
    def __init__(self) -> None:
        self.board = Board()
        self.gauges = Gauges(self.board)
        self.faults = FaultMemory(self.gauges.read)
        self.drive = Drive(self.board, lambda: self.faults.lamps)
        self.surroundings = Surroundings(self.board)
        self.light = Light(self.board)
        self.media = Media(self.board)
        self.phone = Phone(self.board)
        self.navigation = Navigation(self.board, self.phone.book)
        self._ecus: tuple[Ecu, ...] = (
            self.surroundings,
            self.drive,
            Body(self.board),
            self.light,
            Climate(self.board),
            self.media,
            self.phone,
            self.navigation,
        )
        self._services: Mapping[str, Callable[[Query], Answer]] = {
            "Media.Play": self.media.play,
            "Navigation.Destination": self.navigation.go_to,
            "Navigation.Search": self.navigation.search,
            "Navigation.Waypoint.Add": self.navigation.add_stop,
            "Navigation.Waypoint.Remove": self.navigation.remove_stop,
            "Navigation.SavePlace": self.navigation.save,
            "Phone.Call": self.phone.call,
            "Phone.Message": self.phone.send,
            "Privacy.History.Clear": self._clear_history,
        }
        self._pressed_s: dict[str, float] = {}
        self._published: dict[str, Fields] = {}

    def request(self, wanted: Wanted) -> Result:
        """Obey all of it or nothing."""
        if refusal := self._refusal(wanted):
            return refusal
        for name, value in wanted.items():
            self._take(name, value)
        for ecu in self._ecus:
            ecu.follow(wanted)
        return Result.OK

    def ask(self, name: str, query: Query) -> Answer:
        """A request in words."""
        if name in self.board.unfitted:
            return NOT_NOW
        return self._services[name](query) if SIGNALS[name].accepts(query) else REJECTED

    def break_down(self, code: str) -> Fault:
        """A fault comes up, with what it does to the car."""
        self.gauges.faults |= {code.upper()}
        try:
            return self.faults.notice(code)
        finally:
            self._feel()

    def heal(self, code: str | None = None) -> None:
        """The workshop mends this fault, or all, and clears the memory of it."""
        self.faults.heal(code)
        self._feel()

    def _feel(self) -> None:
        """The gauges show what the faults do."""
        faults = self.faults.faults
        lit_at_km = [f.frozen[ODOMETER] for f in faults if f.lamp == ENGINE_LAMP]
        self.gauges.faults = frozenset(fault.code for fault in faults)
        self.gauges.lamp_lit_at_km = min(lit_at_km, default=None)

    def tick(self, dt_s: float) -> None:
        for ecu in self._ecus:
            ecu.tick(dt_s)
        for name in tuple(self._pressed_s):
            self._pressed_s[name] -= dt_s
            if self._pressed_s[name] <= 0:
                del self._pressed_s[name]
                self.board.put(name, False)

    def reset(self) -> None:
        """A car just started: defaults everywhere, nothing kept of what was done in it."""
        self.board.reset()
        self.heal()
        for part in (self.media, self.phone, self.navigation):
            part.reset()

    def settle(self) -> None:
        """Take the board as it was written from outside: nothing happens because of it."""
        self._pressed_s.clear()
        for name, signal in SIGNALS.items():
            if signal.kind is Kind.MOMENTARY and signal.message:
                self.board.put(name, False)
        for part in (
            self.surroundings,
            self.drive,
            self.light,
            self.media,
            self.phone,
            self.navigation,
        ):
            part.settle()

    def publish(self) -> None:
        """Move on the revision of every text that is not what it was."""
        reports = self.reports()
        for name, fields in reports.items():
            if self._published.get(name) != fields:
                self.board.revise(name)
        self._published = dict(reports)

    def reports(self) -> Mapping[str, Fields]:
        """What the head unit tells in words, as the text channel carries it."""
        texts = {
            report.name: _known((("text", self.board.text(report.signal)),))
            for report in REPORTS
            if report.signal and report.signal not in self.board.unfitted
        }
        return texts | _fields(self.texts())

    def texts(self) -> Texts:
        """The same as the assistant shall know it."""
        navigation, phone = self.navigation, self.phone
        return Texts(
            contacts=phone.book.names if self.board.is_on("Phone.Connected") else (),
            saved_places=tuple(navigation.saved),
            destination=navigation.shown.destination or None,
            waypoints=navigation.shown.waypoints,
            incoming_call=phone.incoming_call,
            in_call=phone.in_call,
            messages=phone.messages,
            library=self.media.library,
        )

    def _refusal(self, wanted: Wanted) -> Result | None:
        if any(name in self.board.unfitted for name in wanted):
            return Result.NOT_FITTED
        if not all(SIGNALS[name].accepts(value) for name, value in wanted.items()):
            return Result.OUT_OF_RANGE
        if any(ecu.refuses(wanted) for ecu in self._ecus):
            return Result.INTERLOCK
        return None

    def _take(self, name: str, value: Value) -> None:
        signal = SIGNALS[name]
        if signal.kind is Kind.MOMENTARY:
            self.board.put(name, True)
            self._pressed_s[name] = _PRESSED_S
        elif not signal.is_event:
            self.board.aim(name, value)

    def _clear_history(self, query: Query) -> Answer:
        scope = (query.get("scope") or "all").casefold()
        return found(query) if any(name in scope for name in _HISTORIES) else NOT_FOUND


def _fields(texts: Texts) -> dict[str, Fields]:
    said = (("destination", texts.destination),)
    calls = (("incoming", texts.incoming_call), ("active", texts.in_call))
    stops = tuple(("waypoint", stop) for stop in texts.waypoints)
    letters = ((("sender", sender), ("text", text)) for sender, text in texts.messages)
    return {
        "route": (*_known(said), *stops),
        "saved_places": tuple(("place", name) for name in texts.saved_places),
        "contacts": tuple(("contact", name) for name in texts.contacts),
        "calls": _known(calls),
        "messages": tuple(field for letter in letters for field in letter),
        "library": texts.library,
    }


def _known(fields: tuple[tuple[str, str | None], ...]) -> Fields:
    return tuple((name, text) for name, text in fields if text)
