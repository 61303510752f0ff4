"""What goes on beside the conversation: telling, looking for updates, installing, renewing.

One thread, so nothing of it ever delays a turn, and only one thing happens at a time. What fails is
tried again later; a driver hears only what they can do something about.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Protocol

from assistant.fleet import answers
from assistant.fleet.parts import Parts
from assistant.fleet.telling import Telling, condition, measured, place, seen
from assistant.fleet.workshop import Workshop
from assistant.known import Offer
from assistant.messages import Turn
from cloud_sync import (
    THIS_CAR,
    CarEvent,
    CloudError,
    OutboxError,
    OwnTurn,
    Proposal,
    TrialError,
    UpdateState,
    renew_if_due,
)
from vehicle_bus import BusCommand, Vehicle, catalogue

_LOG = logging.getLogger(__name__)
_TICK_S = 0.5
_LOOK_EVERY_S = 3600.0
_TELL_EVERY_S = 600.0
_RETRY_S = 120.0
_GIVEN_UP = frozenset({"refused", "rolled_back"})
_ANSWER_S = 4.0
"""A driver who asks waits no longer than this for the fleet."""


class Warned(Protocol):
    """Hears what did not go well. Any thread."""

    def failed(self, code: str) -> None: ...
    def gave_up(self, phase: str, problem: str, release: str | None) -> None: ...


class _Unguarded:
    def failed(self, code: str) -> None:
        """Nobody listens."""

    def gave_up(self, phase: str, problem: str, release: str | None) -> None:
        """Nobody listens."""


UNGUARDED = _Unguarded()


class Upkeep:
    def __init__(
        self,
        parts: Parts,
        vehicle: Vehicle,
        notice: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        guard: Warned = UNGUARDED,
    ) -> None:
        self.taken: SimpleQueue[Turn] = SimpleQueue()
        """Takes every turn that is over."""
        self._parts = parts
        self._vehicle = vehicle
        self._notice = notice
        self._clock = clock
        self._guard = guard
        self._workshop = Workshop(parts.home, parts.logbook, self._tell)
        self._ended = threading.Event()
        self._wanted = threading.Event()
        self._looked = threading.Condition()
        self._reached: bool | None = None
        used = parts.journey.in_use
        self._telling = Telling(used.release if used else None)
        self._look_at_s = self._tell_at_s = clock()
        self._install_at_s = clock()
        self._phase: str = parts.journey.state.phase
        self._changed: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def watch(self, changed: Callable[[], None]) -> None:
        """``changed`` is called when an update has come a step further."""
        self._changed = changed

    def nudge(self) -> None:
        """Something was agreed to, or is wanted of the fleet."""
        self._install_at_s = self._look_at_s = self._clock()
        self._wanted.set()

    def look(self) -> bool:
        """Ask the fleet now, and wait a little; False: not reached, or not in time."""
        with self._looked:
            self._reached = None
            self.nudge()
            self._looked.wait_for(lambda: self._reached is not None, _ANSWER_S)
            return self._reached is True

    def offer(self) -> Offer | None:
        """What the fleet proposes, or a part needs; the driver is asked, and policy judges it."""
        try:
            return _offer(self._parts.line.heard.get_nowait(), self._parts.clock.now().timestamp())
        except queue.Empty:
            return self._workshop.offer(self._vehicle.refresh)

    def start(self) -> None:
        if news := answers.in_use_now(self._parts.journey.state, self._parts.journey.in_use):
            self._notice(news)
        self._thread.start()

    def close(self) -> None:
        """What was taken until now is told first."""
        self._ended.set()
        self._wanted.set()
        self._thread.join()
        self._guarded(self._tell_turns)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._guarded(self._tell_turns)
            now_s = self._clock()
            if now_s >= self._look_at_s:
                self._look_at_s = now_s + _LOOK_EVERY_S
                self._look_now()
            if now_s >= self._tell_at_s:
                self._tell_at_s = now_s + _TELL_EVERY_S
                self._guarded(self._tell_condition)
                self._guarded(self._look_at_parts)
            if now_s >= self._install_at_s and self._parts.installation.is_due:
                self._install_at_s = now_s + _RETRY_S
                self._guarded(self._install)
            self._wanted.wait(_TICK_S)
            self._wanted.clear()

    def _look_now(self) -> None:
        is_reached = self._guarded(self._ask_fleet)
        with self._looked:
            self._reached = is_reached
            self._looked.notify_all()
        if is_reached:
            self._guarded(self._bring)
        else:
            self._look_at_s = min(self._look_at_s, self._clock() + _RETRY_S)

    def _ask_fleet(self) -> None:
        renew_if_due(self._parts.home, self._parts.clock)
        self._parts.orders.check()
        if self._parts.erasure.is_wanted:
            self._parts.erasure.send(self._parts.server)

    def _bring(self) -> None:
        self._parts.orders.download()
        self._tell_phase()

    def _install(self) -> None:
        """Takes a minute; only while the car is parked."""
        if not self._is_parked():
            return
        try:
            result = self._parts.installation.install(self._is_parked, self._parts.examiner)
        except TrialError:
            self._notice("The update failed its trial on this car, so I keep the version we have.")
            raise
        finally:
            self._tell_phase()
        self._parts.orders.report()
        told = f" ({result})" if result else ""
        self._notice(f"The update is ready and used from the next start on{told}.")

    def _is_parked(self) -> bool:
        return self._vehicle.refresh().is_parked

    def _tell_turns(self) -> None:
        while not self.taken.empty():
            turn = self.taken.get()
            before = self._parts.journey.state.phase
            self._parts.installation.observe(seen(turn))
            if before == "probation" and self._parts.journey.state.phase == "rolled_back":
                self._notice("The last update served worse, so I go back to the version before.")
            self._tell(self._telling.of(turn))
            self._tell_phase()

    def _tell_condition(self) -> None:
        state = self._vehicle.refresh()
        found = place(state)
        self._tell([condition(state), *([found] if found else [])])
        self._parts.outbox.expire()

    def _look_at_parts(self) -> None:
        today = self._parts.clock.now().date()
        self._workshop.look(self._vehicle.refresh(), today, measured(self._vehicle))

    def _tell_phase(self) -> None:
        self._changed()
        state = self._parts.journey.state
        if state.phase == self._phase:
            return
        self._phase = state.phase
        release = state.release.name if state.release else None
        if state.problem is not None:
            self._guard.failed(state.problem)
        self._tell([UpdateState(release=release, phase=state.phase, problem=state.problem)])
        if state.problem is not None and state.phase in _GIVEN_UP:
            self._guard.gave_up(state.phase, state.problem, release)

    def tell(self, event: CarEvent) -> None:
        """From any thread; what cannot be kept now is not told."""
        self._guarded(lambda: self._tell([event]))

    def _tell(self, events: Iterable[CarEvent]) -> None:
        """As far as the owner allows it."""
        parts = self._parts
        for event in events:
            if isinstance(event, OwnTurn):
                kept = parts.ledger.release(event, recipient=THIS_CAR)
                if kept is not None:
                    parts.own.keep(kept)
            elif (released := parts.ledger.release(event)) is not None:
                parts.outbox.put([released])
                parts.line.nudge()

    def _guarded(self, work: Callable[[], None]) -> bool:
        """Whether it went well; what did not is tried again later."""
        try:
            work()
        except OutboxError as error:
            _LOG.warning("fleet.not_told", extra={"code": error.code})
            return False
        except CloudError as error:
            _LOG.info("fleet.later", extra={"code": error.code})
            self._guard.failed(error.code)
            return False
        return True


def _offer(proposal: Proposal, now_s: float) -> Offer | None:
    """None: the car knows no such signal or value, or the proposal came too late."""
    signal = catalogue.SIGNALS.get(proposal.signal)
    if signal is None or not signal.accepts(proposal.value):
        return None
    if proposal.expires.timestamp() <= now_s:
        return None
    because = f"The fleet asks for it: {proposal.why}"
    question = f"A message from the fleet: {proposal.why} Shall I do that?"
    return Offer("", question, (BusCommand(proposal.signal, proposal.value),), because)


@contextmanager
def kept_up(upkeep: Upkeep) -> Iterator[None]:
    upkeep.start()
    try:
        yield
    finally:
        upkeep.close()
