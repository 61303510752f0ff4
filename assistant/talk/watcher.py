"""What the car notices between turns: what is done by hand, in which situation, and what to offer.

Nothing here delays a turn: turns are handed over when they are finished, and everything is looked
at about once a second in a thread of its own. An offer is made when the situation has lasted, the
driver is not busy and nobody speaks; policy judges it like any wish, and once more at the yes.
"""

import time
from collections.abc import Callable
from queue import SimpleQueue

from assistant.health import Herald
from assistant.known import Offer
from assistant.memory import SWITCH
from assistant.messages import Turn
from assistant.remembering import DriverMemory, observed
from assistant.talk.session import Session
from assistant.talk.workload import is_busy
from vehicle_bus import BusCommand, Query, Value, Vehicle, VehicleState, catalogue

STEADY_S = 60.0
"""A situation that lasts less was none: crossing a village is not town."""
QUIET_S = 10.0
"""So long after the situation began, and after the last turn, nothing is offered."""
_WAKES_S = 3.0
"""So long into a trip what changes is the car's own doing: it finds its settings again."""
_KEY = "Vehicle.Driver.Key"


class Watcher:
    """To be used from one thread."""

    def __init__(
        self,
        vehicle: Vehicle,
        memory: DriverMemory,
        session: Session,
        taken: SimpleQueue[Turn],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``taken`` brings every turn that is over."""
        self._vehicle = vehicle
        self._memory = memory
        self._session = session
        self._clock = clock
        self._taken = taken
        self.proposed: Callable[[], Offer | None] = lambda: None
        """What the fleet asks for now; None: nothing."""
        self.herald: Herald | None = None
        """Announces warning lights; None: nobody does."""
        self._held: dict[str, str | float | bool] = {}
        """How the car stood at the last look."""
        self._situation: frozenset[str] | None = None
        self._trip: int | None = None
        self._wakes_until_s = clock() + _WAKES_S
        self._next: tuple[frozenset[str], float] | None = None
        """Another situation, and since when it has been that."""
        self._quiet_since_s = clock()
        self._driver: str | None = None
        self._key: Value | None = None
        self._is_indexed = False
        """What was told is in the index; making that waits until nobody speaks."""
        self._sounds_like: str | None = None
        """Whose voice was heard last."""
        self._asked_who: str | None = None

    def look(self, *, may_speak: bool = True) -> Turn | None:
        """One look; a turn if the car began one.

        PersonalizationError, VehicleBusError or TurnError if something of it broke.
        """
        vehicle = self._vehicle.refresh()
        self._seat(vehicle)
        self._follow(vehicle)
        turns = self._turns()
        for turn in turns:
            self._memory.took(turn)
        self._compare(vehicle, is_own=bool(turns))
        self._is_indexed &= not turns
        if warned := self._warn(vehicle, may_speak=may_speak):
            return warned
        if not may_speak or self._clock() - self._quiet_since_s < QUIET_S:
            return None
        if not self._is_indexed:
            self._is_indexed = True
            self._memory.index()
        if is_busy(vehicle):
            return None
        return self._begin(self._who() or self.proposed() or self._memory.offer(vehicle))

    def _warn(self, vehicle: VehicleState, *, may_speak: bool) -> Turn | None:
        """What wants the car to stop is said whoever speaks; the rest waits for a calm moment."""
        if self.herald is None:
            return None
        is_quiet = may_speak and self._clock() - self._quiet_since_s >= QUIET_S
        news = self.herald.due(vehicle, is_calm=is_quiet and not is_busy(vehicle))
        if news is None:
            return None
        turn = self._session.announce(news.text, is_pressing=news.is_pressing)
        if turn is not None:
            self.herald.was_told(news)
            self._quiet_since_s = self._clock()
        return turn

    def _turns(self) -> list[Turn]:
        turns = []
        while not self._taken.empty():
            turns.append(self._taken.get())
            self._sounds_like = turns[-1].heard.sounds_like or self._sounds_like
        if turns:
            self._quiet_since_s = self._clock()
        return turns

    def _seat(self, vehicle: VehicleState) -> None:
        """A key the car has just recognised says who drives; and whoever is new begins afresh."""
        key, before = vehicle[_KEY], self._key
        self._key = key
        if key not in (None, 0, before):
            self._memory.seat_by_key(str(key))
        driver = self._memory.driver.id if self._memory.driver else None
        if driver != self._driver:
            self._driver, self._situation, self._trip = driver, None, None
            self._is_indexed = False
            self._memory.learn()

    def _follow(self, vehicle: VehicleState) -> None:
        now, now_s = self._memory.situation.conditions(vehicle), self._clock()
        if is_new_trip := self._memory.situation.trip != self._trip:
            self._trip, self._wakes_until_s = self._memory.situation.trip, now_s + _WAKES_S
        elif now == self._situation:
            self._next = None
            return
        if self._next is None or self._next[0] != now:
            self._next = (now, now_s)
        if is_new_trip or now_s - self._next[1] >= STEADY_S:
            self._situation, self._next = now, None
            self._quiet_since_s = now_s
            self._memory.enter(vehicle)

    def _compare(self, vehicle: VehicleState, *, is_own: bool) -> None:
        """What changed and was no turn of ours was done by hand."""
        held, before = observed(vehicle), self._held
        self._held = held
        if is_own or self._clock() < self._wakes_until_s:
            return
        changed = {s: v for s, v in held.items() if s in before and before[s] != v}
        if deeds := {s: v for s, v in changed.items() if not _is_leaving(vehicle, s, v)}:
            self._memory.saw(deeds, vehicle)

    def _who(self) -> Offer | None:
        """A voice that is known and nobody at the wheel: asked once for each name."""
        name = self._sounds_like
        if name is None or self._memory.driver is not None or name == self._asked_who:
            return None
        self._asked_who = name
        switch = BusCommand(SWITCH, Query.of(name=name))
        because = f"You sound like {name}."
        return Offer("", f"{because} Is it you?", (switch,), because)

    def _begin(self, offer: Offer | None) -> Turn | None:
        turn = self._session.propose(offer) if offer is not None else None
        if turn is None:
            return None
        self._quiet_since_s = self._clock()
        if offer is not None and offer.id:
            self._memory.made_offer()
        return turn


def _is_leaving(vehicle: VehicleState, signal: str, value: str | float | bool) -> bool:
    """A parked car that is left goes back to what it begins with; that is nobody's wish."""
    return vehicle["Vehicle.Gear"] == "P" and catalogue.SIGNALS[signal].default == value
