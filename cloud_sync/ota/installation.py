"""Without the network: agreeing, trying, switching, watching, going back.

Nobody drives when a release is switched to, and somebody has agreed to this very one. It is used
from the next start on. Whatever goes wrong, the next start finds a whole release.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from cloud_sync.errors import NotNowError, TrialError
from cloud_sync.ota import probation, trial
from cloud_sync.ota.bars import bars_in_force
from cloud_sync.ota.journey import BROUGHT, USED, WAITING, Journey
from cloud_sync.ota.probation import TurnSeen, Verdict, Watch
from cloud_sync.ota.record import Agreement, State
from models import Catalogue, CatalogueError, StoreError

IsParked = Callable[[], bool]


class Installation:
    def __init__(self, journey: Journey) -> None:
        """Goes on from wherever the last start ended."""
        self._journey = journey
        with journey.turn:
            self._resume()

    def agree(self, not_before: datetime | None = None) -> State:
        """Somebody in the car wants the release that waits, not before this time."""
        journey = self._journey
        with journey.turn:
            state = journey.state
            if state.phase not in WAITING or state.release is None:
                raise NotNowError("There is no update to install.", "update.none")
            agreement = Agreement(
                release=state.release.name,
                counter=state.release.counter,
                not_before=not_before or journey.clock.now(),
            )
            return journey.to(state.phase, "agreed", agreement=agreement)

    def postpone(self) -> State:
        """Whatever was agreed to is off; the release waits."""
        with self._journey.turn:
            state = self._journey.state
            if state.agreement is None:
                return state
            return self._journey.to(state.phase, "postponed", agreement=None)

    @property
    def is_due(self) -> bool:
        """A release is here, and the time that was agreed to has come."""
        return self._objection(self._journey.state) is None

    def install(self, is_parked: IsParked, examiner: trial.Examiner) -> trial.Result | None:
        """Try the release that is here and use it from the next start on.

        None: its trial was over before. TrialError: it is given up; NotNowError: it waits.
        """
        journey = self._journey
        with journey.turn:
            state = journey.state
            if objection := self._objection(state):
                raise objection
            _check_parked(is_parked)
            result = None
            if state.phase != "tried":
                result = self._try(self._stage(state), examiner)
            _check_parked(is_parked)
            slot = journey.to("switching").slot
            journey.slots.switch(slot)
            journey.to("probation", "in use", watch=Watch())
            return result

    def observe(self, seen: TurnSeen) -> Verdict:
        """A turn is over; a release on probation may be kept or rolled back by it."""
        journey = self._journey
        with journey.turn:
            state = journey.state
            if state.phase != "probation" or state.watch is None:
                usual = state.usual.and_(seen, state.usual.slow_ms).recent
                journey.to(state.phase, usual=usual)
                return Verdict.GOES_ON
            watch = state.watch.and_(seen, state.usual.slow_ms)
            verdict, worse = probation.judge(watch, state.usual)
            journey.to("probation", watch=watch)
            if verdict is Verdict.KEEP:
                journey.to("confirmed", "confirmed", watch=None, usual=watch)
            if verdict is Verdict.ROLL_BACK:
                self.roll_back(f"update.probation.{worse}")
            return verdict

    def roll_back(self, problem: str | None = None) -> State:
        """Back to the release before, from the next start on. None: the driver wants it so."""
        with self._journey.turn:
            if self._journey.state.phase not in USED or self._journey.slots.in_use is None:
                raise NotNowError("There is no older version to go back to.", "update.none_before")
            self._journey.to("rolling_back", problem=problem)
            return self._go_back()

    def _resume(self) -> None:
        journey = self._journey
        state = journey.state
        is_in_use = journey.slots.in_use == state.slot
        if state.phase == "switching" and is_in_use:
            journey.to("probation", "in use", watch=Watch())
        elif state.phase == "switching":
            journey.to("tried")
        elif state.phase == "rolling_back":
            self._go_back()
        elif state.phase in USED and not is_in_use:
            journey.give_up("rolled_back", "update.did_not_start")

    def _objection(self, state: State) -> NotNowError | None:
        agreed, release = state.agreement, state.release
        if state.phase not in BROUGHT or release is None:
            return NotNowError("There is no update here to install.", "update.none")
        if agreed is None or agreed.counter != release.counter:
            return NotNowError("Nobody has agreed to the update.", "update.not_agreed")
        if self._journey.clock.now() < agreed.not_before:
            return NotNowError("The update waits for its time.", "update.not_yet")
        return None

    def _stage(self, state: State) -> State:
        slots, contents = self._journey.slots, state.contents
        assert contents is not None  # noqa: S101 - written before it was downloaded
        slot = slots.spare
        before = slots.contents(slot)
        slots.fill(slot, contents)
        slots.verify(slot)
        if before is not None:
            delivered = Catalogue.of_slot(self._journey.home.directory, None).cards()
            slots.discard(before, frozenset(card.sha256 for card in delivered))
        return self._journey.to("staged", slot=slot)

    def _try(self, state: State, examiner: trial.Examiner) -> trial.Result:
        journey = self._journey
        assert state.slot is not None  # noqa: S101 - just staged
        try:
            bars = bars_in_force(journey.slots, state.slot)
            result = trial.hold(examiner, journey.slots.in_use, state.slot, bars)
        except TrialError as error:
            journey.give_up("refused", error.code)
            raise
        journey.to("tried", "tried", str(result))
        return result

    def _go_back(self) -> State:
        """To the release before, or to the program as delivered if that one is damaged."""
        slots, state = self._journey.slots, self._journey.state
        if slots.in_use is not None and slots.in_use == state.slot:
            before = slots.before
            if before is not None:
                with suppress(StoreError, CatalogueError):
                    slots.verify(before)
                    slots.fall_back(before)
            if slots.in_use == state.slot:
                slots.fall_back(None)
        return self._journey.give_up("rolled_back", state.problem)


def _check_parked(is_parked: IsParked) -> None:
    if not is_parked():
        raise NotNowError("The update waits until the car is parked.", "update.not_parked")
