"""Who drives, and what the car keeps of them: the ``Memory`` of the dialogue.

Whoever drives has a memory of their own; a guest has none. Each wish is answered from what was
really stored. Any thread may use it; what is noticed waits for no turn.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.known import NOTHING_KNOWN, Known, Offer
from assistant.memory import (
    AGREE,
    DROP,
    FORGET,
    KEEP,
    KEY,
    LIST,
    RECALL,
    ROUTINES,
    SWITCH,
    TEACH,
    Told,
)
from assistant.messages import Say, Scene, Status, Turn
from assistant.remembering.holding import Holding
from assistant.remembering.meaning import Meaning
from assistant.remembering.setting import LEARNED, observed
from assistant.remembering.situation import Situation
from assistant.remembering.visitor import Forgetful
from models import Embedder, load_embedder
from personalization import (
    Category,
    Driver,
    Drivers,
    PersonalizationError,
    Preference,
    UnknownDriverError,
    Vault,
    learn,
)
from vehicle_bus import BusCommand, Query, Value, VehicleState

_AT_ONCE = 100
"""More memories than this are indexed in the background only."""
_GUEST = frozenset({"guest", "a guest", "valet", "guest mode", "valet mode", "nobody"})
_NOBODY = Say("I do not know who drives, so I keep nothing. Say who you are first.", Status.CLARIFY)
_NO_KEY = Say("The car does not tell me which key opened it.", Status.UNSUPPORTED)
_SOMEBODY = "somebody"
_LEARNING = "Profile.Learning"
_NEW = (
    "I do not know you yet; tell me what you like. "
    "Say start learning, and I notice what you do, too."
)


def _here() -> datetime:
    return datetime.now().astimezone()


class DriverMemory:
    def __init__(
        self,
        drivers: Drivers,
        load_embedder: Callable[[], Embedder] = load_embedder,
        now: Callable[[], datetime] = _here,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._drivers = drivers
        self._meaning = Meaning(load_embedder)
        self.situation = Situation(now, clock)
        self._using = threading.RLock()
        self._driver: Driver | None = None
        self._vault: Vault | None = None
        self._holding: Holding | None = None

    @property
    def driver(self) -> Driver | None:
        """None: a guest."""
        return self._driver

    @property
    def verbosity(self) -> str | None:
        """How much whoever drives wants to be told; None: they never said."""
        with self._using:
            return self._holding.stated.liked("verbosity") if self._holding else None

    def seat(self, driver: Driver | None) -> None:
        """From now on this driver drives; PersonalizationError if their memory does not open."""
        with self._using:
            self.close()
            if driver is not None:
                self._vault = self._drivers.open(driver.id)
                self._driver, self._holding = driver, Holding(self._vault)

    def seat_whoever_drives(self, name: str | None) -> None:
        """Whoever is named, else the only driver there is, else a guest."""
        if name:
            self.seat(self._drivers.named(name))
            return
        everyone = self._drivers.all()
        self.seat(everyone[0] if len(everyone) == 1 else None)

    def seat_by_key(self, key: str) -> Driver | None:
        """Whoever this key of the car belongs to; nobody changes place for an unknown key."""
        owner = next((one for one in self._drivers.all() if one.car_key == key), None)
        if owner is not None and (self._driver is None or self._driver.id != owner.id):
            self.seat(owner)
            return owner
        return None

    def seat_somebody_new(self, preferences: Sequence[Preference] = ()) -> None:
        """A test driver with only these preferences, who leaves no trace."""
        with self._using:
            self.close()
            self._holding = Holding(Forgetful(), preferences)

    def close(self) -> None:
        with self._using:
            if self._vault is not None:
                self._vault.close()
            self._driver = self._vault = self._holding = None

    def known(self, vehicle: VehicleState) -> Known:
        with self._using:
            if self._holding is None:
                return NOTHING_KNOWN
            conditions, now = self.situation.conditions(vehicle), self.situation.now()
            known = self._holding.known(conditions, now, self._name)
            return replace(known, learns=self._learns(vehicle))

    def carry_out(self, command: BusCommand, scene: Scene) -> Told:
        asked = command.value if isinstance(command.value, Query) else Query()
        with self._using:
            try:
                if command.signal == SWITCH:
                    return self._switch(asked.get("name") or "")
                if command.signal == KEY:
                    return self._own_key(scene.vehicle["Vehicle.Driver.Key"])
                if self._holding is None:
                    return Told(_NOBODY)
                return self._of_the_driver(self._holding, command, asked)
            except PersonalizationError as error:
                return Told(Say(str(error), Status.UNSUPPORTED))

    def _of_the_driver(self, holding: Holding, command: BusCommand, asked: Query) -> Told:
        off = self._driver.switched_off if self._driver else frozenset[Category]()
        todo: Mapping[str, Callable[[], Told]] = {
            FORGET: lambda: holding.forget(asked),
            LIST: holding.recite,
            RECALL: lambda: self._recall(holding, asked),
            KEEP: lambda: self._keep(asked),
            TEACH: lambda: holding.routines.teach(asked, self.situation.now()),
            DROP: lambda: holding.routines.drop(asked),
            ROUTINES: holding.routines.list,
            AGREE: lambda: holding.agree(asked),
        }
        otherwise: Callable[[], Told] = lambda: holding.remember(  # noqa: E731
            asked.get("text") or "", off
        )
        return todo.get(command.signal, otherwise)()

    def _recall(self, holding: Holding, asked: Query) -> Told:
        """What is new is indexed first, if it is not much."""
        if len(holding.memories) <= _AT_ONCE:
            self.index()
        return holding.recall(asked)

    def took(self, turn: Turn) -> None:
        """A turn is over: what it did is noticed, if the driver agreed to that."""
        with self._using:
            for signal, value in turn.reported:
                if signal == _LEARNING:
                    self._consent(value is True)
            if self._holding is not None and self._learns(turn.scene.vehicle):
                self._holding.noticed.by_voice(turn, self.situation.now(), self._unnoticed())

    def saw(self, deeds: Mapping[str, str | float | bool], vehicle: VehicleState) -> None:
        """Something was set by hand."""
        with self._using:
            if self._holding is not None and self._learns(vehicle):
                for signal in deeds.keys() - self._unnoticed():
                    self._holding.noticed.by_hand(signal, deeds[signal], self.situation.now())

    def enter(self, vehicle: VehicleState) -> None:
        """The situation is this; to be told whenever it has changed for good."""
        with self._using:
            if self._holding is not None and self._learns(vehicle):
                held = observed(vehicle)
                self._holding.noticed.enter(
                    self.situation.now(), self.situation.conditions(vehicle), held
                )
        self.learn()

    def learn(self) -> None:
        """From all that is noticed; turns go on meanwhile."""
        with self._using:
            holding = self._holding
            past = holding.noticed.past if holding is not None else ()
        estimates = learn(past)
        with self._using:
            if holding is not None and holding is self._holding:
                holding.noticed.know(estimates)

    def index(self) -> None:
        """For recalling by what is meant; may take seconds, while turns go on."""
        with self._using:
            holding = self._holding
        try:
            if holding is not None:
                self._meaning.index(holding)
        except PersonalizationError:
            if holding is self._holding:
                raise

    def offer(self, vehicle: VehicleState) -> Offer | None:
        """What is usual in this situation and not so yet, once in each."""
        with self._using:
            if self._holding is None or not self._learns(vehicle):
                return None
            return self._holding.offer(self.situation.conditions(vehicle), observed(vehicle))

    def made_offer(self) -> None:
        """The driver has heard the last one."""
        with self._using:
            if self._holding is not None:
                self._holding.noticed.made()

    @property
    def _name(self) -> str:
        return self._driver.name if self._driver else _SOMEBODY

    def _learns(self, vehicle: VehicleState) -> bool:
        """Both the driver and the car's own switch have to want it."""
        is_agreed = self._driver is not None and self._driver.consents.habits
        return is_agreed and vehicle[_LEARNING] is not False

    def _unnoticed(self) -> frozenset[str]:
        """What is of a category that was switched off."""
        off = self._driver.switched_off if self._driver else frozenset[Category]()
        return frozenset(signal for signal, category in LEARNED.items() if category in off)

    def _consent(self, is_given: bool) -> None:
        if self._driver is not None and self._driver.consents.habits is not is_given:
            consents = self._driver.consents.model_copy(update={"habits": is_given})
            self._change({"consents": consents})

    def _keep(self, asked: Query) -> Told:
        """A category is switched off or on again."""
        if self._driver is None:
            return Told(_NOBODY)
        category, is_on = Category(asked.get("name") or ""), asked.get("on") == "on"
        off = self._driver.switched_off
        self._change({"switched_off": off - {category} if is_on else off | {category}})
        what = "something" if is_on else "nothing new"
        text = f"From now on I keep {what} about {category.value}."
        return Told(Say(text), ((KEEP, asked),))

    def _own_key(self, key: Value | None) -> Told:
        """The key that opened the car is this driver's from now on, and nobody else's."""
        if self._driver is None:
            return Told(_NOBODY)
        if not key:
            return Told(_NO_KEY)
        for other in self._drivers.all():
            if other.car_key == str(key) and other.id != self._driver.id:
                self._drivers.keep(other.model_copy(update={"car_key": None}))
        self._change({"car_key": str(key)})
        text = f"I know this key now: whoever opens the car with it is {self._driver.name}."
        return Told(Say(text), ((KEY, True),))

    def _change(self, fields: Mapping[str, object]) -> None:
        if self._driver is not None:
            changed = self._driver.model_copy(update=dict(fields))
            self._drivers.keep(changed)
            self._driver = changed

    def _switch(self, name: str) -> Told:
        if name.casefold() in _GUEST:
            self.seat(None)
            return Told(Say("Hello. I keep nothing and show nothing of anyone."), _became("guest"))
        if self._vault is None and self._holding is not None:
            self.seat_somebody_new()
            return Told(Say(f"Hello {name.title()}."), _became(name.title()))
        try:
            driver = self._drivers.named(name)
            greeting = f"Hello {driver.name}."
        except UnknownDriverError:
            driver = self._drivers.create(name.title())
            greeting = f"Hello {driver.name}. {_NEW}"
        self.seat(driver)
        return Told(Say(greeting), _became(driver.name))


def _became(name: str) -> tuple[tuple[str, Value], ...]:
    return ((SWITCH, Query.of(name=name)),)
