"""An update from the first look to the last turn of its probation. Start here.

    none -> available -> downloading -> downloaded -> staged -> tried -> switching -> probation
      ... -> confirmed | refused | rolling_back -> rolled_back

``Orders`` leads it as far as ``downloaded``, with the network; ``Installation`` all the rest,
without. Each step is on the disk before the next begins, and each may be repeated: whatever moment
the power fails at, the next start goes on from there. The models in use are not touched before
``switching``, which replaces one small file; the release before stays for falling back.
"""

import threading
from typing import Any

from cloud_sync.clock import TrustedClock
from cloud_sync.home import CloudHome
from cloud_sync.ota.record import Event, Record, State
from cloud_sync.ota.release import Phase
from models import Contents, Slots

WAITING: frozenset[Phase] = frozenset(
    {"available", "downloading", "downloaded", "staged", "tried", "switching"}
)
"""There is a release that is not in use yet."""
BROUGHT: frozenset[Phase] = frozenset({"downloaded", "staged", "tried", "switching"})
"""It is here."""
USED: frozenset[Phase] = frozenset({"probation", "confirmed", "rolling_back"})
"""It is in use."""


class Journey:
    """Where the update stands. ``turn`` is held while something happens to it."""

    def __init__(self, home: CloudHome, clock: TrustedClock) -> None:
        self.home = home
        self.clock = clock
        self.slots = Slots(home.directory)
        self.turn = threading.RLock()
        self._record = Record(home)

    @property
    def state(self) -> State:
        return self._record.state()

    @property
    def in_use(self) -> Contents | None:
        """The release in use; None: the program as it was delivered."""
        return self.slots.contents(self.slots.in_use)

    def history(self) -> tuple[Event, ...]:
        """All that ever happened, the oldest first."""
        return self._record.history()

    def to(self, phase: Phase, what: str = "", detail: str = "", **changes: Any) -> State:
        """The next step, with what there is to tell about it; fields of ``State`` may change."""
        state = self.state.model_copy(update={"phase": phase, **changes})
        self._record.keep(state, *([self._told(state, what, detail)] if what else []))
        return state

    def note(self, what: str, detail: str = "") -> None:
        """Something worth telling happened, and the step stays."""
        self.to(self.state.phase, what, detail)

    def give_up(self, phase: Phase, problem: str | None) -> State:
        """This release is not tried again; None: the driver wanted it so."""
        release = self.state.release
        given_up = (*self.state.given_up, *([release.counter] if release else []))
        return self.to(
            phase,
            phase.replace("_", " "),
            problem or "wanted by the driver",
            problem=problem,
            given_up=tuple(dict.fromkeys(given_up)),
            agreement=None,
            watch=None,
        )

    def _told(self, state: State, what: str, detail: str) -> Event:
        release = state.release.name if state.release else ""
        return Event(at=self.clock.now(), release=release, what=what, detail=detail)
