"""Who drives, and what they told the car: the ``Memory`` of the dialogue, kept in the car.

Words become statements in ``personalization``; here they are put into the memory of whoever
drives, and answered from what was really stored. A guest has no memory. Nothing is kept of what
is not about the car, and the answer says so.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.memory import FORGET, LIST, SET, SWITCH, Told
from assistant.messages import Liking, Say, Scene, Status
from assistant.situation import holds
from assistant.visitor import Forgetful
from personalization import (
    Added,
    Contradicts,
    Driver,
    Drivers,
    Known,
    OffSchema,
    Outcome,
    PersonalizationError,
    Preference,
    Preferences,
    Reason,
    SwitchedOff,
    Unclear,
    UnknownDriverError,
    Updated,
    Vault,
    read,
    reconcile_all,
    scope_of,
)
from vehicle_bus import BusCommand, Query, Value, VehicleState, catalogue

_MOST_TOLD = 5
"""More than this is not listened to; the command line shows all."""
_GUEST = frozenset({"guest", "a guest", "valet", "guest mode", "valet mode", "nobody"})
_NOBODY = Say("I do not know who drives, so I keep nothing. Say who you are first.", Status.CLARIFY)
_WHY_NOT_KEPT = {
    Reason.NO_TOPIC: "That is not something I can set or choose for you, so I keep nothing of it.",
    Reason.NOT_A_PREFERENCE: "I keep only what you like in this car. What is it?",
    Reason.MOMENTARY: "That is for now only, so I do not keep it.",
}
_PRIVATE = "That is too personal for a car. I keep nothing of it."


class DriverMemory:
    def __init__(self, drivers: Drivers) -> None:
        self._drivers = drivers
        self._driver: Driver | None = None
        self._vault: Vault | None = None
        self._kept: Preferences | None = None
        self._told: list[tuple[Preference, tuple[Preference, ...]]] = []
        """What was told since somebody sat down, and what each took the place of."""

    @property
    def driver(self) -> Driver | None:
        """None: a guest."""
        return self._driver

    def seat(self, driver: Driver | None) -> None:
        """From now on this driver drives; PersonalizationError if their memory does not open."""
        self.close()
        if driver is None:
            return
        self._vault = self._drivers.open(driver.id)
        self._driver, self._kept = driver, Preferences(self._vault)

    def seat_whoever_drives(self, name: str | None) -> None:
        """Whoever is named, else the only driver there is, else a guest."""
        if name:
            self.seat(self._drivers.named(name))
            return
        everyone = self._drivers.all()
        self.seat(everyone[0] if len(everyone) == 1 else None)

    def seat_somebody_new(self, preferences: Sequence[Preference] = ()) -> None:
        """A test driver with only these preferences, who leaves no trace."""
        self.close()
        self._kept = Preferences(Forgetful())
        for preference in preferences:
            self._kept.add(preference)

    def close(self) -> None:
        if self._vault is not None:
            self._vault.close()
        self._driver = self._vault = self._kept = None
        self._told = []

    def likings(self, vehicle: VehicleState) -> tuple[Liking, ...]:
        """The most particular preference of each signal that holds now."""
        known = self._kept.all() if self._kept else ()
        fitting = [one for one in known if one.likes and one.subject.signal and holds(one, vehicle)]
        fitting.sort(key=lambda one: len(one.when.conditions))
        chosen = {str(one.subject.signal): one for one in fitting}
        found = ((signal, _value(signal, one.value), one) for signal, one in chosen.items())
        return tuple(Liking(s, v, _because(one)) for s, v, one in found if v is not None)

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        asked = command.value if isinstance(command.value, Query) else Query()
        try:
            if command.signal == SWITCH:
                return self._switch(asked.get("name") or "")
            if self._kept is None:
                return Told(_NOBODY)
            return self._of_the_driver(self._kept, command.signal, asked)
        except PersonalizationError as error:
            return Told(Say(str(error), Status.UNSUPPORTED))

    def _of_the_driver(self, kept: Preferences, signal: str, asked: Query) -> Told:
        match signal:
            case "Profile.Preference.Set":
                return self._remember(kept, asked.get("text") or "")
            case "Profile.Preference.Forget":
                number = asked.get("id")
                return self._take_back(kept, number) if number else _forget(kept, asked)
            case _:
                return _recite(kept)

    def _switch(self, name: str) -> Told:
        if name.casefold() in _GUEST:
            self.seat(None)
            return Told(Say("Hello. I keep nothing and show nothing of anyone."), _became("guest"))
        if self._vault is None and self._kept is not None:
            self.seat_somebody_new()
            return Told(Say(f"Hello {name.title()}."), _became(name.title()))
        try:
            driver = self._drivers.named(name)
            greeting = f"Hello {driver.name}."
        except UnknownDriverError:
            driver = self._drivers.create(name.title())
            greeting = f"Hello {driver.name}. I do not know you yet; tell me what you like."
        self.seat(driver)
        return Told(Say(greeting), _became(driver.name))

    def _remember(self, kept: Preferences, text: str) -> Told:
        switched_off = self._driver.switched_off if self._driver else ()
        outcomes = reconcile_all(
            read(text, is_asked=True).items,
            kept.all(),
            told_at=datetime.now(UTC),
            switched_off=switched_off,
        )
        stored: list[tuple[str, Value]] = []
        for outcome in outcomes:
            if isinstance(outcome, Added | Updated | Contradicts):
                replaced = () if isinstance(outcome, Added) else outcome.replaces
                kept.add(outcome.new, replaced)
                self._told.append((outcome.new, replaced))
                stored.append((SET, _reported(outcome.new).merged({"id": str(len(self._told))})))
            elif isinstance(outcome, Known):
                stored.append((SET, _reported(outcome.old)))
        said = [_said(outcome) for outcome in outcomes]
        status = min((s.status for s in said), key=list(Status).index)
        text = " ".join(dict.fromkeys(s.text for s in said))
        return Told(Say(text, status), tuple(stored))

    def _take_back(self, kept: Preferences, number: str) -> Told:
        """What was told is forgotten, and what it took the place of is back."""
        told, replaced = self._told[int(number) - 1]
        kept.remove([told])
        for old in replaced:
            kept.add(old)
        return Told(Say("I no longer keep that."), ((FORGET, Query.of(id=number)),))


def _forget(kept: Preferences, asked: Query) -> Told:
    scope = asked.get("scope") or ""
    meant = scope_of(scope, kept.all()).preferences
    if not meant:
        return Told(Say("I know nothing of that.", Status.CLARIFY))
    kept.remove(meant)
    number = "1 thing" if len(meant) == 1 else f"{len(meant)} things"
    forgot = meant[0].sentence() if len(meant) == 1 else f"{number}."
    return Told(Say(f"Forgotten: {forgot}"), ((FORGET, Query.of(scope=scope)),))


def _recite(kept: Preferences) -> Told:
    known = kept.all()
    if not known:
        return Told(Say("Nothing yet. Tell me what you like, and I remember it."), ((LIST, True),))
    told = " ".join(one.sentence() for one in known[-_MOST_TOLD:])
    more = f" And {len(known) - _MOST_TOLD} more." if len(known) > _MOST_TOLD else ""
    return Told(Say(f"{told}{more} Shall I forget any of it, say which."), ((LIST, True),))


def _said(outcome: Outcome) -> Say:
    match outcome:
        case Added(new):
            text, status = f"I'll remember it: {_lower(new.sentence())}", Status.DONE
        case Known(old):
            text, status = f"I know: {_lower(old.sentence())}", Status.DONE
        case Updated(replaces, new) | Contradicts(replaces, new):
            before = " ".join(_lower(old.sentence()) for old in replaces)
            text, status = f"{new.sentence()} Before, I had: {before}", Status.DONE
        case _:
            return _not_kept(outcome)
    return Say(text, status)


def _not_kept(outcome: Outcome) -> Say:
    match outcome:
        case OffSchema(Reason.NOT_A_PREFERENCE as reason):
            return Say(_WHY_NOT_KEPT[reason], Status.CLARIFY)
        case OffSchema(reason):
            return Say(_WHY_NOT_KEPT.get(reason, _PRIVATE), Status.UNSUPPORTED)
        case SwitchedOff(category):
            return Say(f"You told me to keep nothing about {category.value}.", Status.REFUSED)
        case Unclear(question):
            return Say(question, Status.CLARIFY)
    raise ValueError(f"kept: {outcome}")


def _because(one: Preference) -> str:
    return f"{one.sentence()[:-1]}, as you told me on {one.told_at:%-d %B}."


def _reported(one: Preference) -> Query:
    when = {"when": " ".join(one.when.conditions)} if one.when.conditions else {}
    value = f"{one.value:g}" if isinstance(one.value, float) else str(one.value)
    return Query.of(key=one.about or one.topic, value=value, **when)


def _became(name: str) -> tuple[tuple[str, Value], ...]:
    return ((SWITCH, Query.of(name=name)),)


def _value(signal: str, value: str | float | bool) -> Value | None:
    """As the signal takes it; None if it does not."""
    entry = catalogue.SIGNALS[signal]
    candidates: tuple[Value, ...] = (value, str(value).upper().replace(" ", "_"))
    return next((c for c in candidates if entry.accepts(c)), None)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
