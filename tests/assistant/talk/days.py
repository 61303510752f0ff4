"""Days of somebody's driving in a real virtual car, without waiting for them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from assistant import Cabin, Transcript, Turn
from assistant.dialogue.turn import Dialogue
from assistant.memory import SWITCH
from assistant.messages import Conversation, Scene
from assistant.remembering import DriverMemory
from assistant.request import Context
from assistant.skills import SKILLS
from assistant.talk.session import Session
from assistant.talk.watcher import QUIET_S, Watcher
from assistant.understanding.cascade import Cascade
from assistant.understanding.grammar import PlanGrammar
from assistant.understanding.lessons import Lessons
from assistant.understanding.phrases import PhraseBook
from assistant.understanding.recollection import Recollection
from models import Embedder, MissingModelError
from personalization import drivers_at
from vehicle_bus import BusCommand, Query, Value, VirtualVehicle, Zone

_COLD_MORNING = {"Vehicle.Time": "07:30", "Vehicle.Exterior.AirTemperature": 2.0}


def _no_embedder() -> Embedder:
    raise MissingModelError("none is needed here")


@dataclass
class Days:
    cabin: Cabin
    home: Path
    load_embedder: Callable[[], Embedder] = _no_embedder
    now: datetime = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    """A Sunday: the first day that is driven is a Monday."""
    now_s: float = 0.0
    turns: list[Turn] = field(default_factory=list)
    """That the car began."""

    def __post_init__(self) -> None:
        self.cabin.arrange(Context())
        self.drivers = drivers_at(self.home)
        self.memory = DriverMemory(
            self.drivers, self.load_embedder, lambda: self.now, lambda: self.now_s
        )
        grammar = PlanGrammar(SKILLS)
        understanding = Lessons(grammar, Recollection(Cascade(grammar, PhraseBook(SKILLS), None)))
        dialogue = Dialogue(
            understanding, self.cabin.vehicle, self.memory, clock=lambda: self.now_s
        )
        taken: SimpleQueue[Turn] = SimpleQueue()
        self.session = Session(dialogue, taken.put)
        self.watcher = Watcher(
            self.cabin.vehicle, self.memory, self.session, taken, lambda: self.now_s
        )

    @property
    def driver(self) -> str | None:
        return self.memory.driver.name if self.memory.driver else None

    @property
    def virtual(self) -> VirtualVehicle:
        assert self.cabin.virtual is not None
        return self.cabin.virtual

    def set_off(self, **state: Value) -> None:
        """The next morning."""
        self.memory.situation.pass_a_night()
        self.cabin.arrange(Context(state={**_COLD_MORNING, **state}))
        self.wait(1.0)

    def wait(self, seconds: float) -> None:
        """Time passes and the car looks at itself, once, at the end."""
        self.now_s += seconds
        self.cabin.vehicle.catch_up()
        if turn := self.watcher.look():
            self.turns.append(turn)

    def press(self, signal: str, value: Value) -> None:
        """By hand, and seen."""
        self.wait(5.0)
        self.virtual.press(signal, value)
        self.wait(1.0)

    def say(self, words: str, speaker: Zone = Zone.DRIVER, sounds_like: str | None = None) -> Turn:
        turn = self.session.take(Transcript(words, speaker, sounds_like=sounds_like))
        self.wait(1.0)
        return turn

    def become(self, name: str) -> None:
        """Somebody else drives; to understand "it's Anna" takes the language model."""
        self.tell(SWITCH, name=name)
        self.wait(1.0)

    def tell(self, signal: str, **fields: str) -> None:
        """A wish for the memory of drivers that takes the language model to understand."""
        scene = Scene(self.cabin.vehicle.refresh(), Zone.DRIVER, Conversation(), self.now_s)
        self.memory.carry_out(BusCommand(signal, Query.of(**fields)), scene)

    def live(self, days: int, signal: str = "Seat.Driver.Heating", value: Value = 2) -> None:
        """Cold mornings on which the driver does the same each time."""
        for _ in range(days):
            self.set_off()
            self.press(signal, value)
            self.wait(QUIET_S)

    def reports(self, signal: str) -> Value | None:
        return self.cabin.vehicle.refresh().target(signal)
