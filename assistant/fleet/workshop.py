"""How the parts of the car stand, looked at once a day, and what is proposed because of it.

Readings are noted, and what was renewed is told, whenever the car's condition is told; the look
itself runs in a process of its own. A need is offered once; the driver says whether a workshop is
looked for, and policy judges that like any wish.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from queue import Empty, SimpleQueue

from assistant.fleet.telling import NOTHING_MEASURED, readings
from assistant.known import Offer
from cloud_sync import (
    WORKSHOP,
    CarEvent,
    CloudHome,
    Logbook,
    ServiceProposal,
    assess_apart,
    component_events,
    outlooks,
    proposed,
    repair_events,
    tell_once,
)
from vehicle_bus import BusCommand, Query, VehicleState


class Workshop:
    """``look`` is for one thread; ``offer`` for any."""

    def __init__(
        self, home: CloudHome, logbook: Logbook, tell: Callable[[Iterable[CarEvent]], None]
    ) -> None:
        self._home = home
        self._logbook = logbook
        self._tell = tell
        self._looked_on: date | None = None
        self._waits: SimpleQueue[ServiceProposal] = SimpleQueue()

    def look(
        self, state: VehicleState, today: date, measured: Mapping[str, float] = NOTHING_MEASURED
    ) -> None:
        """``measured``: by control units, beside what they report.

        CloudError if the logbook cannot be kept or read; it is tried again tomorrow.
        """
        self._logbook.note(readings(state, today, measured))
        self._tell(repair_events(self._logbook))
        if self._looked_on == today or not self._logbook.is_worth_a_look:
            return
        self._looked_on = today
        found = assess_apart(self._home, today)
        self._logbook.foresee(outlooks(found, today))
        proposal = proposed(found)
        wanted = () if proposal is None else (proposal.event(),)
        km = state.number("Vehicle.Odometer")
        self._tell((*wanted, *component_events(self._logbook, found, km)))
        if proposal is not None and tell_once(self._logbook, proposal):
            self._waits.put(proposal)

    def offer(self, state: Callable[[], VehicleState]) -> Offer | None:
        """What a workshop is to do; None: nothing that was not told before."""
        try:
            return service_offer(self._waits.get_nowait(), state())
        except Empty:
            return None


def service_offer(proposal: ServiceProposal, state: VehicleState) -> Offer:
    """A stop on the way where there is a way, else a search."""
    is_guided = state["Navigation.Guidance"] == "ACTIVE"
    signal = "Navigation.Waypoint.Add" if is_guided else "Navigation.Search"
    where = "stop at a workshop on the way" if is_guided else "look for a workshop"
    by = f"{proposal.by.day} {proposal.by:%B}"
    question = f"{proposal.why} It should be done by {by}. Shall I {where}?"
    return Offer("", question, (BusCommand(signal, Query.of(query=WORKSHOP)),), proposal.why)
