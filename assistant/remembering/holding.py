"""All that is kept of one driver, opened together and forgotten together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from assistant.known import Known, Offer
from assistant.memory import AGREE, EVERYTHING, FORGET, LIST, RECALL, Told
from assistant.messages import Say, Status
from assistant.remembering.noticed import Noticed, evidence
from assistant.remembering.routines import Routines
from assistant.remembering.setting import LEARNED
from assistant.remembering.stated import Stated, because
from models import Embedder
from personalization import (
    Category,
    Habit,
    Habits,
    Index,
    Memory,
    Preference,
    Preferences,
    Scope,
    TaughtRoutines,
    VectorStore,
    index,
    scope_of,
    search,
)
from vehicle_bus import Query

_MOST_TOLD = 5
"""More than this is not listened to; the command line shows all."""
_MOST_INDEXED = 5000
"""Of more memories than this the older are found by their words only."""
_THAT = frozenset({"that", "it", "this"})
_NOTHING_YET = "Nothing yet. Tell me what you like, and I remember it."


_That = tuple[tuple[Preference, ...], tuple[Habit, ...]]
_NOTHING: _That = ((), ())
"""What "forget that" means."""


class Holding:
    def __init__(self, store: VectorStore, preferences: Sequence[Preference] = ()) -> None:
        self._store = store
        self._index: Index | None = None
        self._that: _That = _NOTHING
        self._memories: tuple[tuple[Preference, ...], tuple[Memory, ...]] = ((), ())
        kept = Preferences(store)
        for preference in preferences:
            kept.add(preference)
        self.stated = Stated(kept)
        self.routines = Routines(TaughtRoutines(store))
        self.noticed = Noticed(Habits(store))

    def known(self, conditions: frozenset[str], now: datetime, driver: str) -> Known:
        """What was told comes before what was noticed."""
        noticed = {one.signal: one for one in self.noticed.likings(conditions)}
        told = {one.signal: one for one in self.stated.likings(conditions)}
        likings = tuple((noticed | told).values())
        yesterday, facts = self.noticed.yesterday(now), self.stated.facts(conditions)
        return Known(driver, likings, yesterday, self.routines.all(), facts)

    def remember(self, text: str, switched_off: Collection[Category]) -> Told:
        told = self.stated.remember(text, switched_off)
        self._that = (self.stated.last_told(), ())
        return told

    def offer(
        self, conditions: frozenset[str], held: Mapping[str, str | float | bool]
    ) -> Offer | None:
        offer = self.noticed.offer(conditions, held)
        if offer is not None:
            self._that = ((), self.noticed.offered)
        return offer

    def agree(self, asked: Query) -> Told:
        if not self.noticed.agree(asked.get("id") or ""):
            return Told(Say("I have offered nothing that I could always do.", Status.CLARIFY))
        text = "From now on I do that without asking. Say forget that, and I stop."
        return Told(Say(text), ((AGREE, asked),))

    def recite(self) -> Told:
        """Newest last, what was noticed at the end."""
        told, noticed = self.stated.all(), self.noticed.all()
        known = [one.sentence() for one in told]
        known += [*self.routines.sentences(), *(evidence((one,)) for one in noticed)]
        if not known:
            return Told(Say(_NOTHING_YET), ((LIST, True),))
        more = f" And {len(known) - _MOST_TOLD} more." if len(known) > _MOST_TOLD else ""
        said = f"{' '.join(known[-_MOST_TOLD:])}{more} Shall I forget any of it, say which."
        from_where = " ".join([*(because(one) for one in told), evidence(noticed)])
        return Told(Say(said), ((LIST, True),), from_where)

    @property
    def memories(self) -> tuple[Memory, ...]:
        """All that can be recalled by what it means."""
        told = self.stated.all()
        if self._memories[0] is not told:
            self._memories = (told, tuple(Memory.of(one) for one in told))
        return self._memories[1]

    def index(self, embedder: Embedder) -> None:
        """For ``recall``; takes its time. Any thread."""
        memories = self.memories[-_MOST_INDEXED:]
        if self._index is None or self._index.ids != {memory.id for memory in memories}:
            self._index = index(memories, self._store, embedder)

    def recall(self, asked: Query) -> Told:
        """What was told about something, the likeliest."""
        found = search(asked.get("text") or "", self.memories, self._index, 1)
        told = {one.id: one for one in self.stated.all()}
        if not found:
            return Told(Say("You have told me nothing of that.", Status.CLARIFY))
        one = told[found[0].id]
        self._that = ((one,), ())
        said = f"{one.sentence()} Say forget that, and I forget it."
        return Told(Say(said), ((RECALL, asked),), because(one))

    def forget(self, asked: Query) -> Told:
        if identity := asked.get("id"):
            return self.stated.take_back(identity)
        scope = asked.get("scope") or ""
        if scope in _THAT:
            return self._forget_that(asked)
        meant = scope_of(scope, self.stated.all())
        if scope == EVERYTHING or meant.is_everything:
            return self._forget_all(asked)
        return self._forget(meant.preferences, asked, self._habits(meant))

    def _habits(self, meant: Scope) -> tuple[Habit, ...]:
        return tuple(
            habit
            for habit in self.noticed.all()
            if meant.is_habits
            or habit.signal in meant.signals
            or (meant.category and LEARNED[habit.signal] is meant.category)
        )

    def _forget_that(self, asked: Query) -> Told:
        """What was told, recalled or offered last."""
        preferences, habits = self._that
        self._that = _NOTHING
        if not preferences and not habits:
            return Told(Say("What shall I forget?", Status.CLARIFY))
        return self._forget(preferences, asked, habits)

    def _forget(
        self, meant: Sequence[Preference], asked: Query, habits: Sequence[Habit] = ()
    ) -> Told:
        said = [*(one.sentence() for one in meant), *(evidence((one,)) for one in habits)]
        if not said:
            return Told(Say("I know nothing of that.", Status.CLARIFY))
        self.stated.forget(meant)
        self.noticed.forget(habits)
        forgot = said[0] if len(said) == 1 else f"{len(said)} things."
        return Told(Say(f"Forgotten: {forgot}"), ((FORGET, asked),))

    def _forget_all(self, asked: Query) -> Told:
        """Told, taught and noticed."""
        number = len(self.stated.all()) + len(self.routines.all()) + len(self.noticed.all())
        self._that = _NOTHING
        self.stated.forget(self.stated.all())
        self.routines.forget_all()
        self.noticed.forget_all()
        what = "1 thing" if number == 1 else f"{number} things"
        if not number:
            return Told(Say("I know nothing of that.", Status.CLARIFY))
        return Told(Say(f"Forgotten: {what}."), ((FORGET, asked),))
